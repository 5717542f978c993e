import Formats
import MPI
import Ranks
import Scan
import Stores
import Values
import Vocabulary

/// Rows that all ranks write into one Parquet file.
///
/// The rows are cut on a fixed grid into row groups, each of which is made by the rank that has its first row. Rank 0
/// writes what stands around them.
struct ParquetOutput: TypedOutput {
  private let file: TypedFile

  private var output: OrderedOutput?
  private var columns: [StoredColumn] = []
  private var groupRows = 0
  private var cells = CellCollector(cellLength: 1, in: .bytes)

  /// The metadata of the groups that this rank has made, one behind the other, with each group's number and
  /// the length of its metadata.
  private var metadata: [UInt8] = []
  private var groups: [Group] = []

  private struct Group: BitwiseCopyable, Sendable {
    let number: Int
    let byteCount: Int
  }

  private(set) var rowCount = 0

  var byteCount: Int { output?.byteCount ?? 0 }

  /// Prepares to write.
  ///
  /// - Parameter file: where to.
  init(_ file: TypedFile) { self.file = file }

  mutating func begin(
    _ plan: RowPlan, _ census: RowCensus, _ notes: Notes, on ranks: borrowing Communicator
  ) throws -> Bool {
    columns = census.columns(of: plan)
    groupRows =
      file.request.groupRows
      ?? ParquetRows.groupRows(rowCount: census.rowCount, byteCount: census.byteCount)
    cells = CellCollector(cellLength: groupRows, in: .rows(columnCount: columns.count))
    output = try OrderedOutput(
      file.writer, isSpread: file.isSpread,
      cellBytes: file.request.cellBytes ?? CellPlan.standardCellBytes, on: ranks)
    try writeByRankZero(ParquetFile.head, on: ranks)
    return true
  }

  mutating func write(
    in order: [RoundPart], on ranks: borrowing Communicator, _ workers: Workers,
    making make: @Sendable (Int) -> [UInt8]
  ) throws {
    try write(try cells.take(order, on: ranks, making: make), on: ranks, workers, make)
    rowCount += order.reduce(0) { $0 + $1.rowCount }
  }

  mutating func commit(on ranks: borrowing Communicator, _ workers: Workers) throws {
    try write(cells.finish(on: ranks), on: ranks, workers) { _ in [] }
    try writeByRankZero(try footer(on: ranks), on: ranks)
    try output?.commit(on: ranks)
  }

  func abandon(on ranks: borrowing Communicator) { output?.abandon(on: ranks) }

  // MARK: - Row groups

  /// Makes and writes row groups.
  private mutating func write(
    _ full: CellCollector.Cells, on ranks: borrowing Communicator, _ workers: Workers,
    _ make: @Sendable (Int) -> [UInt8]
  ) throws {
    var made: [ParquetRowGroup] = []
    var refused: RefusedRow?
    // Each column is a piece of work, and of few columns there are several groups at a time.
    let atOnce = max(1, 2 * workers.count / columns.count)
    var rest = full.own[...]
    while refused == nil, !rest.isEmpty {
      let taken = Array(rest.prefix(atOnce))
      rest = rest.dropFirst(atOnce)
      do throws(RefusedRow) { made += try groups(of: taken, workers, make) } catch {
        refused = error
      }
    }
    try ranks.settle(refused)
    let offsets = try output?.write(made.map(\.bytes), of: full.owners, on: ranks, workers) ?? []
    for (index, group) in made.enumerated() {
      let number = full.own[index].number
      let bytes = group.metadata(ofNumber: number, at: offsets[index])
      groups.append(Group(number: number, byteCount: bytes.count))
      metadata += bytes
    }
  }

  /// Makes row groups of cells.
  private func groups(
    of taken: [CellCollector.Cell], _ workers: Workers, _ make: @Sendable (Int) -> [UInt8]
  ) throws(RefusedRow) -> [ParquetRowGroup] {
    let rows = workers.map(taken.count) { [cells, columns] index in
      ParquetRows(
        cells.bytes(of: taken[index], making: make), count: taken[index].length, columns)
    }
    let chunks = workers.map(taken.count * columns.count) { [columns] piece in
      let (group, column) = piece.quotientAndRemainder(dividingBy: columns.count)
      return Result { () throws(UnwritableValue) in try rows[group].chunk(ofColumn: column) }
    }
    var groups: [ParquetRowGroup] = []
    for (index, cell) in taken.enumerated() {
      let results = chunks[index * columns.count..<(index + 1) * columns.count]
      let failures = results.compactMap { result -> UnwritableValue? in
        if case .failure(let failure) = result { failure } else { nil }
      }
      if let first = failures.map(\.row).min(),
        let failure = failures.first(where: { $0.row == first })
      {
        let number = cell.number * groupRows + first
        throw RefusedRow(
          number: number, reason: StoreError(.badData, failure.problem, row: number))
      }
      groups.append(ParquetRowGroup(results.compactMap { try? $0.get() }))
    }
    return groups
  }

  // MARK: - What stands around them

  /// What the file ends with; empty on other ranks than 0.
  private func footer(on ranks: borrowing Communicator) throws(MPIError) -> [UInt8] {
    // Both are reached by every rank.
    let groupsOfRanks = try ranks.gather(varying: groups, to: 0)
    let bytesOfRanks = try ranks.gather(varying: metadata, to: 0)
    guard let groupsOfRanks, let bytesOfRanks else { return [] }
    var ordered: [(number: Int, bytes: [UInt8])] = []
    for (groups, bytes) in zip(groupsOfRanks, bytesOfRanks) {
      var rest = bytes[...]
      for group in groups {
        ordered.append((group.number, Array(rest.prefix(group.byteCount))))
        rest = rest.dropFirst(group.byteCount)
      }
    }
    ordered.sort { $0.number < $1.number }
    return ParquetFile.footer(
      columns, rowCount: rowCount, groups: ordered.map(\.bytes), version: ProgramVersion.current)
  }

  private mutating func writeByRankZero(
    _ bytes: [UInt8], on ranks: borrowing Communicator
  ) throws {
    let isFirst = ranks.rank == 0
    _ = try output?.write(
      isFirst ? [bytes] : [], of: [0], on: ranks, Workers(count: 1))
  }
}
