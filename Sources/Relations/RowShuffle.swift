import Algorithms
import Expressions
import MPI
import Ranks

/// Rows of all ranks put in order, or made distinct, whatever rank has them.
///
/// The order is total: by keys, then by the rows' places in the table. So which row comes where doesn't
/// depend on the number of ranks, nor on where ranks divide the rows among them.
struct RowShuffle: Sendable {
  /// The keys that each rank shows of its rows, so that all know where to divide them.
  private static let sampledRows = 64

  /// Leaves out rows that have a group in common with one that stands before them in the table.
  ///
  /// - Parameters:
  ///   - rows: this rank's rows.
  ///   - distinction: what their groups are.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  /// - Returns: the rows that are left, on some rank each.
  /// - Throws: `MPIError` if the ranks can't be reached.
  static func distinct(
    _ rows: RankRows, by distinction: KeepingPlan.Distinction, on ranks: borrowing Communicator,
    _ workers: Workers
  ) throws(MPIError) -> RankRows {
    func groups(_ chunk: KeptRows) -> FrozenStrings {
      if case .wholeRows = distinction { chunk.texts } else { chunk.groups }
    }
    var rows = rows
    if ranks.size > 1 {
      var destinations = [[RowID]](repeating: [], count: ranks.size)
      for (number, chunk) in rows.chunks.enumerated() {
        let strings = groups(chunk)
        for row in 0..<chunk.count {
          let hash = strings.string(row).contentHash
          destinations[Int(hash % UInt64(ranks.size))].append(RowID(chunk: number, row: row))
        }
      }
      rows = try rows.exchanged(destinations, on: ranks)
    }
    let sort = RowSort(rows.chunks) { [.strings(groups($0))] }
    let sorted = sort.sorted(workers)
    let first = sorted.indices.filter { $0 == 0 || !sort.areAlike(sorted[$0 - 1], sorted[$0]) }
    let chosen = first.map { sorted[$0] }.sorted { $0.bits < $1.bits }
    return RankRows([rows.selecting(chosen)])
  }

  /// Puts rows in order.
  ///
  /// - Parameters:
  ///   - rows: this rank's rows.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  /// - Returns: rows and the order in which they are; those of a rank are behind all of the rank before
  ///   it.
  /// - Throws: `MPIError` if the ranks can't be reached.
  static func sorted(
    _ rows: RankRows, on ranks: borrowing Communicator, _ workers: Workers
  ) throws(MPIError) -> (rows: RankRows, order: [RowID]) {
    let sort = RowSort(rows.chunks, by: \.keys)
    let order = sort.sorted(workers)
    guard ranks.size > 1 else { return (rows, order) }
    func key(_ row: RowID) -> [UInt8] {
      // No key is the beginning of another, so places decide only between rows of the same keys.
      var key = sort.key(row)
      key.append(bigEndian: UInt64(rows.place(of: row)))
      return key
    }
    let splitters = try splitters(of: order.lazy.map(key), on: ranks)
    var destinations: [[RowID]] = []
    var rest = order[...]
    for splitter in splitters {
      let end = rest.partitioningIndex { splitter.lexicographicallyPrecedes(key($0)) }
      destinations.append(Array(rest[..<end]))
      rest = rest[end...]
    }
    destinations.append(Array(rest))
    let received = try rows.exchanged(destinations, on: ranks)
    return (received, RowSort(received.chunks, by: \.keys).sorted(workers))
  }

  /// The keys at which the rows are divided among the ranks, the last of each rank but the last.
  private static func splitters(
    of keys: some RandomAccessCollection<[UInt8]>, on ranks: borrowing Communicator
  ) throws(MPIError) -> [[UInt8]] {
    let count = min(sampledRows, keys.count)
    var own = Strings()
    for number in 0..<count {
      own.append(keys[keys.index(keys.startIndex, offsetBy: number * keys.count / count)])
    }
    let sample = try own.gathered(on: ranks).sorted { $0.lexicographicallyPrecedes($1) }
    guard !sample.isEmpty else { return (1..<ranks.size).map { _ in [] } }
    return (1..<ranks.size).map { sample[$0 * sample.count / ranks.size] }
  }
}
