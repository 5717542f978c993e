/// What a column of a stored table holds: the narrowest type that all its values have.
///
/// A value has a type if it comes back out of it as the same text, or as the same number or moment
/// without any loss. So `0021` and `+5` are texts, `1.50` may be a number, and `9007199254740993.5`,
/// which no double is, is a ``decimal``.
package enum StoredType: UInt8, Sendable, Hashable, CaseIterable {
  /// Whole numbers of 64 bits with a sign.
  case integer
  /// Numbers that doubles keep: whose shortest decimal form is the number that stands there.
  case number
  /// Decimal numbers of any number of digits. A database without such a type keeps their texts.
  case decimal
  /// `true` and `false`, written exactly so. A database without such a type keeps the texts.
  case boolean
  /// Days: `2017-05-22`.
  case date
  /// Days and times of a clock on the wall: `2017-05-22 13:00:00`.
  case timestamp
  /// Moments, written with an offset from UTC: `2017-05-22T13:00:00Z`.
  case timestampUTC
  /// Anything: UTF-8 without a NUL byte.
  case text
}

/// A column of a stored table.
package struct StoredColumn: Sendable, Hashable {
  /// The column's name.
  package let name: String

  /// What it holds.
  package let type: StoredType

  /// The decimal mark of its numbers.
  package let decimal: UInt8

  /// Describes a column.
  ///
  /// - Parameters:
  ///   - name: its name.
  ///   - type: what it holds; usually what a ``TypeCensus`` of all rows has found.
  ///   - decimal: the decimal mark of its numbers.
  package init(_ name: String, _ type: StoredType, decimal: UInt8 = UInt8(ascii: ".")) {
    self.name = name
    self.type = type
    self.decimal = decimal
  }
}
