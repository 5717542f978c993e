import CSV
import Vocabulary

/// The numbers for which a predicate is true, as they are written, with all their digits.
///
/// Of most numbers the double tells. A number whose double is another than those of the predicate
/// lies on the same side of them as its double; only where the doubles are the same, the digits must
/// be looked at, and then only if the field or the predicate has more of them than a double holds.
struct NumberSet: Sendable {
  /// The doubles for which the predicate is true.
  let doubles: ValueSet<Double>

  /// The predicate.
  private let predicate: Predicate<ExactNumber>

  /// The doubles of its numbers that have more digits than a double holds, ascending.
  let longDoubles: [Double]

  /// Finds the numbers for which a predicate is true.
  ///
  /// - Parameter predicate: not that of a missing value.
  init(_ predicate: Predicate<WrittenNumber>) {
    doubles = ValueSet(predicate.map(\.value))
    self.predicate = predicate.map(\.exact)
    longDoubles = predicate.values.filter { !$0.exact.isShort }.map(\.value).sorted()
  }

  /// Whether a number is in the set.
  func contains(_ number: ExactNumber) -> Bool {
    switch predicate {
    case .compare(.equal, let other): number == other
    case .compare(.less, let other): number < other
    case .compare(.lessOrEqual, let other): number <= other
    case .compare(.greater, let other): number > other
    case .compare(.greaterOrEqual, let other): number >= other
    case .among(let others): others.contains(number)
    case .between(let low, let high): low <= number && number <= high
    case .matches, .missing: false
    }
  }
}
