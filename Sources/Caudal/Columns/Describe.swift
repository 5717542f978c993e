import CSV
import Filter
package import MPI
import Statistics

/// Computes the statistics of a column, on all ranks of a communicator together.
///
/// ```swift
/// let request = DescribeRequest(path: "Datos_Hidrometeorologicos.csv", column: "ValorObservado")
/// let description = try describe(request, on: .solo())
/// ```
///
/// Every rank makes the same call with the same request. The bits of the result, but for `run`, don't
/// depend on the number of ranks. All ranks get it; the groups of a result by groups are on rank 0
/// only.
///
/// - Parameters:
///   - request: what is to be computed, of what.
///   - ranks: the ranks that do it.
/// - Returns: the statistics.
/// - Throws: a ``CaudalError`` that all ranks have agreed on. Errors of other types concern this
///   rank alone: the caller should abort the job.
/// - Complexity: O(bytes / ranks) time. Memory: 2, 4 or 8 bytes for each value of the rank's slice
///   (see ``ValueStore``), 8 where they are sorted, plus a fixed working set; for a window of more
///   than 8,192 values, about 100 bytes a value of it for each thread. On the wire: independent of
///   the number of rows, unless there are very many distinct values of which none is frequent. By
///   groups: what ``RankGroups`` takes and, where more than counts, sums and extrema is asked for,
///   all values, each sent to one rank.
package func describe(
  _ request: DescribeRequest, on ranks: borrowing Communicator
) throws -> Description {
  var clock = PhaseClock()
  let hosts = try ranks.hostNames()
  let workers = try ranks.workers(request.table.threads)
  let table = try TableScan(request.table, column: request.column, on: ranks)
  clock.endPhase("open")
  let columns = try table.numericColumns(request, on: ranks)
  let described =
    if let keys = request.groupKeys {
      try table.describe(columns, by: keys, request, on: ranks, workers, &clock)
    } else {
      try table.describe(columns, request, on: ranks, workers, &clock)
    }
  return Description(
    columns: described,
    input: table.inputDescription,
    run: RunDescription(
      ranks: ranks.size, threads: workers.count, hosts: hosts, input: table.input,
      phases: clock.finish()))
}

extension TableScan {
  /// The columns that a request names; of all columns, those whose values in the first rows are
  /// numbers.
  ///
  /// - Throws: an agreed ``CaudalError``.
  fileprivate func numericColumns(
    _ request: DescribeRequest, on ranks: borrowing Communicator
  ) throws -> [NumericColumn] {
    let columns = try layout.indices(ofColumns: request.column, path: inputName).map { index in
      NumericColumn(
        index: index, nullTokens: request.table.nullTokens, decimal: layout.dialect.decimal)
    }
    guard layout.isEveryColumn(request.column) else { return columns }
    var areNumeric = try ranks.agree { () throws(LocalFailure) -> [UInt8] in
      guard ranks.rank == 0 else { return columns.map { _ in 0 } }
      do throws(SourceError) {
        var found: [UInt8] = []
        for column in columns {
          found.append(column.isNumeric(in: try samples(ofColumn: column.index)) ? 1 : 0)
        }
        return found
      } catch {
        throw LocalFailure(error: CaudalError(error, path: inputName))
      }
    }
    try ranks.broadcast(&areNumeric, from: 0)
    let numeric = zip(columns, areNumeric).filter { $1 == 1 }.map(\.0)
    guard !numeric.isEmpty else {
      throw CaudalError(.usage, "\(inputName): no column has numbers in its first rows")
    }
    return numeric
  }

  /// Describes columns over all rows.
  fileprivate func describe(
    _ columns: [NumericColumn], _ request: DescribeRequest, on ranks: borrowing Communicator,
    _ workers: Workers, _ clock: inout PhaseClock
  ) throws -> DescribedColumns {
    let needsValues = request.statistics.contains(where: \.needsValues)
    var slices = try slices(of: columns, keepsValues: needsValues, on: ranks, workers)
    var described: [ColumnDescription] = []
    for (position, column) in columns.enumerated() {
      let slice = slices.take(position)
      let rows = try ranks.allreduce(slice.rowCount, .sum)
      if position == 0 { clock.endPhase("scan") }
      let reduction =
        needsValues
        ? try MomentsReduction(slice, on: ranks, workers)
        : try MomentsReduction(summaryOf: slice, on: ranks)
      clock.endPhase("moments")
      let rolling =
        request.statistics.contains(.rollingVariance)
        ? try RollingReduction(slice, request, on: ranks, workers) : nil
      clock.endPhase("rolling")
      let order =
        request.statistics.isDisjoint(with: [.mode, .percentiles])
        ? nil
        : try OrderReduction(
          slice, among: reduction.summary, percents: request.percentiles, on: ranks, workers)
      clock.endPhase("order")
      let name = layout.columnNames[column.index]
      described.append(
        ColumnDescription(name: name, rows: rows, request, reduction, rolling, order))
    }
    return DescribedColumns(described)
  }

