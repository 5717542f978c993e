import CSV
import Vocabulary

/// Values that have been computed for the rows of a batch.
struct ComputedValues<Value> {
  /// A place for each row that a batch may have, filled where there is a value.
  var values: [Value]

  /// The rows that have a value; it is missing in the others.
  var isPresent: RowMask
}

extension ComputedValues: Sendable where Value: Sendable {}

/// A type of values that are computed.
protocol ComputedValue: Comparable, Sendable {
  /// What stands in places without a value.
  static var filler: Self { get }

  /// Computes the values that aren't chosen among others.
  static func simple(
    _ node: ValueNode, _ rows: RowMask, of batch: borrowing RowBatch,
    by selector: inout RowSelector
  ) -> ComputedValues<Self>

  /// The rows that have both of two values, for which a comparison is true.
  static func rows(
    where left: ComputedValues<Self>, _ comparison: Comparison, _ right: ComputedValues<Self>
  ) -> RowMask
}

extension ComputedValue {
  static func rows(
    where left: ComputedValues<Self>, _ comparison: Comparison, _ right: ComputedValues<Self>
  ) -> RowMask {
    (left.isPresent & right.isPresent).filter { row in
      comparison.holds(left.values[row], right.values[row])
    }
  }

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
    switch node {
    case .firstPresent(let nodes):
      var (result, open) = (ComputedValues<Self>(), rows)
      for node in nodes where !open.isEmpty {
        let found = compute(node, open, of: batch, by: &selector)
        result.take(found, in: open)
        open = open.subtracting(result.isPresent)
      }
      return result
    case .cases(let cases, let otherwise):
      var (result, open) = (ComputedValues<Self>(), rows)
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
      return result
    default: return simple(node, rows, of: batch, by: &selector)
    }
  }
}

extension ComputedValues where Value: ComputedValue {
  /// No values.
  init() {
    self.init(
      values: [Value](repeating: Value.filler, count: RowBatch.limit), isPresent: RowMask())
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
  func map(_ transform: (Value) -> Value?) -> ComputedValues {
    var result = ComputedValues(values: values, isPresent: RowMask())
    isPresent.forEach { row in
      guard let value = transform(values[row]) else { return }
      result.values[row] = value
      result.isPresent.insert(row)
    }
    return result
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

  /// The names of the seasons.
  private static let seasons = TimestampPart.seasons.map { ComputedText(bytes: Array($0.utf8)) }

  static func < (left: ComputedText, right: ComputedText) -> Bool {
    TextSet.order(left.bytes.span, right.bytes) < 0
  }

  static func simple(
    _ node: ValueNode, _ rows: RowMask, of batch: borrowing RowBatch,
    by selector: inout RowSelector
  ) -> ComputedValues<ComputedText> {
    switch node {
    case .text(let column):
      selector.note(batch.firstLongText(of: column.index, in: rows, as: selector.textUse))
      let rows = rows & selector.usable
      let column = batch.local(column)
      var result = ComputedValues<ComputedText>()
      rows.forEach { row in
        let text = batch.withText(of: column.index, inRow: row) { text in
          column.isMissing(text) ? nil : text.indices.map { text[$0] }
        }
        guard let text else { return }
        result.values[row] = ComputedText(bytes: text)
        result.isPresent.insert(row)
      }
      return result
    case .season(let slot):
      selector.note(selector.timestamps[slot].read(rows, of: batch))
      let timestamps = selector.timestamps[slot].timestamps
      let keys = timestamps.clockKeys
      var result = ComputedValues<ComputedText>()
      result.isPresent = timestamps.isPresent & rows
      result.isPresent.forEach { row in
        let season = Int(TimestampPart.season.key(ofOrderKey: keys[row]))
        result.values[row] = seasons[season - 1]
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
