/// What files of models may hold: enough for any that is fitted, and so little that no file makes a
/// reader take memory or time beyond measure.
enum ModelLimits {
  /// The most steps of a series, and the most values that anything is counted of.
  static let steps = 1 << 53

  /// The most seasons, so few that they may be multiplied by the steps of any that a file has.
  static let seasons = 1 << 32

  /// The most steps behind the last known value: what a forecast goes through before its first step.
  static let missingSteps = 1_000_000

  /// The most steps of all seasons of harmonics together, whose tables a forecast computes.
  static let harmonicSteps = 10_000_000

  /// The most numbers that a forecast computes for the missing steps.
  static let missingNumbers = 20_000_000

  /// The most elements of an ARIMA model's state, and the most values that its differences need.
  static let stateSize = 4_096

  /// The largest p, q, P and Q, and the largest d and D.
  static let order = (coefficients: 10_000, differences: 100)

  /// How deep a model of models may be.
  static let depth = 16
}

/// A number in a file: as JSON has it where it is finite, in the fewest digits that give the same
/// bits, and otherwise one of the strings `Infinity`, `-Infinity` and `NaN`, as JSON has none.
struct CodedNumber: Codable {
  let value: Double

  init(_ value: Double) { self.value = value }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      value = number
      return
    }
    switch try container.decode(String.self) {
    case "Infinity": value = .infinity
    case "-Infinity": value = -.infinity
    case "NaN": value = .nan
    default:
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a text that is no number")
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if value.isFinite {
      try container.encode(value)
    } else {
      try container.encode(value.isNaN ? "NaN" : value > 0 ? "Infinity" : "-Infinity")
    }
  }
}

extension KeyedEncodingContainer {
  mutating func encodeNumber(_ value: Double, forKey key: Key) throws {
    try encode(CodedNumber(value), forKey: key)
  }

  mutating func encodeNumbers(_ values: [Double], forKey key: Key) throws {
    try encode(values.map(CodedNumber.init), forKey: key)
  }
}

/// Which numbers a file may have at a place.
enum NumberKind {
  /// Any number.
  case finite
  /// A finite one, or infinity: a number above the largest that a double has.
  case unlimited
  /// A finite one, or NaN for what is missing.
  case finiteOrMissing
  /// A variance or a standard deviation: at least 0, and infinite where its square overflows.
  case nonNegative
  /// A standard error: at least 0, infinite, or NaN where there is none.
  case nonNegativeOrMissing

  /// Whether it has a number.
  func contains(_ value: Double) -> Bool {
    switch self {
    case .finite: value.isFinite
    case .unlimited: !value.isNaN
    case .finiteOrMissing: !value.isInfinite
    case .nonNegative: value >= 0
    case .nonNegativeOrMissing: value.isNaN || value >= 0
    }
  }

  var description: String {
    switch self {
    case .finite: "finite"
    case .unlimited: "a number"
    case .finiteOrMissing: "finite or NaN"
    case .nonNegative: "at least 0"
    case .nonNegativeOrMissing: "at least 0 or NaN"
    }
  }
}

extension KeyedDecodingContainer {
  /// Throws a sentence about a key if something doesn't hold.
  func require(
    _ holds: Bool, _ key: Key, _ sentence: @autoclosure () -> String
  ) throws {
    guard !holds else { return }
    throw DecodingError.dataCorruptedError(
      forKey: key, in: self, debugDescription: "\(key.stringValue) \(sentence())")
  }

  /// A number of some kind.
  func number(_ key: Key, _ kind: NumberKind = .finite) throws -> Double {
    let value = try decode(CodedNumber.self, forKey: key).value
    try require(kind.contains(value), key, "must be \(kind.description)")
    return value
  }

  /// A number within bounds.
  func number(_ key: Key, in range: ClosedRange<Double>) throws -> Double {
    let value = try number(key)
    try require(
      range.contains(value), key, "must be from \(range.lowerBound) to \(range.upperBound)")
    return value
  }

  /// Numbers of some kind, and so many of them, if there must be.
  func numbers(
    _ key: Key, _ kind: NumberKind = .finite, count: Int? = nil
  ) throws -> [Double] {
    let values = try decode([CodedNumber].self, forKey: key).map(\.value)
    if let count {
      try require(values.count == count, key, "must be \(count) numbers, not \(values.count)")
    }
    try require(
      values.allSatisfy { kind.contains($0) }, key, "must have numbers that are \(kind.description)"
    )
    return values
  }

  /// A whole number within bounds.
  func integer(_ key: Key, in range: ClosedRange<Int>) throws -> Int {
    let value = try decode(Int.self, forKey: key)
    try require(
      range.contains(value), key, "must be from \(range.lowerBound) to \(range.upperBound)")
    return value
  }

  /// Whole numbers within bounds, `count` of them.
  func integers(_ key: Key, in range: ClosedRange<Int>, count: Int) throws -> [Int] {
    let values = try decode([Int].self, forKey: key)
    try require(values.count == count, key, "must be \(count) numbers, not \(values.count)")
    try require(
      values.allSatisfy { range.contains($0) }, key,
      "must have numbers from \(range.lowerBound) to \(range.upperBound)")
    return values
  }
}
