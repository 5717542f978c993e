import CSV
import Keys
package import MPI
import Ranks
package import Scan
import Statistics
import Vocabulary

extension TableSession {
  /// The most columns of one reading: of those of which distinct values are counted, and of all.
  private static var mostCensusColumns: (counted: Int, all: Int) { (256, 4_096) }

  /// The readings in which all columns can be looked at.
  ///
  /// - Parameter columns: the columns, and what their values are taken to be.
  /// - Returns: the places of the columns of each reading.
  package static func censusReadings(of columns: [CensusColumn]) -> [Range<Int>] {
    var readings: [Range<Int>] = []
    var (begin, counted) = (0, 0)
    for (place, column) in columns.enumerated() {
      let isFull =
        place - begin == mostCensusColumns.all
        || column.isCounted && counted == mostCensusColumns.counted
      if isFull {
        readings.append(begin..<place)
        (begin, counted) = (place, 0)
      }
      if column.isCounted { counted += 1 }
    }
    return begin < columns.count ? readings + [begin..<columns.count] : readings
  }

  /// Looks at all values of columns: whether they are what they seem to be, and how many distinct ones there are.
  ///
  /// - Parameters:
  ///   - columns: the columns of one reading, as ``censusReadings(of:)`` has them, and what their values are taken to
  ///     be.
  ///   - mostFrequent: how many of the most frequent values are wanted.
  ///   - ranks: all ranks.
  /// - Returns: what was found, in the order of the columns: the same on every rank, but for the values themselves,
  ///   which are on rank 0. It doesn't depend on the number of ranks.
  /// - Throws: an agreed `CaudalError`; errors of other types concern this rank alone.
  /// - Complexity: O(bytes / ranks + distinct values · log(distinct values)) time. Memory: some 50 bytes for each
  ///   distinct value, shared among the ranks.
  package mutating func takeCensus(
    of columns: [CensusColumn], mostFrequent: Int, on ranks: borrowing Communicator
  ) throws -> [CensusedColumn] {
    precondition(Self.censusReadings(of: columns).count <= 1, "too many columns for one reading")
    let budget = memory.tableBudget()
    let shared = columns.map { $0.isCounted ? SharedGroups(columnCount: 0, budget) : nil }
    let filter = try table.rowFilter(on: ranks)
    var sinks = try table.scan(
      columns.map(\.column.index), filter, on: ranks, workers,
      into: { CensusSink(columns, shared, budget) },
      forget: { for groups in shared { groups?.removeAll() } }
    ).flatMap { $0 }
    _ = workers.update(&sinks, with: ()) { _, sink in sink.finish() }
    try ranks.checkBudget(budget, takenBy: sinks)
    clock.endPhase("scan")
    var censused: [CensusedColumn] = []
    for (index, column) in columns.enumerated() {
      let parts = sinks.map { $0.columns[index] }
      let rank = RankCensus(parts, shared[index])
      censused.append(
        try rank.joined(column, mostFrequent: mostFrequent, budget, memory, on: ranks, workers))
    }
    clock.endPhase("census")
    return censused
  }
}

/// What the threads of a rank have found in a column.
private struct RankCensus {
  private var found = CensusedColumn()
  private var range: TextRange?
  private var isTooLong = false
  private let shared: SharedGroups?

  init(_ parts: [ColumnCensus], _ shared: SharedGroups?) {
    self.shared = shared
    for part in parts {
      found.merge(part.found)
      range = TextRange.joined(range, part.range)
      isTooLong = isTooLong || part.isTooLong
    }
  }

  /// What all ranks have found.
  func joined(
    _ column: CensusColumn, mostFrequent: Int, _ budget: MemoryBudget, _ memory: HostMemory,
    on ranks: borrowing Communicator, _ workers: Workers
  ) throws -> CensusedColumn {
    let messages = try ranks.allgather(encoded: CensusMessage(found, range, isTooLong: isTooLong))
    var all = CensusMessage(CensusedColumn(), nil, isTooLong: false)
    for message in messages { all.merge(message) }
    var joined = all.found
    guard !all.isTooLong, joined.misfit == nil else {
      _ = shared?.takeAll()
      return joined
    }
    let groups = RankGroups(columnCount: 0, shared?.takeAll() ?? [], kept: [])
    switch column.reading {
    case .numbers: break
    case .texts:
      let selection = GroupSelection(order: .statistic(.rows), tiesByKey: true, limit: mostFrequent)
      let reduction = try GroupReduction(
        groups, selection, nil, budget, memory, on: ranks, workers)
      let frequent = (0..<reduction.count).map { (reduction.key(at: $0), reduction.rows(at: $0)) }
      joined.values = DistinctValues(
        count: reduction.groupCount, frequent: frequent, range: all.range)
    case .times:
      let reduction = try GroupReduction(
        groups, GroupSelection(order: .key), nil, budget, memory, on: ranks, workers)
      let times = (0..<reduction.count).map { Timestamp(orderKey: reduction.key(at: $0).bigEndian) }
      joined.values = DistinctValues(count: reduction.groupCount, times: times)
    }
    return joined
  }
}

extension [UInt8] {
  /// The number that eight bytes stand for, the highest first.
  fileprivate var bigEndian: Int64 {
    Int64(bitPattern: reduce(0) { $0 << 8 | UInt64($1) })
  }
}

/// What a rank tells the others of a column.
private struct CensusMessage: WireCodable {
  private(set) var found: CensusedColumn
  private(set) var range: TextRange?
  private(set) var isTooLong: Bool

  init(_ found: CensusedColumn, _ range: TextRange?, isTooLong: Bool) {
    (self.found, self.range, self.isTooLong) = (found, range, isTooLong)
  }

  /// Takes what another rank has found.
  mutating func merge(_ other: CensusMessage) {
    found.merge(other.found)
    range = TextRange.joined(range, other.range)
    isTooLong = isTooLong || other.isTooLong
  }

  func write(to message: inout WireWriter) {
    message.write(found.rows, found.count, found.isWhole, found.hasCodes, isTooLong)
    message.write(found.misfit?.place, found.misfit?.text ?? [])
    message.write(range?.shortest, range?.longest ?? 0, range?.first ?? [], range?.last ?? [])
  }

  init(from message: inout WireReader) {
    found = CensusedColumn()
    found.rows = message.read()
    found.count = message.read()
    found.isWhole = message.read()
    found.hasCodes = message.read()
    isTooLong = message.read()
    let place = message.read(Int?.self)
    let text = message.read([UInt8].self)
    found.misfit = place.map { CensusMisfit(place: $0, text: text) }
    let shortest = message.read(Int?.self)
    let longest = message.read(Int.self)
    let (first, last) = (message.read([UInt8].self), message.read([UInt8].self))
    range = shortest.map {
      TextRange(first: first, last: last, shortest: $0, longest: longest)
    }
  }
}
