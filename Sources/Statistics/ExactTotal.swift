/// A sum of any finite doubles without rounding errors, in as little memory as the numbers allow.
///
/// ```swift
/// var total = ExactTotal()
/// total.add(0.1)
/// total.add(0.2, times: 3)
/// print(total.rounded ?? .infinity)
/// ```
///
/// Most numbers fit an ``ExactSum``; a ``WideSum`` is begun where one doesn't. Additions are
/// associative and commutative to the last bit, so the order doesn't matter, nor how numbers are
/// divided among threads and ranks.
package struct ExactTotal: Sendable {
  private var sum = ExactSum()

  /// The sum of the numbers that didn't fit: none or one.
  private var wide: [WideSum] = []

  /// The sum of no numbers.
  package init() {}

  /// Adds a number.
  ///
  /// - Parameter value: a finite number.
  package mutating func add(_ value: Double) {
    if !sum.add(value) { widen { $0.add(value) } }
  }

  /// Adds numbers.
  ///
  /// - Parameter values: finite numbers.
  /// - Complexity: O(count) time.
  package mutating func add(_ values: Span<Double>) {
    var sum = sum
    for index in values.indices where !sum.add(values[index]) {
      widen { $0.add(values[index]) }
    }
    self.sum = sum
  }

  /// Adds a number several times.
  ///
  /// - Parameters:
  ///   - value: a finite number.
  ///   - count: how often, at least 0.
  package mutating func add(_ value: Double, times count: Int) {
    if !sum.add(value, times: count) { widen { $0.add(value, times: count) } }
  }

  /// Adds another sum.
  package mutating func add(_ other: ExactTotal) {
    if !sum.add(other.sum) { widen { $0.add(other.sum) } }
    for more in other.wide { widen { $0.add(more) } }
  }

  /// The sum divided by a number, rounded once but for an error of less than 2⁻⁹⁰ of it.
  ///
  /// - Parameter count: at least 1.
  /// - Returns: the quotient; infinite if it is beyond the largest double.
  package func divided(by count: Int) -> Double { sum.divided(by: count, adding: wide.first) }

  /// The sums of which it consists: one for most numbers, and one for the others, if there are any.
  package var parts: (narrow: ExactSum, wide: WideSum?) { (sum, wide.first) }

  /// Puts a sum together.
  package init(_ narrow: ExactSum, _ wide: WideSum?) {
    sum = narrow
    self.wide = wide.map { [$0] } ?? []
  }

  /// The sum in the form that holds every sum.
  package var widened: WideSum {
    var result = wide.first ?? WideSum()
    result.add(sum)
    return result
  }

  /// The double that is nearest to the sum, of two the even one; infinite beyond the largest.
  package var rounded: Double { wide.isEmpty ? sum.rounded : widened.rounded }

  private mutating func widen(_ add: (inout WideSum) -> Void) {
    if wide.isEmpty { wide.append(WideSum()) }
    add(&wide[0])
  }
}

extension WideSum: Mergeable {
  /// The sum of no numbers.
  package static var identity: WideSum { WideSum() }

  /// The sum of both, whatever their order.
  package func merged(with next: WideSum) -> WideSum {
    var result = self
    result.add(next)
    return result
  }
}
