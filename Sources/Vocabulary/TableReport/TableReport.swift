/// All that a page about a table shows: every column, and how they go along the table and with each other.
public struct TableReport: Sendable {
  /// Every column, with histograms of those of numbers.
  public let profile: TableProfile

  /// What is missing, and how large numbers are, along the table; on rank 0.
  public let rows: CourseOfRows?

  /// How large numbers are along time; on rank 0. Nil if no column has times, or all have the same.
  public let times: CourseOfTimes?

  /// How columns of numbers go with each other; on rank 0. Nil if there are fewer than two that vary.
  public let correlations: CorrelationTable?

  /// Where the rows come from; on rank 0. Nil if no columns are a latitude and a longitude.
  public let places: PlaceTable?

  /// The columns of numbers in each group of rows, by decreasing numbers of rows; on rank 0. Nil if no groups were
  /// asked for, or no column has numbers.
  public let groups: DescribedColumns?

  /// How it was done. The only part that depends on the way of running.
  public let run: RunDescription

  /// Puts the parts together.
  package init(
    profile: TableProfile, rows: CourseOfRows?, times: CourseOfTimes?,
    correlations: CorrelationTable?, places: PlaceTable?, groups: DescribedColumns?,
    run: RunDescription
  ) {
    (self.profile, self.rows, self.times) = (profile, rows, times)
    (self.correlations, self.places, self.groups) = (correlations, places, groups)
    self.run = run
  }
}

/// A report on a table: options that have been checked.
public struct ReportRequest: Sendable {
  /// The look at every column that it begins with.
  public var profile: ProfileRequest

  /// The keys of the groups that are compared; nil for none.
  public var groupKeys: KeySelection?

  /// The most groups that are compared: those with the most rows.
  public var groupLimit = 24

  /// Creates a request with every option at its default.
  ///
  /// - Parameter table: the table and how to read it.
  public init(table: TableRequest) {
    profile = ProfileRequest(table: table)
    profile.percentiles = [10, 25, 50, 75, 90]
    profile.histogramBins = 40
    profile.mostFrequent = 10
  }
}
