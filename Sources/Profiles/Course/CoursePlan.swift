import CSV
import Statistics
import Vocabulary

/// What a reading looks at that follows columns along a table, and compares them.
struct CoursePlan: Sendable {
  /// A column of numbers.
  struct Numbers: Sendable {
    /// The column, and what is missing in it.
    let column: NumericColumn

    /// Its place among the profile's columns.
    let place: Int

    /// How its deviations are measured.
    let scale: DeviationScale
  }

  /// The columns of numbers.
  var numbers: [Numbers] = []

  /// The other columns, of which only what is missing counts, and their places among the profile's columns.
  var others: [(column: NumericColumn, place: Int)] = []

  /// The columns that are compared, as places among the columns of numbers.
  var correlated: [Int] = []

  /// How many columns would be compared if there were room.
  var leftOut = 0

  /// The column of times along which numbers are followed, its place, and the parts; nil if there is none.
  var times: (column: TimestampColumn, place: Int, grid: TimeGrid)?

  /// The most columns that are followed.
  static let mostColumns = 400

  /// The most columns that are compared: pairs grow with their square, and so does the table on the page.
  static let mostCorrelated = 12

  /// The number of all columns.
  var columnCount: Int { numbers.count + others.count }
}

/// How deviations of a column's numbers from their mean are measured: in units of a power of two, in which most of their
/// products fit an ``ExactSum``.
struct DeviationScale: BitwiseCopyable, Sendable {
  /// The mean.
  let centre: Double

  /// What a deviation is multiplied by; so a standard deviation becomes 2¹⁶ to 2¹⁷.
  let factor: Double

  /// Whether the numbers vary.
  let varies: Bool

  /// Takes the mean and the spread of a column; nil if it has no numbers, or their differences are beyond the largest
  /// double.
  init?(_ column: ColumnDescription) {
    guard let mean = column.mean, let std = column.standardDeviation,
      let minimum = column.minimum, let maximum = column.maximum, (maximum - minimum).isFinite
    else { return nil }
    centre = mean
    varies = std > 0
    let exponent = varies ? 16 - Int(std.exponent) : 0
    factor = Double(sign: .plus, exponent: min(max(exponent, -1000), 1000), significand: 1)
  }

  /// The deviation of a number.
  func deviation(_ value: Double) -> Double { (value - centre) * factor }
}
