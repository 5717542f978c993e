/// The sums of the second, third and fourth powers of the deviations from a ``Centre``.
///
/// ```swift
/// let sums = PowerSums(of: values.span, about: centre)
/// ```
///
/// Each deviation is rounded once, each power once or twice, and the sums are kept in twice the
/// precision of a double: the relative error of each sum stays within a few units of 2⁻⁵³ of the
/// sum of its terms' sizes, whatever the number of values.
///
/// Results about the same centre merge by addition: commutative, and associative up to rounding.
///
/// - Complexity: one pass, O(count) time, constant space.
package struct PowerSums: BitwiseCopyable, Sendable, Hashable {
  /// Σ (x − K)²
  package private(set) var second = DoubleDouble.zero

  /// Σ (x − K)³
  package private(set) var third = DoubleDouble.zero

  /// Σ (x − K)⁴
  package private(set) var fourth = DoubleDouble.zero

  /// Creates the sums of no values.
  package init() {}

  /// Creates the sums of some values.
  ///
  /// - Parameters:
  ///   - values: finite numbers, in order.
  ///   - centre: the centre of the whole column.
  package init(of values: Span<Double>, about centre: Centre) {
    let scale = centre.scale
    let shift = centre.mean * scale
    var seconds = CompensatedLanes()
    var thirds = CompensatedLanes()
    var fourths = CompensatedLanes()
    values.forEachVector(padding: centre.mean) { vector in
      let deviation = vector * scale - shift
      let square = deviation * deviation
      seconds.add(square)
      thirds.add(square * deviation)
      fourths.add(square * square)
    }
    second = seconds.total
    third = thirds.total
    fourth = fourths.total
  }
}

extension PowerSums: Mergeable {
  /// The sums of no values.
  package static var identity: PowerSums { PowerSums() }

  /// Adds the sums.
  ///
  /// - Parameter next: the sums of other values about the same centre.
  /// - Returns: the sums of all the values.
  package func merged(with next: PowerSums) -> PowerSums {
    var result = self
    result.second = second + next.second
    result.third = third + next.third
    result.fourth = fourth + next.fourth
    return result
  }
}
