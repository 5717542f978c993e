import CSV
import Vocabulary

/// Values that have been computed for the rows of a batch.
struct ComputedValues<Value> {
  /// A place for each row that a batch may have, filled where there is a value.
  var values: [Value]

  /// The rows that have a value; it is missing in the others.
  var isPresent: RowMask
}

/// A type of values that are computed.
protocol ComputedValue: Comparable, Sendable {
  /// What stands in places without a value.
  static var filler: Self { get }

  /// Computes the values that aren't chosen among others.
  static func simple(
    _ node: ValueNode, _ rows: RowMask, of batch: borrowing RowBatch,
    by selector: inout RowSelector
  ) -> ComputedValues<Self>
}

extension ComputedValue {
  /// Computes values.
  ///
  /// - Parameters:
  ///   - node: what they are.
  ///   - rows: the rows for which they are needed; only their fields are read.
  ///   - batch: the batch at hand.
  ///   - selector: what reads fields.
  /// - Returns: the values, of no meaning for rows behind a field that can't be used.
  static func compute(
    _ node: ValueNode, _ rows: RowMask, of batch: borrowing RowBatch,
    by selector: inout RowSelector
  ) -> ComputedValues<Self> {
    let rows = rows & selector.usable
    var result = ComputedValues(
      values: [Self](repeating: filler, count: RowBatch.limit), isPresent: RowMask())
    switch node {
    case .firstPresent(let nodes):
      var open = rows
      for node in nodes where !open.isEmpty {
        let found = compute(node, open, of: batch, by: &selector)
        result.take(found, in: open)
        open = open.subtracting(result.isPresent)
      }
    case .cases(let cases, let otherwise):
      var open = rows
      for (condition, value) in cases where !open.isEmpty {
        let chosen = selector.select(condition, among: open, of: batch)
        if !chosen.isEmpty {
          result.take(compute(value, chosen, of: batch, by: &selector), in: chosen)
        }
        open = open.subtracting(chosen)
      }
      if let otherwise, !open.isEmpty {
        result.take(compute(otherwise, open, of: batch, by: &selector), in: open)
      }
    default: return simple(node, rows, of: batch, by: &selector)
    }
    return result
  }
}

extension ComputedValues {
  /// Takes the values of some rows.
  fileprivate mutating func take(_ other: ComputedValues, in rows: RowMask) {
    (other.isPresent & rows).forEach { row in
      values[row] = other.values[row]
      isPresent.insert(row)
    }
  }

  /// The values that a closure makes of these; missing where it makes none.
  fileprivate func map(_ transform: (Value) -> Value?) -> ComputedValues {
    var result = ComputedValues(values: values, isPresent: RowMask())
    isPresent.forEach { row in
      guard let value = transform(values[row]) else { return }
      result.values[row] = value
      result.isPresent.insert(row)
    }
    return result
  }
}

extension Double: ComputedValue {
  static var filler: Double { 0 }

  static func simple(
    _ node: ValueNode, _ rows: RowMask, of batch: borrowing RowBatch,
    by selector: inout RowSelector
  ) -> ComputedValues<Double> {
    switch node {
    case .number(let slot):
      selector.note(selector.numbers[slot].read(rows, of: batch, isComputed: true))
      let numbers = selector.numbers[slot].numbers
      return ComputedValues(values: numbers.values, isPresent: numbers.isPresent & rows)
    case .part(let slot, let part):
      selector.note(selector.timestamps[slot].read(rows, of: batch))
      let timestamps = selector.timestamps[slot].timestamps
      var result = ComputedValues(
        values: [Double](repeating: 0, count: RowBatch.limit),
        isPresent: timestamps.isPresent & rows)
      result.isPresent.forEach { row in
        result.values[row] = Double(part.key(ofOrderKey: timestamps.clockKeys[row]))
      }
      return result
    case .negated(let value):
      return compute(value, rows, of: batch, by: &selector).map { 0 - $0 }
    case .arithmetic(let operation, let left, let right):
      let first = compute(left, rows, of: batch, by: &selector)
      let second = compute(right, rows, of: batch, by: &selector)
      var result = ComputedValues(values: first.values, isPresent: RowMask())
      (first.isPresent & second.isPresent).forEach { row in
        guard let value = operation.apply(first.values[row], second.values[row]) else { return }
        result.values[row] = value
        result.isPresent.insert(row)
      }
      return result
    case .function(.abs, let value, _):
      return compute(value, rows, of: batch, by: &selector).map(\.magnitude)
    case .function(.round, let value, let decimals):
      return compute(value, rows, of: batch, by: &selector).map { $0.rounded(to: decimals) }
    case .constant(.number(let value)):
      return ComputedValues(
        values: [Double](repeating: value, count: RowBatch.limit), isPresent: rows)
    case .constant, .text, .moment, .firstPresent, .cases: preconditionFailure("no number")
    }
  }

