import Ranks
import Statistics
import Vocabulary

/// Numbers, and their deviations, summed up without rounding errors.
struct DeviationSums: Sendable {
  private(set) var count = 0
  private var values = ExactTotal()
  private var deviations = ExactTotal()
  private var squares = ExactTotal()

  /// Adds a number.
  mutating func add(_ value: Double, deviation: Double) {
    count += 1
    values.add(value)
    deviations.add(deviation)
    squares.add(deviation * deviation)
  }

  /// Adds what others have summed up, in any order.
  mutating func add(_ other: DeviationSums) {
    guard other.count > 0 else { return }
    count += other.count
    values.add(other.values)
    deviations.add(other.deviations)
    squares.add(other.squares)
  }

  /// What the sums say.
  func part(_ scale: DeviationScale) -> PartOfColumn {
    guard count > 0 else { return PartOfColumn(count: 0, mean: nil, standardDeviation: nil) }
    let mean = deviations.divided(by: count)
    let variance = max(0, squares.divided(by: count) - mean * mean)
    let deviation = variance.squareRoot() / scale.factor
    let value = values.divided(by: count)
    return PartOfColumn(
      count: count, mean: value.isFinite ? value : nil,
      standardDeviation: deviation.isFinite ? deviation : nil)
  }
}

// MARK: - From rank to rank

extension DeviationSums: WireCodable {
  func write(to message: inout WireWriter) {
    message.write(count)
    // Most parts of most ranks are empty.
    guard count > 0 else { return }
    for sum in [values, deviations, squares] { sum.write(to: &message) }
  }

  init(from message: inout WireReader) {
    self.init()
    count = message.read()
    guard count > 0 else { return }
    values = ExactTotal(from: &message)
    deviations = ExactTotal(from: &message)
    squares = ExactTotal(from: &message)
  }
}

extension ExactTotal {
  /// Appends the sum to a message.
  func write(to message: inout WireWriter) {
    let parts = parts
    message.write(raw: [parts.narrow])
    message.write(raw: parts.wide.map { [$0] } ?? [])
  }

  /// Takes a sum from a message.
  init(from message: inout WireReader) {
    let narrow = message.read(raw: ExactSum.self)
    self.init(narrow[0], message.read(raw: WideSum.self).first)
  }
}
