import Vocabulary

/// The numbers for which a predicate is true.
enum ValueSet<Value: Comparable & Sendable>: Sendable {
  /// All from the first to the second; none if the second is smaller.
  case range(Value, Value)
  /// Some numbers, ascending.
  case list([Value])

  /// Finds the numbers for which a predicate is true.
  ///
  /// - Parameters:
  ///   - predicate: not that of a missing value.
  ///   - all: from the smallest number that there is to the largest.
  ///   - next: the next larger number.
  ///   - previous: the next smaller number.
  init(
    _ predicate: Predicate<Value>, all: (least: Value, greatest: Value), next: (Value) -> Value,
    previous: (Value) -> Value
  ) {
    switch predicate {
    case .compare(.equal, let value): self = .range(value, value)
    case .compare(.less, let value): self = .range(all.least, previous(value))
    case .compare(.lessOrEqual, let value): self = .range(all.least, value)
    case .compare(.greater, let value): self = .range(next(value), all.greatest)
    case .compare(.greaterOrEqual, let value): self = .range(value, all.greatest)
    case .between(let low, let high): self = .range(low, high)
    case .among(let values): self = .list(values.sorted())
    case .matches, .missing: self = .list([])
    }
  }
}

extension ValueSet {
  /// Whether a number is in the set.
  func contains(_ value: Value) -> Bool {
    switch self {
    case .range(let low, let high): low <= value && value <= high
    case .list(let values): values.containsSorted(value)
    }
  }
}

extension ValueSet<Double> {
  /// The doubles for which a predicate is true; its values are finite.
  init(_ predicate: Predicate<Double>) {
    self.init(
      predicate, all: (-.infinity, .infinity), next: { $0.nextUp }, previous: { $0.nextDown })
  }
}

extension ValueSet<Int64> {
  /// The integers for which a predicate is true; its values are far from the limits.
  init(_ predicate: Predicate<Int64>) {
    self.init(predicate, all: (.min, .max), next: { $0 + 1 }, previous: { $0 - 1 })
  }

  /// The integers in a set of doubles.
  init(integersOf doubles: ValueSet<Double>) {
    // No part of a timestamp is anywhere near these.
    func limited(_ value: Double) -> Int64 { Int64(min(max(value, -1e15), 1e15)) }
    switch doubles {
    case .range(let low, let high):
      self = .range(limited(low.rounded(.up)), limited(high.rounded(.down)))
    case .list(let values):
      self = .list(values.filter { $0 == $0.rounded() }.map(limited))
    }
  }
}

extension Array where Element: Comparable {
  /// Whether a sorted array has an element.
  ///
  /// - Complexity: O(log count).
  func containsSorted(_ element: Element) -> Bool {
    let index = firstSorted(notLessThan: element)
    return index < count && self[index] == element
  }

  /// Where the first element of a sorted array is that isn't less than another; `count` if all are.
  ///
  /// - Complexity: O(log count).
  func firstSorted(notLessThan element: Element) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < element { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