  /// Describes columns in each group of rows.
  fileprivate func describe(
    _ columns: [NumericColumn], by keys: String, _ request: DescribeRequest,
    on ranks: borrowing Communicator, _ workers: Workers, _ clock: inout PhaseClock
  ) throws -> DescribedColumns {
    let parts = try keyParts(keys, on: ranks)
    let chosen = try selector(on: ranks)
    let plan = GroupPlan(
      columns: columns, keys: parts, selector: chosen?.selector,
      selectorFields: chosen?.fields ?? [],
      keepsValues: request.computedStatistics.contains(where: \.needsValues))
    let budget = try ranks.memoryBudget(request.table.memoryBytes)
    let found = try groups(plan, budget, on: ranks, workers)
    clock.endPhase("scan")
    let reduction = try GroupReduction(
      found.groups, request.groupSelection, GroupStatisticsMaker(request), budget, on: ranks,
      workers)
    clock.endPhase("groups")
    let names = columns.map { layout.columnNames[$0.index] }
    return DescribedColumns(reduction, names: names, keys: parts, request)
  }

  /// The parts of the keys that a request names.
  func keyParts(
    _ text: String, on ranks: borrowing Communicator
  ) throws -> [KeyPart] {
    let asked = KeyRequest.list(text, names: layout.columnNames)
    var indices: [Int] = []
    for key in asked {
      indices += try layout.indices(ofColumns: key.column, path: inputName)
    }
    for (number, key) in asked.enumerated() {
      let twin = (0..<number).first { indices[$0] == indices[number] && asked[$0].part == key.part }
      guard twin != nil else { continue }
      let name = layout.columnNames[indices[number]]
      let text = key.part.map { "\($0.rawValue)(\(name))" } ?? name
      throw CaudalError(.usage, "\(inputName): \"\(text)\" is asked for twice; name it once")
    }
    let dated = Set(zip(asked, indices).filter { $0.0.part != nil }.map(\.1)).sorted()
    let formats = try timestampFormats(of: dated, on: ranks)
    return zip(asked, indices).map { key, index in
      let name = layout.columnNames[index]
      guard let part = key.part, let format = formats[index] else {
        return KeyPart(name: name, index: index, kind: .text)
      }
      let column = TimestampColumn(
        index: index, format: format, nullTokens: nullTokens, decimal: layout.dialect.decimal)
      return KeyPart(
        name: "\(part.rawValue)(\(name))", index: index, kind: .timestamp(column, part))
    }
  }
}

extension FileLayout {
  /// Finds columns.
  ///
  /// - Parameters:
  ///   - list: their names or numbers; see ``columnIndices(_:)``.
  ///   - path: the input, for messages.
  /// - Returns: their 0-based positions.
  /// - Throws: a ``CaudalError``, the same on every rank that has the same layout.
  func indices(ofColumns list: String, path: String) throws(CaudalError) -> [Int] {
    do throws(LayoutError) {
      return try columnIndices(list)
    } catch {
      throw CaudalError(.layout(error), path: path)
    }
  }
}

extension Communicator {
  /// The memory that tables may take on this rank: what was asked for, or half of this rank's share
  /// of what its host has left. The other half is for what comes after: what is sent and received,
  /// statistics, orders and the report.
  borrowing func memoryBudget(_ bytes: Int?) throws(MPIError) -> MemoryBudget {
    let neighbours = try splitByMachine().size
    return MemoryBudget(limit: bytes ?? (MemoryBudget.available() ?? .max) / (2 * neighbours))
  }

  /// Fails on all ranks if one has used up its memory.
  ///
  /// - Parameters:
  ///   - budget: the memory.
  ///   - sinks: what has taken of it; given back only after this look.
  /// - Throws: an agreed ``CaudalError``.
  borrowing func checkBudget<Sinks>(_ budget: MemoryBudget, takenBy sinks: Sinks) throws {
    defer { withExtendedLifetime(sinks) {} }
    try agree { () throws(LocalFailure) in
      guard budget.isExhausted else { return }
      let message =
        "rank \(rank) (host \(processorName)): the keys, and what is kept of them, take more than the"
        + " \(budget.limit >> 20) MiB of memory that there are for them;"
        + " ask for less, choose rows by --where, or use more hosts"
      throw LocalFailure(error: CaudalError(.inputOutput, message))
    }
  }
}

extension ColumnDescription {
  /// Puts the parts of a description together.
  init(
    name: String, rows: Int, _ request: DescribeRequest, _ reduction: MomentsReduction,
    _ rolling: RollingReduction?, _ order: OrderReduction?
  ) {
    let moments = reduction.moments
    group = []
    column = name
    self.rows = rows
    count = reduction.summary.count
    mean = reduction.mean
    variance = moments?.variance(ddof: request.ddof)
    standardDeviation = moments?.standardDeviation(ddof: request.ddof)
    skewness = moments?.skewness
    kurtosis = moments?.kurtosis
    minimum = reduction.summary.minimum
    maximum = reduction.summary.maximum
    mode = order?.mode
    percentiles = order?.percentiles ?? []
    rollingVariance = RollingDescription(
      window: request.window, windows: rolling?.windowCount ?? 0, sum: rolling?.sum)
  }
}

extension Communicator {
  /// The names of the ranks' hosts, each once, in the order of their first ranks.
  borrowing func hostNames() throws(MPIError) -> [String] {
    let names = try allgather(varying: Array(processorName.utf8))
    var seen: Set<[UInt8]> = []
    return names.filter { seen.insert($0).inserted }.map { String(decoding: $0, as: UTF8.self) }
  }
}
