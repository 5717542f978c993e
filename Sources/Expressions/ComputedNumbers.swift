import CSV
import Vocabulary

extension DecimalValue: ComputedValue {
  static var filler: DecimalValue { .zero }

  static func rows(
    where left: ComputedValues<DecimalValue>, _ comparison: Comparison,
    _ right: ComputedValues<DecimalValue>
  ) -> RowMask {
    let both = left.isPresent & right.isPresent
    let (less, equal) = order(left.values, right.values, in: both)
    return switch comparison {
    case .equal: equal
    case .less: less
    case .lessOrEqual: less | equal
    case .greater: both.subtracting(less | equal)
    case .greaterOrEqual: both.subtracting(less)
    }
  }

  static func simple(
    _ node: ValueNode, _ rows: RowMask, of batch: borrowing RowBatch,
    by selector: inout RowSelector
  ) -> ComputedValues<DecimalValue> {
    switch node {
    case .number(let slot):
      selector.note(selector.numbers[slot].read(rows, of: batch, isComputed: true))
      return selector.numbers[slot].decimals(in: rows & selector.usable, of: batch)
    case .part(let slot, let part):
      selector.note(selector.timestamps[slot].read(rows, of: batch))
      let timestamps = selector.timestamps[slot].timestamps
      var result = ComputedValues<DecimalValue>()
      result.isPresent = timestamps.isPresent & rows
      let keys = timestamps.clockKeys
      result.isPresent.forEach { row in
        result.values[row] = DecimalValue(whole: part.key(ofOrderKey: keys[row]))
      }
      return result
    case .negated(let value):
      return compute(value, rows, of: batch, by: &selector).map(\.negated)
    case .arithmetic(let operation, let left, let right):
      var first = compute(left, rows, of: batch, by: &selector)
      let second = compute(right, rows, of: batch, by: &selector)
      first.isPresent = apply(
        operation, &first.values, second.values, in: first.isPresent & second.isPresent)
      return first
    case .function(.abs, let value, _):
      return compute(value, rows, of: batch, by: &selector).map(\.magnitude)
    case .function(.round, let value, let decimals):
      return compute(value, rows, of: batch, by: &selector).map { $0.rounded(to: decimals) }
    case .converted(let value, let conversion):
      return compute(value, rows, of: batch, by: &selector).map { conversion.apply($0) }
    case .constant(.number(let value)):
      return ComputedValues(
        values: [DecimalValue](repeating: value, count: RowBatch.limit), isPresent: rows)
    case .constant, .text, .season, .moment, .firstPresent, .cases: preconditionFailure("no number")
    }
  }
}

extension NumberSlot {
  /// The numbers of rows as decimals.
  ///
  /// - Parameters:
  ///   - rows: rows that have been read.
  ///   - batch: the batch at hand.
  /// - Returns: the decimals of those that have a number.
  /// - Complexity: O(rows), and O(length) for each field of more than 15 bytes.
  func decimals(
    in rows: RowMask, of batch: borrowing RowBatch
  ) -> ComputedValues<DecimalValue> {
    var result = ComputedValues<DecimalValue>()
    result.isPresent = numbers.isPresent & rows
    DecimalValue.take(
      numbers.values, in: result.isPresent.subtracting(numbers.isLong), into: &result.values)
    (result.isPresent & numbers.isLong).forEach { row in
      let nearest = numbers.values[row]
      let exact = exactNumber(row, of: batch)
      result.values[row] =
        exact.map { DecimalValue($0, nearest: nearest) } ?? DecimalValue(nearest)
    }
    return result
  }
}
