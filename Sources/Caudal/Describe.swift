import CSV
package import MPI
import Statistics

/// Computes the statistics of a column, on all ranks of a communicator together.
///
/// ```swift
/// let request = DescribeRequest(path: "Datos_Hidrometeorologicos.csv", column: "ValorObservado")
/// let description = try describe(request, on: .solo())
/// ```
///
/// Every rank makes the same call with the same request and gets the same result, whose bits, but
/// for `run`, don't depend on the number of ranks.
///
/// - Parameters:
///   - request: what is to be computed, of what.
///   - ranks: the ranks that do it.
/// - Returns: the statistics.
/// - Throws: a ``CaudalError`` that all ranks have agreed on. Errors of other types concern this
///   rank alone: the caller should abort the job.
/// - Complexity: O(bytes / ranks) time. Memory: 8 bytes for each value of the rank's slice, plus a
///   fixed working set; for a window of more than 8,192 values, about 100 bytes a value of it for
///   each thread. On the wire: independent of the number of rows, unless there are very many
///   distinct values of which none is frequent.
package func describe(
  _ request: DescribeRequest, on ranks: borrowing Communicator
) throws -> Description {
  var clock = PhaseClock()
  let hosts = try ranks.hostNames()
  let workers = try ranks.workers(request.threads)
  let input = try ranks.chooseInput(for: request)
  let scanned = try scan(request, input, on: ranks, workers, &clock)
  let column = scanned.column
  let slice = scanned.slice
  let rows = try ranks.allreduce(slice.rowCount, .sum)
  clock.endPhase("scan")
  let reduction = try MomentsReduction(slice, on: ranks, workers)
  clock.endPhase("moments")
  let rolling = try RollingReduction(slice, request, on: ranks, workers)
  clock.endPhase("rolling")
  let order = try OrderReduction(
    slice, among: reduction.summary, percents: request.percentiles, on: ranks, workers)
  clock.endPhase("order")
  let name = column.layout.columnNames[column.index]
  let description = ColumnDescription(name: name, rows: rows, request, reduction, rolling, order)
  return Description(
    columns: [description],
    input: InputDescription(
      files: [request.path], bytes: column.byteCount,
      delimiter: Character(Unicode.Scalar(column.layout.dialect.delimiter)),
      decimal: Character(Unicode.Scalar(column.layout.dialect.decimal))),
    run: RunDescription(
      ranks: ranks.size, threads: workers.count, hosts: hosts, input: input,
      phases: clock.finish()))
}

/// What is known of a column when it has been read.
private struct ReadColumn {
  let layout: FileLayout
  let index: Int
  let byteCount: Int
}

/// A column that has been read, and what this rank holds of it.
private struct ScannedColumn: ~Copyable {
  let column: ReadColumn
  let slice: ColumnSlice
}

/// Reads the column, in the way that was chosen.
private func scan(
  _ request: DescribeRequest, _ input: InputWay, on ranks: borrowing Communicator,
  _ workers: Workers, _ clock: inout PhaseClock
) throws -> ScannedColumn {
  if input == .scattered {
    var stream = StreamedScan(request)
    clock.endPhase("open")
    let slice = try stream.scan(on: ranks, workers)
    let column = ReadColumn(
      layout: stream.layout, index: stream.columnIndex, byteCount: stream.byteCount)
    return ScannedColumn(column: column, slice: slice)
  }
  let shared = try SharedScan(request, on: ranks)
  clock.endPhase("open")
  let slice = try shared.scan(on: ranks, workers)
  let column = ReadColumn(
    layout: shared.layout, index: shared.columnIndex, byteCount: shared.grid.byteCount)
  return ScannedColumn(column: column, slice: slice)
}

extension ColumnDescription {
  /// Puts the parts of a description together.
  init(
    name: String, rows: Int, _ request: DescribeRequest, _ reduction: MomentsReduction,
    _ rolling: RollingReduction, _ order: OrderReduction
  ) {
    let moments = reduction.moments
    column = name
    self.rows = rows
    count = reduction.summary.count
    mean = moments?.mean
    variance = moments?.variance(ddof: request.ddof)
    standardDeviation = moments?.standardDeviation(ddof: request.ddof)
    skewness = moments?.skewness
    kurtosis = moments?.kurtosis
    minimum = reduction.summary.minimum
    maximum = reduction.summary.maximum
    mode = order.mode
    percentiles = order.percentiles
    rollingVariance = RollingDescription(
      window: request.window, windows: rolling.windowCount, sum: rolling.sum)
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
