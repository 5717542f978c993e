import Expressions
import MPI
import Ranks
import Scan

/// Joined rows of all parts of a join but the last, which are kept in a file until the last is read.
struct JoinedParts {
  private let scratch: ScratchFolder
  private var file: ScratchFile?

  /// Where the rows of each unit of the first table are, in one place for each part.
  private var places: [Int: [Range<Int>]] = [:]

  /// Begins without rows.
  ///
  /// - Parameter scratch: where rows are kept; nothing is made there before it is needed.
  init(in scratch: ScratchFolder) { self.scratch = scratch }

  /// Keeps the rows that one part has made of a unit.
  ///
  /// - Parameters:
  ///   - rows: the rows.
  ///   - unit: the unit's number.
  /// - Throws: the failure to write.
  mutating func add(_ rows: MadeRows.Rows, ofUnit unit: Int) throws(LocalFailure) {
    guard rows.count > 0 else { return }
    let file: ScratchFile
    if let known = self.file {
      file = known
    } else {
      file = try ScratchFile(in: scratch)
      self.file = file
    }
    let start = file.byteCount
    try file.append(rows.encoded)
    places[unit, default: []].append(start..<file.byteCount)
  }

  /// The rows of units that this rank has read, whatever rank has kept them.
  ///
  /// - Parameters:
  ///   - units: the numbers of this rank's units.
  ///   - ranks: all ranks.
  /// - Returns: for each unit what the parts have made of it.
  /// - Throws: an agreed ``CaudalError`` if they can't be read.
  func rows(
    ofUnits units: [Int], on ranks: borrowing Communicator
  ) throws -> [Int: [MadeRows.Rows]] {
    let wanted = try ranks.allgather(varying: units)
    let sent = try ranks.agree { () throws(LocalFailure) -> [[UInt8]] in
      var sent: [[UInt8]] = []
      for units in wanted { sent.append(try encoded(units)) }
      return sent
    }
    var rows: [Int: [MadeRows.Rows]] = [:]
    for part in try ranks.alltoall(varying: sent) {
      var start = 0
      while start < part.count {
        let unit = Int(part.bigEndianWord(at: start))
        start += 8
        rows[unit, default: []].append(MadeRows.Rows(from: part, at: &start))
      }
    }
    return rows
  }

  /// What this rank has of some units.
  private func encoded(_ units: [Int]) throws(LocalFailure) -> [UInt8] {
    guard let file else { return [] }
    var bytes: [UInt8] = []
    for unit in units {
      for place in places[unit] ?? [] {
        bytes.append(bigEndian: UInt64(unit))
        bytes += try file.bytes(at: place)
      }
    }
    return bytes
  }
}

extension MadeRows.Rows {
  /// The rows in bytes.
  fileprivate var encoded: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(16 + 16 * count + text.count)
    bytes.append(bigEndian: UInt64(count))
    bytes.append(bigEndian: UInt64(text.count))
    for place in places { bytes.append(bigEndian: UInt64(place)) }
    for offset in offsets { bytes.append(bigEndian: UInt64(offset)) }
    bytes += text
    return bytes
  }

  /// Takes rows out of bytes.
  ///
  /// - Parameters:
  ///   - bytes: what ``encoded`` has made, with something behind it.
  ///   - start: where it begins; afterwards where it ends.
  fileprivate init(from bytes: [UInt8], at start: inout Int) {
    self.init()
    let count = Int(bytes.bigEndianWord(at: start))
    let textCount = Int(bytes.bigEndianWord(at: start + 8))
    let places = start + 16
    let offsets = places + 8 * count
    let textStart = offsets + 8 * count
    reserveCapacity(rows: count, bytes: textCount)
    var next = 0
    for row in 0..<count {
      let end =
        row + 1 < count ? Int(bytes.bigEndianWord(at: offsets + 8 * (row + 1))) : textCount
      begin(from: Int(bytes.bigEndianWord(at: places + 8 * row)))
      text += bytes[textStart + next..<textStart + end]
      next = end
    }
    start = textStart + textCount
  }

  /// The rows of several parts in the order of their places.
  ///
  /// - Parameter parts: rows, those of each in the order of their places.
  init(merging parts: [MadeRows.Rows]) {
    guard parts.count > 1 else {
      self = parts.first ?? MadeRows.Rows()
      return
    }
    self.init()
    reserveCapacity(
      rows: parts.reduce(0) { $0 + $1.count }, bytes: parts.reduce(0) { $0 + $1.text.count })
    let order = parts.indices.flatMap { part in
      parts[part].places.enumerated().map { (place: $1, part: part, row: $0) }
    }.sorted { $0.place < $1.place }
    for entry in order {
      let part = parts[entry.part]
      let end = entry.row + 1 < part.count ? part.offsets[entry.row + 1] : part.text.count
      begin(from: entry.place)
      text += part.text[part.offsets[entry.row]..<end]
    }
  }
}
