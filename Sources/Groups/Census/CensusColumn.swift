package import CSV
import Scan

/// A column of a census, and what its values are taken to be until one of them is something else.
package struct CensusColumn: Sendable {
  /// What values are taken to be.
  package enum Reading: Sendable {
    /// Numbers, of which only their form is looked at.
    case numbers
    /// Dates and times, of which the distinct ones are counted.
    case times(TimestampColumn)
    /// Texts, of which the distinct ones are counted.
    case texts
  }

  /// The column, and what is missing in it.
  package let column: NumericColumn

  /// What its values are taken to be.
  package let reading: Reading

  /// Whether a value that is something else can't be used; if not, the place of the first one is noted.
  package let isStrict: Bool

  /// Whether its distinct values are counted.
  var isCounted: Bool { if case .numbers = reading { false } else { true } }

  /// Describes a column.
  package init(_ column: NumericColumn, as reading: Reading, isStrict: Bool = false) {
    self.column = column
    self.reading = reading
    self.isStrict = isStrict
  }
}

/// The first value of a column that is something else than all before it.
package struct CensusMisfit: Sendable, Hashable {
  /// The offset in the table at which its row begins.
  package let place: Int

  /// Its bytes, of a long one the first.
  package let text: [UInt8]

  /// The most bytes that are kept of it.
  static let longest = 200
}

/// What a census has found in a column.
package struct CensusedColumn: Sendable {
  /// The number of rows.
  package var rows = 0

  /// The number of rows with a value.
  package var count = 0

  /// Whether all values are whole numbers; nothing of other columns.
  package var isWhole = true

  /// Whether a value is a whole number with a zero in front, as codes have.
  package var hasCodes = false

  /// The first value that isn't what all were taken to be; then nothing else is known.
  package var misfit: CensusMisfit?

  /// The distinct values; nil of numbers, and where a text was too long to be counted.
  package var values: DistinctValues?

  /// Takes what was found in other rows, but for their distinct values.
  mutating func merge(_ other: CensusedColumn) {
    rows += other.rows
    count += other.count
    isWhole = isWhole && other.isWhole
    hasCodes = hasCodes || other.hasCodes
    if let misfit = other.misfit, misfit.place < self.misfit?.place ?? .max {
      self.misfit = misfit
    }
  }
}

/// The distinct values of a column.
package struct DistinctValues: Sendable {
  /// Their number.
  package var count = 0

  /// Those that occur most often, the most frequent first, of those that occur as often the first in the order of
  /// their bytes; on rank 0.
  package var frequent: [(text: [UInt8], rows: Int)] = []

  /// The first in the order of their bytes, the last one, and the fewest and the most letters of one; nil if there
  /// are none.
  package var range: TextRange?

  /// The distinct times, in order; on rank 0, and of times only.
  package var times: [Timestamp] = []
}
