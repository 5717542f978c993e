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
  let layout = scanned.layout
  let byteCount = scanned.byteCount
  let name = layout.columnNames[scanned.index]
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
  let description = ColumnDescription(name: name, rows: rows, request, reduction, rolling, order)
  return Description(
    columns: [description],
    input: InputDescription(
      files: [request.path], bytes: byteCount,
      delimiter: Character(Unicode.Scalar(layout.dialect.delimiter)),
      decimal: Character(Unicode.Scalar(layout.dialect.decimal))),
    run: RunDescription(
      ranks: ranks.size, threads: workers.count, hosts: hosts, input: input,
      phases: clock.finish()))
}

/// A column that has been read, and what this rank holds of it.
private struct ScannedColumn: ~Copyable {
  let layout: FileLayout
  let index: Int
  let byteCount: Int
  let slice: ColumnSlice
}

/// Reads the column, in the way that was chosen.
private func scan(
  _ request: DescribeRequest, _ input: InputWay, on ranks: borrowing Communicator,
  _ workers: Workers, _ clock: inout PhaseClock
) throws -> ScannedColumn {
  if input == .scattered {
    var stream = try StreamedScan(request, column: request.column, on: ranks)
    clock.endPhase("open")
    let column = try NumericColumn(request, in: stream.layout)
    let slice = try stream.scan(column, on: ranks, workers, blockBytes: request.blockBytes)
    return ScannedColumn(
      layout: stream.layout, index: column.index, byteCount: stream.byteCount, slice: slice)
  }
  let shared = try SharedScan(request, column: request.column, on: ranks)
  clock.endPhase("open")
  let column = try NumericColumn(request, in: shared.layout)
  let slice = try shared.scan(column, on: ranks, workers)
  return ScannedColumn(
    layout: shared.layout, index: column.index, byteCount: shared.grid.byteCount, slice: slice)
}

extension NumericColumn {
  /// The column that a request names.
  ///
  /// - Throws: a ``CaudalError``, the same on every rank that has the same layout.
  fileprivate init(_ request: DescribeRequest, in layout: FileLayout) throws(CaudalError) {
    let index = try layout.index(ofColumn: request.column, path: request.inputName)
    self.init(index: index, nullTokens: request.nullTokens, decimal: layout.dialect.decimal)
  }
}

extension FileLayout {
  /// Finds a column.
  ///
  /// - Parameters:
  ///   - text: its name or number.
  ///   - path: the input, for messages.
  /// - Returns: its 0-based position.
  /// - Throws: a ``CaudalError``, the same on every rank that has the same layout.
  func index(ofColumn text: String, path: String) throws(CaudalError) -> Int {
    do throws(LayoutError) {
      return try columnIndex(text)
    } catch {
      throw CaudalError(.layout(error), path: path)
    }
  }
}

extension SharedScan {
  /// Reads the numbers of a column.
  borrowing func scan(
    _ column: NumericColumn, on ranks: borrowing Communicator, _ workers: Workers
  ) throws -> ColumnSlice {
    // A number takes at least two bytes, of which one ends its field.
    let maximum = grid.byteCount / ranks.size / 2 + grid.blockBytes + 1
    let passes = try scan([column.index], on: ranks, workers) {
      UnitSink(column, maximumValues: maximum)
    }
    var slice = ColumnSlice(
      firstBlock: firstBlock(ofRank: ranks.rank), ScannedUnits(passes.first ?? []))
    for pass in passes.dropFirst() { slice.replace(with: ScannedUnits(pass)) }
    return slice
  }
}

extension StreamedScan {
  /// Reads the numbers of a column.
  mutating func scan(
    _ column: NumericColumn, on ranks: borrowing Communicator, _ workers: Workers, blockBytes: Int
  ) throws -> ColumnSlice {
    let (isAlone, maximum) = (ranks.size == 1, largestUnit)
    let sinks = try scan([column.index], on: ranks, workers) {
      UnitSink(column, maximumValues: isAlone ? .max : maximum, arrayPerUnit: !isAlone)
    }
    let grid = BlockGrid(byteCount: byteCount, blockBytes: blockBytes)
    return try ranks.slice(of: ScannedUnits(consume sinks), blockCount: grid.blockCount)
  }
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
