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
    let plan = StatisticPlan(request)
    let columns = try table.numericColumns(request.columns, on: ranks)
    var slices = try table.slices(of: columns, plan.needs, memory, on: ranks, workers)
    var described: [ColumnDescription] = []
    for (position, column) in columns.enumerated() {
      let slice = slices.take(position)
      let counts = try ranks.allreduce([slice.rowCount, slice.roundedCount], .sum)
      // A row that can't be used can't be judged by a condition either.
      let rows = counts[0] + table.rejectedRows
      if position == 0 { clock.endPhase("scan") }
      let reduced = try compute(plan, of: slice, on: ranks)
      var description = ColumnDescription(
        column: table.layout.columnNames[column.index], columnNumber: column.index + 1,
        rows: rows, rejected: table.rejectedRows, reduced.computed,
        quantiles: reduced.quantiles[...], plan, roundedCount: counts[1])
      description.histogram = reduced.histogram
      described.append(description)
    }
    var columnsOfTable = DescribedColumns(
      count: described.count, columnNames: described.map(\.column),
      roundedCounts: described.map(\.roundedCount)
    ) { [described] in described[$0] }
    columnsOfTable.undecodedNames.columns = table.layout.undecodedNamesByNumber
    return columnsOfTable
  }

  /// Computes what a plan needs of a column.
  private mutating func compute(
    _ plan: StatisticPlan, of slice: consuming ColumnSlice, on ranks: borrowing Communicator
  ) throws -> (computed: ComputedStatistics, quantiles: [Double], histogram: Histogram?) {
    let needs = plan.needs
    let moments =
      needs.keepsValues
      ? try MomentsReduction(slice, memory, on: ranks, workers)
      : try MomentsReduction(summaryOf: slice, on: ranks)
    var computed = ComputedStatistics(moments, plan)
    clock.endPhase("moments")
    if needs.contains(.windows) {
      let rolling = try RollingReduction(slice, plan, memory, on: ranks, workers)
      computed.windowCount = rolling.windowCount
      computed.windowSum = rolling.sum ?? .nan
    }
    clock.endPhase("rolling")
    var histogram: Histogram?
    if let most = plan.histogramBins {
      histogram = try slice.histogram(most: most, among: moments.summary, on: ranks, workers)
    }
    guard needs.contains(.order) else {
      if needs.contains(.sum), computed.count > 0 {
        let total = needs.keepsValues ? slice.exactTotal(on: workers) : slice.readTotal
        computed.sum = try ranks.rounded(total)
      }
      return (computed, [], histogram)
    }
    // What follows from the order knows the sum, too, and leaves nothing of the values.
    let order = try OrderReduction(
      slice, among: moments.summary, plan, memory, on: ranks, workers)
    computed.sum = order.sum
    computed.mode = order.mode.count > 0 ? order.mode.value : .nan
    computed.modeFrequency = order.mode.count
    computed.distinct = order.distinct
    clock.endPhase("order")
    return (computed, order.quantiles, histogram)
  }
}

extension ComputedStatistics {
  /// Takes count, extrema and moments.
  fileprivate init(_ reduction: MomentsReduction, _ plan: StatisticPlan) {
    let moments = reduction.moments
    self.init(count: reduction.summary.count)
    mean = reduction.mean ?? .nan
    variance = moments?.variance(ddof: plan.ddof) ?? .nan
    standardDeviation = moments?.standardDeviation(ddof: plan.ddof) ?? .nan
    skewness = moments?.skewness ?? .nan
    kurtosis = moments?.kurtosis ?? .nan
    minimum = reduction.summary.minimum ?? .nan
    maximum = reduction.summary.maximum ?? .nan
  }
}
