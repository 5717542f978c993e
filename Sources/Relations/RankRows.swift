import Algorithms
import MPI
import Ranks

/// The rows that a rank keeps, in some chunks.
struct RankRows: Sendable {
  /// The rows.
  private(set) var chunks: [KeptRows]

  /// The number of rows before each chunk, and that of all.
  private let starts: [Int]

  /// Takes rows.
  init(_ chunks: [KeptRows]) {
    self.chunks = chunks.filter { $0.count > 0 }
    starts = self.chunks.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
  }

  /// The number of rows.
  var count: Int { starts[starts.count - 1] }

  /// Where a row is, that is given by its number.
  private func place(ofRow number: Int) -> (chunk: Int, row: Int) {
    let chunk = starts.partitioningIndex { $0 > number } - 1
    return (chunk, number - starts[chunk])
  }

  /// The offset in the table at which a row begins.
  func place(ofNumber number: Int) -> Int {
    let (chunk, row) = place(ofRow: number)
    return chunks[chunk].places[row]
  }

  /// The number of bytes of a row as it is written.
  func byteCount(ofRow number: Int) -> Int {
    let (chunk, row) = place(ofRow: number)
    return chunks[chunk].texts[row].count
  }

  /// The bytes of some rows as they are written.
  func text(of rows: ArraySlice<Int>) -> [UInt8] {
    var text: [UInt8] = []
    for number in rows {
      let (chunk, row) = place(ofRow: number)
      text += chunks[chunk].texts.bytes[chunks[chunk].texts[row]]
    }
    return text
  }

  /// Some of the rows.
  func selecting(_ rows: [Int]) -> RankRows {
    var kept = KeptRows()
    for number in rows {
      let (chunk, row) = place(ofRow: number)
      kept.append(row, of: chunks[chunk])
    }
    return RankRows([kept])
  }

  // MARK: - Among ranks

  /// Sends rows to other ranks.
  ///
  /// - Parameters:
  ///   - destinations: for each rank the numbers of the rows that it gets.
  ///   - ranks: all ranks.
  /// - Returns: the rows that this rank has got.
  /// - Throws: `MPIError` if the ranks can't be reached.
  func exchanged(
    _ destinations: [[Int]], on ranks: borrowing Communicator
  ) throws(MPIError) -> RankRows {
    guard ranks.size > 1 else { return self }
    let messages = destinations.map { rows in
      var message: [UInt8] = []
      for number in rows {
        let (chunk, row) = place(ofRow: number)
        chunks[chunk].write(row, to: &message)
      }
      return message
    }
    return RankRows(try ranks.alltoall(varying: messages).map { KeptRows(from: $0) })
  }
}

extension KeptRows {
  /// Appends a row to a message.
  fileprivate func write(_ row: Int, to message: inout [UInt8]) {
    func number(_ value: Int) {
      for shift in stride(from: 0, to: 64, by: 8) {
        message.append(UInt8(truncatingIfNeeded: value >> shift))
      }
    }
    func string(_ strings: Strings) {
      guard strings.count > 0 else { return number(-1) }
      let range = strings[row]
      number(range.count)
      message += strings.bytes[range]
    }
    number(places[row])
    string(texts)
    string(keys)
    string(groups)
  }

  /// Takes the rows of a message.
  fileprivate init(from message: [UInt8]) {
    self.init()
    var index = 0
    func number() -> Int {
      defer { index += 8 }
      return (0..<8).reduce(0) { $0 | Int(message[index + $1]) << (8 * $1) }
    }
    func string(into strings: inout Strings) {
      let count = number()
      guard count >= 0 else { return }
      strings.append(message[index..<index + count])
      index += count
    }
    while index < message.count {
      places.append(number())
      string(into: &texts)
      string(into: &keys)
      string(into: &groups)
    }
  }
}