  /// The nearest number with so many decimals, halves of the number as it is printed away from
  /// zero; nil if that is beyond the largest double.
  private func rounded(to decimals: Int) -> Double? {
    guard decimals != 0 else { return rounded(.toNearestOrAwayFromZero) + 0 }
    let value = Double(ExactNumber(shortest: self).rounded(to: decimals).text)
    return value.flatMap { $0.isFinite ? $0 + 0 : nil }
  }
}

extension Int64: ComputedValue {
  static var filler: Int64 { 0 }

  static func simple(
    _ node: ValueNode, _ rows: RowMask, of batch: borrowing RowBatch,
    by selector: inout RowSelector
  ) -> ComputedValues<Int64> {
    switch node {
    case .moment(let slot, let form):
      selector.note(selector.timestamps[slot].read(rows, of: batch))
      let timestamps = selector.timestamps[slot].timestamps
      let isPresent = timestamps.isPresent & rows
      switch form {
      case .inOrder: return ComputedValues(values: timestamps.orderKeys, isPresent: isPresent)
      case .ofClock: return ComputedValues(values: timestamps.clockKeys, isPresent: isPresent)
      case .midnight:
        return ComputedValues(values: timestamps.clockKeys, isPresent: isPresent)
          .map { $0.midnight }
      }
    case .constant(.moment(let value)):
      return ComputedValues(
        values: [Int64](repeating: value, count: RowBatch.limit), isPresent: rows)
    default: preconditionFailure("no moment")
    }
  }

  /// The order key of the midnight at which the day of an order key begins.
  private var midnight: Int64 { TimestampPart.date.key(ofOrderKey: self) * Self.keysOfDay }

  /// The distance of the order keys of two midnights whose days' keys are neighbours.
  private static let keysOfDay: Int64 = {
    guard let midnight = Timestamp(year: 2017, month: 5, day: 22)?.orderKey else { return 0 }
    return midnight / TimestampPart.date.key(ofOrderKey: midnight)
  }()
}

/// A text; texts are ordered by their bytes.
struct ComputedText: ComputedValue {
  /// The bytes.
  let bytes: [UInt8]

  static var filler: ComputedText { ComputedText(bytes: []) }

  static func < (left: ComputedText, right: ComputedText) -> Bool {
    TextSet.order(left.bytes.span, right.bytes) < 0
  }

  static func simple(
    _ node: ValueNode, _ rows: RowMask, of batch: borrowing RowBatch,
    by selector: inout RowSelector
  ) -> ComputedValues<ComputedText> {
    switch node {
    case .text(let column):
      selector.note(batch.firstLongText(of: column.index, in: rows, as: "text to compare"))
      let rows = rows & selector.usable
      let column = batch.local(column)
      var result = ComputedValues(
        values: [ComputedText](repeating: filler, count: RowBatch.limit), isPresent: RowMask())
      rows.forEach { row in
        let text = batch.withText(of: column.index, inRow: row) { text in
          column.isMissing(text) ? nil : text.indices.map { text[$0] }
        }
        guard let text else { return }
        result.values[row] = ComputedText(bytes: text)
        result.isPresent.insert(row)
      }
      return result
    case .constant(.text(let bytes)):
      return ComputedValues(
        values: [ComputedText](repeating: ComputedText(bytes: bytes), count: RowBatch.limit),
        isPresent: rows)
    default: preconditionFailure("no text")
    }
  }
}
