/// How rows become a regular grid in time: options that have been checked.
///
/// ```swift
/// var regular = RegularRequest(every: TimeSpan("1 h")!)
/// regular.groups = try ColumnList("station")
/// regular.fill = .linear
/// request.regular = regular
/// ```
///
/// The grid of a group goes from the step of its first row to that of its last. A step holds the rows from its
/// beginning up to the beginning of the next, which it doesn't hold, and is called by its beginning. Steps of
/// less than a day are counted from midnight, days in steps of several from 0001-01-01, a Monday, months from
/// January of year 0: all on the clock of the column of times.
public struct RegularRequest: Sendable {
  /// What becomes of a step without a value that has values around it.
  public enum Fill: Sendable, Hashable {
    /// Nothing: it stays missing.
    case none
    /// The last value before it.
    case previous
    /// What lies on the line between the values around it.
    case linear
    /// A number, which is finite.
    case value(Double)
  }

  /// The length of a step.
  public var step: TimeSpan

  /// The column of times; nil for the one that holds dates, if there is exactly one.
  public var time: ColumnReference?

  /// The columns, or values, of which each combination has a grid of its own; nil for one grid.
  public var groups: ColumnList?

  /// What is made of the values of a step.
  public var aggregates = AggregateList(.mean)

  /// What becomes of steps without a value.
  public var fill = Fill.none

  /// The longest time from one value to the next over which is filled; nil for any.
  public var longestGap: TimeSpan?

  /// Asks for a grid, with every other option at its default.
  ///
  /// - Parameter step: the length of a step.
  public init(every step: TimeSpan) { self.step = step }

  /// Why no grid can be made so; nil if one can.
  package var fault: String? {
    if let fault = step.faultAsStep { return fault }
    guard let longestGap else { return nil }
    if fill == .none { return "a longest gap is given, but gaps aren't filled" }
    return longestGap.holds(twice: step)
      ? nil
      : "over \(longestGap) from one value to the next nothing is missing in steps of \(step)"
  }
}

/// What rows have become in a regular grid.
public struct RegularSummary: Sendable, Hashable {
  /// The rows that went into the grid.
  public package(set) var rows = 0

  /// The rows without a time, which were left out.
  public package(set) var rowsWithoutTime = 0

  /// The rows whose time isn't the beginning of a step.
  public package(set) var rowsOffGrid = 0

  /// The groups, each with a grid of its own.
  public package(set) var groups = 0

  /// The steps of all grids.
  public package(set) var steps = 0

  /// The steps without rows.
  public package(set) var emptySteps = 0

  /// The steps with several rows.
  public package(set) var sharedSteps = 0

  /// The values that were filled in.
  public package(set) var filledValues = 0

  /// The values that are missing.
  public package(set) var missingValues = 0

  /// Nothing yet.
  package init() {}

  /// All counts, in an order of their own.
  package var counts: [Int] {
    get {
      [
        rows, rowsWithoutTime, rowsOffGrid, groups, steps, emptySteps, sharedSteps, filledValues,
        missingValues,
      ]
    }
    set {
      (rows, rowsWithoutTime, rowsOffGrid) = (newValue[0], newValue[1], newValue[2])
      (groups, steps, emptySteps) = (newValue[3], newValue[4], newValue[5])
      (sharedSteps, filledValues, missingValues) = (newValue[6], newValue[7], newValue[8])
    }
  }

  /// The counts of two parts together.
  package static func + (left: RegularSummary, right: RegularSummary) -> RegularSummary {
    var sum = RegularSummary()
    sum.counts = zip(left.counts, right.counts).map { $0 + $1 }
    return sum
  }
}
