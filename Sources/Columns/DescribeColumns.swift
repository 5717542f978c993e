import CSV
package import MPI
import Ranks
package import Scan
import Statistics
package import Vocabulary

extension TableSession {
  /// Describes columns over all rows.
  ///
  /// - Parameters:
  ///   - request: what is to be computed, of what.
  ///   - ranks: all ranks.
  /// - Returns: the columns, the same on every rank.
  /// - Throws: an agreed `CaudalError`; errors of other types concern this rank alone.
  /// - Complexity: O(bytes / ranks) time. Memory: 2, 4 or 8 bytes for each value of the rank's slice
  ///   (see ``ValueStore``), 8 where they are sorted, plus a fixed working set; for a window of more
  ///   than 8,192 values, about 100 bytes a value of it for each thread. On the wire: independent of
  ///   the number of rows, unless there are very many distinct values of which none is frequent.
  package mutating func describeColumns(
    _ request: DescribeRequest, on ranks: borrowing Communicator
  ) throws -> DescribedColumns {
    let columns = try table.numericColumns(request, on: ranks)
    let needsValues = request.statistics.contains(where: \.needsValues)
    var slices = try table.slices(of: columns, keepsValues: needsValues, on: ranks, workers)
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
      let name = table.layout.columnNames[column.index]
      described.append(
        ColumnDescription(name: name, rows: rows, request, reduction, rolling, order))
    }
    return DescribedColumns(count: described.count) { [described] in described[$0] }
  }
}

extension ColumnDescription {
  /// Puts the parts of a description together.
  init(
    name: String, rows: Int, _ request: DescribeRequest, _ reduction: MomentsReduction,
    _ rolling: RollingReduction?, _ order: OrderReduction?
  ) {
    let moments = reduction.moments
    self.init(
      group: [], column: name, rows: rows, count: reduction.summary.count, mean: reduction.mean,
      variance: moments?.variance(ddof: request.ddof),
      standardDeviation: moments?.standardDeviation(ddof: request.ddof),
      skewness: moments?.skewness, kurtosis: moments?.kurtosis,
      minimum: reduction.summary.minimum, maximum: reduction.summary.maximum, mode: order?.mode,
      percentiles: order?.percentiles ?? [],
      rollingVariance: RollingDescription(
        window: request.window, windows: rolling?.windowCount ?? 0, sum: rolling?.sum))
  }
}
