/// Which statistics are computed of each column, and how: the same for all columns and groups of a job.
package final class StatisticPlan: Sendable {
  /// The statistics that are reported.
  package let statistics: Set<Statistic>

  /// The percentiles that are reported, in their order.
  package let percentiles: [Double]

  /// The number of values in a window.
  package let window: Int

  /// The number subtracted from the number of values when a variance is divided by it.
  package let ddof: Int

  /// The work that is done on the values.
  package let needs: StatisticNeeds

  /// Whether distinct values are counted.
  package let countsDistinct: Bool

  /// The most bins of a histogram; nil if none is wanted.
  package let histogramBins: Int?

  /// The percentiles that are computed, each once.
  package let percents: [Double]

  /// Plans what a request asks for, and what its groups are ordered by.
  package init(_ request: DescribeRequest) {
    statistics = request.statistics
    percentiles = request.percentiles
    window = request.window
    ddof = request.ddof
    var computed = request.statistics
    if case .statistic(let statistic) = request.groupOrder { computed.insert(statistic) }
    countsDistinct = computed.contains(.distinct)
    let definitions = Statistic.allCases.filter(computed.contains).map(\.definition)
    histogramBins = request.histogramBins
    needs = definitions.reduce(histogramBins == nil ? [] : .histogram) { $0.union($1.needs) }
    let asked = computed.contains(.percentiles) ? request.percentiles : []
    var seen: Set<Double> = []
    percents = (asked + definitions.flatMap(\.percents)).filter { seen.insert($0).inserted }
  }
}
