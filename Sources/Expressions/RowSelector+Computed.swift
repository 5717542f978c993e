import CSV
import Patterns
import Vocabulary

/// The rows for which a test is true, and those for which it is false; it is unknown for others.
private struct Truth {
  var isTrue = RowMask()
  var isFalse = RowMask()

  /// A comparison that is true in some of the rows that have both values.
  init<Value: ComputedValue>(
    _ left: ComputedValues<Value>, _ comparison: Comparison, _ right: ComputedValues<Value>
  ) {
    isTrue = Value.rows(where: left, comparison, right)
    isFalse = (left.isPresent & right.isPresent).subtracting(isTrue)
  }

  /// Compares the values of rows.
  init(
    _ left: ComputedValues<Double>, _ right: ComputedValues<Double>,
    _ holds: (Int, Double, Double) -> Bool
  ) {
    (left.isPresent & right.isPresent).forEach { row in
      if holds(row, left.values[row], right.values[row]) {
        isTrue.insert(row)
      } else {
        isFalse.insert(row)
      }
    }
  }
}

extension RowSelector {
  /// Chooses among some rows those for which a test of computed values is true, or false.
  mutating func select(
    _ test: ComputedNode, isNegated: Bool, among rows: RowMask, of batch: borrowing RowBatch
  ) -> RowMask {
    switch test.type {
    case .number:
      if case .compare(let comparison, .number(let right)) = test.predicate,
        case .number(let left) = test.value
      {
        return compareColumns(left, comparison, right, isNegated, among: rows, of: batch)
      }
      return select(test, as: DecimalValue.self, isNegated, among: rows, of: batch)
    case .text:
      if case .compare(let comparison, .text(let right)) = test.predicate,
        case .text(let left) = test.value
      {
        return compareTexts(left, comparison, right, isNegated, among: rows, of: batch)
      }
      return select(test, as: ComputedText.self, isNegated, among: rows, of: batch)
    case .moment: return select(test, as: Int64.self, isNegated, among: rows, of: batch)
    }
  }

  private mutating func select<Value: ComputedValue>(
    _ test: ComputedNode, as type: Value.Type, _ isNegated: Bool, among rows: RowMask,
    of batch: borrowing RowBatch
  ) -> RowMask {
    let left = Value.compute(test.value, rows, of: batch, by: &self)
    func truth(_ comparison: Comparison, _ other: ValueNode, _ rows: RowMask) -> Truth {
      let right = Value.compute(other, rows, of: batch, by: &self)
      return Truth(left, comparison, right)
    }
    switch test.predicate {
    case .missing: return isNegated ? left.isPresent : rows.subtracting(left.isPresent)
    case .compare(let comparison, let other):
      let truth = truth(comparison, other, rows)
      return isNegated ? truth.isFalse : truth.isTrue
    case .between(let low, let high):
      let (first, second) = (truth(.greaterOrEqual, low, rows), truth(.lessOrEqual, high, rows))
      return isNegated ? first.isFalse | second.isFalse : first.isTrue & second.isTrue
    case .among(let others):
      var (isTrue, isFalse) = (RowMask(), rows)
      for other in others {
        let truth = truth(.equal, other, rows.subtracting(isTrue))
        isTrue = isTrue | truth.isTrue
        isFalse = isFalse & truth.isFalse
      }
      return isNegated ? isFalse : isTrue
    case .matches(let slot):
      guard let texts = left as? ComputedValues<ComputedText> else { return RowMask() }
      return texts.isPresent.filter { row in
        let text = texts.values[row].bytes
        return patterns[slot].matches(text.span) != isNegated
      }
    }
  }

  /// Compares two columns of numbers: by their doubles, and where these are the same by all digits.
  private mutating func compareColumns(
    _ left: Int, _ comparison: Comparison, _ right: Int, _ isNegated: Bool, among rows: RowMask,
    of batch: borrowing RowBatch
  ) -> RowMask {
    let first = doubles(left, rows, of: batch)
    let second = doubles(right, rows, of: batch)
    let isLong = numbers[left].numbers.isLong | numbers[right].numbers.isLong
    let truth = Truth(first, second) { row, one, other in
      if one == other, isLong.contains(row), let one = numbers[left].exactNumber(row, of: batch),
        let other = numbers[right].exactNumber(row, of: batch)
      {
        return comparison.holds(one, other)
      }
      return comparison.holds(one, other)
    }
    return isNegated ? truth.isFalse : truth.isTrue
  }

  /// A column's numbers as doubles, which have no need to be computed.
  private mutating func doubles(
    _ slot: Int, _ rows: RowMask, of batch: borrowing RowBatch
  ) -> ComputedValues<Double> {
    let rows = rows & usable
    note(numbers[slot].read(rows, of: batch, isComputed: true))
    let numbers = numbers[slot].numbers
    return ComputedValues(values: numbers.values, isPresent: numbers.isPresent & rows)
  }

  /// Compares two columns of texts where they stand.
  private mutating func compareTexts(
    _ left: NumericColumn, _ comparison: Comparison, _ right: NumericColumn, _ isNegated: Bool,
    among rows: RowMask, of batch: borrowing RowBatch
  ) -> RowMask {
    for column in [left, right] {
      note(batch.firstLongText(of: column.index, in: rows & usable, as: "text to compare"))
    }
    let (left, right) = (batch.local(left), batch.local(right))
    return (rows & usable).filter { row in
      batch.withText(of: left.index, inRow: row) { one in
        guard !left.isMissing(one) else { return false }
        return batch.withText(of: right.index, inRow: row) { other in
          guard !right.isMissing(other) else { return false }
          return comparison.holds(TextSet.order(one, other), 0) != isNegated
        }
      }
    }
  }
}

extension Comparison {
  /// Whether it is true of two values.
  func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
    switch self {
    case .equal: left == right
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    case .greaterOrEqual: left >= right
    }
  }
}
