/// How a file's numbers are written.
package struct NumberSyntax: Sendable, Hashable {
  /// A mark between groups of an integer's digits.
  package enum ThousandsMark: String, Sendable, Hashable, CaseIterable {
    /// `1,234,567`, and `12,34,567` as in India.
    case comma
    /// `1.234.567`
    case point
    /// `1 234 567`, with any blank: U+0020, U+00A0, U+2009 or U+202F.
    case blank
    /// `1'234'567`, with U+0027 or U+2019.
    case apostrophe
  }

  /// Forms beyond the plain one that are numbers, too.
  package struct Forms: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// A percent sign or a currency around a number, which is left out: `12 %`, `$ 5`.
    package static let loose = Forms(rawValue: 1)
    /// Hexadecimal integers: `0x1F`.
    package static let hexadecimal = Forms(rawValue: 2)
  }

  /// The byte between a number's integer digits and its decimals: a point or a comma. Nil if the file
  /// doesn't tell, so that a number with a mark is refused.
  package var decimal: UInt8?

  /// The mark between groups of digits; nil if there is none.
  package var thousands: ThousandsMark?

  /// The forms that are numbers besides the plain one.
  package var forms: Forms

  /// Describes numbers.
  ///
  /// - Parameters:
  ///   - decimal: the decimal mark, a point or a comma; nil if it isn't known.
  ///   - thousands: the mark between groups of digits.
  ///   - forms: the forms that are numbers besides the plain one.
  package init(decimal: UInt8?, thousands: ThousandsMark? = nil, forms: Forms = []) {
    self.decimal = decimal
    self.thousands = thousands
    self.forms = forms
  }

  /// Whether numbers are what ``NumberParser`` knows.
  var isPlain: Bool { thousands == nil && forms.isEmpty }
}
