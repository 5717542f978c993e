/// The numbers of a column in one part of a table.
public struct PartOfColumn: Sendable, Hashable {
  /// How many numbers there are.
  public let count: Int

  /// Their mean, from their sum without rounding errors; nil if there are none.
  public let mean: Double?

  /// Their standard deviation, divided by n; nil if there are none.
  public let standardDeviation: Double?

  /// Puts them together.
  package init(count: Int, mean: Double?, standardDeviation: Double?) {
    (self.count, self.mean, self.standardDeviation) = (count, mean, standardDeviation)
  }
}

/// A table from its first row to its last, in parts of equally many bytes, and so of about as many rows.
///
/// The bytes of a part are the smallest power of two for which there are at most 96 parts; a row belongs to the part in
/// which it begins. So the parts depend on the files alone.
public struct CourseOfRows: Sendable {
  /// The number of rows in each part that has some; those that were left out aside.
  public let rowCounts: [Int]

  /// For each of the profile's columns how many rows lack a value, part by part; empty of a column that there was no
  /// room for.
  public let missing: [[Int]]

  /// For each of the profile's columns the numbers of the parts; empty of other columns.
  public let numbers: [[PartOfColumn]]

  /// Puts the parts together.
  package init(rowCounts: [Int], missing: [[Int]], numbers: [[PartOfColumn]]) {
    (self.rowCounts, self.missing, self.numbers) = (rowCounts, missing, numbers)
  }
}

/// A table along the times of one of its columns, in parts of equal spans: minutes, hours, days, or months.
public struct CourseOfTimes: Sendable {
  /// The place of the column of times among the profile's columns.
  public let column: Int

  /// The length of a part: a number and a unit, such as `6 h`, `1 d` or `3 months`.
  public let span: (count: Int, unit: Unit)

  /// Units of time.
  public enum Unit: Sendable { case second, minute, hour, day, month, year }

  /// The beginning of each part, from the first that has a row to the last: `2017-05-22 13:00:00`.
  public let begins: [String]

  /// The number of rows in each part; rows without a time are in none.
  public let rowCounts: [Int]

  /// For each of the profile's columns the numbers of the parts; empty of other columns.
  public let numbers: [[PartOfColumn]]

  /// Puts the parts together.
  package init(
    column: Int, span: (count: Int, unit: Unit), begins: [String], rowCounts: [Int],
    numbers: [[PartOfColumn]]
  ) {
    (self.column, self.span, self.begins) = (column, span, begins)
    (self.rowCounts, self.numbers) = (rowCounts, numbers)
  }
}
