package import Statistics
import Vocabulary

/// What is known of a column's values in one step.
///
/// Only what the column's aggregate needs is looked at. Two are merged in any order: sums are exact, and the first
/// and the last value are found by the places of their rows. The identity has seen no value.
package struct BinAccumulator: BitwiseCopyable, Sendable {
  /// The number of values.
  package var count = 0

  /// The sum of the values, as far as it fits; see ``BinTable`` for what doesn't.
  package var sum = ExactSum()

  /// The smallest, largest, first or last value.
  package var value = 0.0

  /// The place in the table of the row that has the value, if it is the first or the last.
  package var place = 0

  /// No values.
  package init() {}

  /// Takes a value.
  ///
  /// - Parameters:
  ///   - number: a finite number.
  ///   - row: the place of its row in the table.
  ///   - aggregate: the column's aggregate.
  /// - Returns: false if the sum can't hold the value; everything else has been done.
  @inline(__always)
  mutating func add(_ number: Double, at row: Int, for aggregate: Aggregate) -> Bool {
    let isFirst = count == 0
    count += 1
    switch aggregate {
    case .count: break
    case .mean, .sum: return sum.add(number)
    case .min: value = isFirst || number < value ? number : value
    case .max: value = isFirst || number > value ? number : value
    case .first: take(number, at: row, if: isFirst || row < place)
    case .last: take(number, at: row, if: isFirst || row > place)
    }
    return true
  }

  @inline(__always)
  private mutating func take(_ number: Double, at row: Int, if isWanted: Bool) {
    guard isWanted else { return }
    (value, place) = (number, row)
  }

  /// Takes the values of another one.
  ///
  /// - Returns: false if the sum can't hold them; everything else has been done.
  mutating func merge(_ other: BinAccumulator, for aggregate: Aggregate) -> Bool {
    guard other.count > 0 else { return true }
    let isFirst = count == 0
    count += other.count
    switch aggregate {
    case .count: break
    case .mean, .sum: return sum.add(other.sum)
    case .min: value = isFirst || other.value < value ? other.value : value
    case .max: value = isFirst || other.value > value ? other.value : value
    case .first: take(other.value, at: other.place, if: isFirst || other.place < place)
    case .last: take(other.value, at: other.place, if: isFirst || other.place > place)
    }
    return true
  }

  /// The aggregate of the values.
  ///
  /// - Parameters:
  ///   - aggregate: the column's aggregate.
  ///   - more: what the sum couldn't hold.
  /// - Returns: sums and means rounded once; nil if there is no value, or it is beyond the largest double. A
  ///   count is never nil.
  func result(of aggregate: Aggregate, adding more: WideSum?) -> Double? {
    if aggregate == .count { return Double(count) }
    guard count > 0 else { return nil }
    let result: Double
    switch aggregate {
    case .mean: result = sum.divided(by: count, adding: more)
    case .sum:
      var wide = more
      wide?.add(sum)
      result = wide?.rounded ?? sum.rounded
    case .min, .max, .first, .last, .count: result = value
    }
    return result.isFinite ? result + 0 : nil
  }
}
