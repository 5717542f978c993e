/// Count, sum and extrema of some values: what one pass over them can say exactly.
///
/// ```swift
/// let summary = Summary(of: values.span)
/// print(summary.count, summary.minimum ?? "none")
/// ```
///
/// The sum is kept in twice the precision of a double, so that the mean is right to its last bit
/// even where large values cancel. Count and extrema are commutative and associative to the last
/// bit; the sum is so up to rounding, and is made independent of the division of work by
/// ``MergeTree``.
///
/// - Complexity: one pass, O(count) time, constant space.
package struct Summary: BitwiseCopyable, Sendable, Hashable {
  /// The number of values.
  package private(set) var count = 0

  /// The sum of the values, each multiplied by the scale with which it was made.
  package private(set) var sum = DoubleDouble.zero

  private var smallest = Double.infinity
  private var largest = -Double.infinity

  /// Creates the summary of no values.
  package init() {}

  /// Creates the summary of some values.
  ///
  /// - Parameters:
  ///   - values: finite numbers, in order.
  ///   - scale: a power of two by which each value is multiplied before it is added to the sum, so
  ///     that sums beyond the largest double can be had; 1 otherwise.
  package init(of values: Span<Double>, scale: Double = 1) {
    var lanes = CompensatedLanes()
    var low = SIMD8<Double>(repeating: .infinity)
    var high = SIMD8<Double>(repeating: -.infinity)
    let padding = values.isEmpty ? 0 : values[values.count - 1]
    values.forEachVector(padding: padding) { vector in
      low.replace(with: vector, where: vector .< low)
      high.replace(with: vector, where: vector .> high)
    }
    values.forEachVector(padding: 0) { vector in lanes.add(vector * scale) }
    count = values.count
    sum = lanes.total
    smallest = low.min()
    largest = high.max()
  }

  /// The smallest value, or nil if there is none.
  package var minimum: Double? { count > 0 ? smallest : nil }

  /// The largest value, or nil if there is none.
  package var maximum: Double? { count > 0 ? largest : nil }

  /// The largest absolute value; 0 if there are no values.
  package var magnitude: Double { max(-(minimum ?? 0), maximum ?? 0) }

  /// Whether the sum left the range of doubles although every value is inside it.
  package var sumOverflowed: Bool { count > 0 && !sum.isFinite }
}

extension Summary: Mergeable {
  /// The summary of no values.
  package static var identity: Summary { Summary() }

  /// Adds the counts and the sums and takes the outer extrema.
  ///
  /// - Parameter next: the summary of the values that follow, made with the same scale.
  /// - Returns: the summary of all the values.
  package func merged(with next: Summary) -> Summary {
    var result = self
    result.count += next.count
    result.sum = sum + next.sum
    result.smallest = Swift.min(smallest, next.smallest)
    result.largest = Swift.max(largest, next.largest)
    return result
  }
}
