extension DescribeRequest {
  /// The statistics that are reported, in their order, for a plan.
  package var plannedStatistics: String {
    Statistic.allCases.filter(statistics.contains).map(\.rawValue).joined(separator: ", ")
  }
}
