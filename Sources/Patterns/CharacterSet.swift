/// A set of Unicode scalars, and of the bytes that belong to none because they are no UTF-8.
struct CharacterSet: Sendable, Hashable {
  /// The number that stands for a byte which is no UTF-8: one more than the last scalar.
  static let invalid: UInt32 = 0x11_0000

  /// The ranges of the scalars' numbers, ascending, with gaps between them.
  private(set) var ranges: [ClosedRange<UInt32>]

  /// Creates a set.
  ///
  /// - Parameter ranges: ranges of scalars' numbers, in any order; they may overlap.
  init(_ ranges: [ClosedRange<UInt32>] = []) {
    self.ranges = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = self.ranges.last, range.lowerBound <= last.upperBound + 1 {
        let end = max(last.upperBound, range.upperBound)
        self.ranges[self.ranges.count - 1] = last.lowerBound...end
      } else {
        self.ranges.append(range)
      }
    }
  }

  /// The set of one scalar.
  init(_ scalar: Unicode.Scalar) { self.init([scalar.value...scalar.value]) }

  /// Every character, a byte that is no UTF-8 among them.
  static let all = CharacterSet([0...invalid])

  /// `0` to `9`.
  static let digits = CharacterSet([0x30...0x39])

  /// What Unicode calls white space.
  static let blanks = CharacterSet(where: \.isWhitespace)

  /// Letters, marks, decimal digits and `_`: what words are made of.
  static let ofWords = CharacterSet { properties in
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber:
      true
    default: false
    }
  }.union(CharacterSet("_"))

  /// The scalars with a property, of those that Unicode has given a meaning.
  private init(where isIncluded: (Unicode.Scalar.Properties) -> Bool) {
    // Nothing is assigned between the third plane of ideographs and the special-purpose plane.
    let assigned: [ClosedRange<UInt32>] = [0...0x3_FFFF, 0xE_0000...0xE_0FFF]
    var ranges: [ClosedRange<UInt32>] = []
    for value in assigned.joined() {
      guard let scalar = Unicode.Scalar(value), isIncluded(scalar.properties) else { continue }
      if let last = ranges.last, last.upperBound + 1 == value {
        ranges[ranges.count - 1] = last.lowerBound...value
      } else {
        ranges.append(value...value)
      }
    }
    self.ranges = ranges
  }

  /// The scalars of both sets.
  func union(_ other: CharacterSet) -> CharacterSet { CharacterSet(ranges + other.ranges) }

  /// All other characters, a byte that is no UTF-8 among them.
  var inverted: CharacterSet {
    var result: [ClosedRange<UInt32>] = []
    var next: UInt32 = 0
    for range in ranges {
      if range.lowerBound > next { result.append(next...range.lowerBound - 1) }
      next = range.upperBound + 1
    }
    if next <= Self.invalid { result.append(next...Self.invalid) }
    return CharacterSet(result)
  }

  /// Whether a character is in the set.
  ///
  /// - Complexity: O(log ranges).
  func contains(_ value: UInt32) -> Bool {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < value { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].contains(value)
  }

  /// The set with every scalar in any case.
  ///
  /// Two scalars differ in case alone if the lower cases of their upper cases are the same, as far as
  /// these are single scalars: Unicode's simple mappings, whatever the language.
  var inAnyCase: CharacterSet {
    let added = Self.cases.flatMap { group in
      group.contains { contains($0) } ? group.map { $0...$0 } : []
    }
    return CharacterSet(ranges + added)
  }

  /// The scalars that differ in case alone, group by group.
  private static let cases: [[UInt32]] = {
    func only(_ text: String, _ other: Unicode.Scalar) -> Unicode.Scalar {
      text.unicodeScalars.count == 1 ? text.unicodeScalars.first ?? other : other
    }
    let cased = CharacterSet { $0.changesWhenLowercased || $0.changesWhenUppercased }
    var groups: [Unicode.Scalar: [UInt32]] = [:]
    for scalar in cased.ranges.joined().compactMap({ Unicode.Scalar($0) }) {
      let upper = only(scalar.properties.uppercaseMapping, scalar)
      let folded = only(upper.properties.lowercaseMapping, upper)
      groups[folded, default: []].append(scalar.value)
    }
    return groups.values.filter { $0.count > 1 }
  }()
}
