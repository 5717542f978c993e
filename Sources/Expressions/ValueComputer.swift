package import CSV
package import Vocabulary

/// A value as it is computed for batches of rows, and shown.
struct ComputedOutput: Sendable {
  /// Its type.
  let type: ValueType

  /// How it is computed.
  let node: ValueNode

  /// Whether it is shown without a time of day.
  let isDay: Bool

  /// Whether times are those of UTC.
  let isUniversal: Bool
}

/// Computes values for the rows of batches; see ``ValuePlan``.
///
/// Each column is read at most once for a batch, and only in the rows that need it: `coalesce` and `case`
/// read a field only if those on its left haven't decided. What a row's values are, and whether one of its
/// fields can't be used, depends on nothing but that row.
///
/// - Complexity: O(rows · operations) time for a batch. Memory: some KiB for each column and each value.
package struct ValueComputer: Sendable {
  /// The values of the batch at hand, in the array of their type; the other arrays are empty.
  private struct Values: Sendable {
    var isPresent = RowMask()
    var numbers: [DecimalValue] = []
    var texts: [ComputedText] = []
    var moments: [Int64] = []
  }

  private let outputs: [ComputedOutput]
  private var selector: RowSelector
  private var values: [Values]

  init(_ outputs: [ComputedOutput], _ builder: SelectionNode.Builder) {
    self.outputs = outputs
    values = outputs.map { _ in Values() }
    selector = RowSelector(.all([]), builder)
    selector.textUse = "text to take over"
  }

  /// Computes all values of some rows.
  ///
  /// - Parameters:
  ///   - rows: the rows.
  ///   - batch: the batch that they are in.
  /// - Returns: the field that can't be used in the first row that has such; the values of rows from there
  ///   on mean nothing. Nil if there is none.
  package mutating func compute(
    _ rows: RowMask, of batch: borrowing RowBatch
  ) -> UnusableField? {
    selector.begin(rows & RowMask(first: batch.count))
    for (index, output) in outputs.enumerated() {
      let usable = selector.usable
      switch output.type {
      case .number:
        let found = DecimalValue.compute(output.node, usable, of: batch, by: &selector)
        (values[index].isPresent, values[index].numbers) = (found.isPresent, found.values)
      case .text:
        let found = ComputedText.compute(output.node, usable, of: batch, by: &selector)
        (values[index].isPresent, values[index].texts) = (found.isPresent, found.values)
      case .moment:
        let found = Int64.compute(output.node, usable, of: batch, by: &selector)
        (values[index].isPresent, values[index].moments) = (found.isPresent, found.values)
      }
    }
    return selector.unusable
  }

  /// Whether a value is missing in a row of the last batch.
  ///
  /// - Parameters:
  ///   - value: the value's number in the plan, from 0.
  ///   - row: the row's number in the batch.
  /// - Returns: whether the row has none.
  package func isMissing(_ value: Int, inRow row: Int) -> Bool {
    !values[value].isPresent.contains(row)
  }

  /// Whether a value is a number, wherever it isn't missing.
  ///
  /// - Parameter value: the value's number in the plan, from 0.
  /// - Returns: whether it is; if not, it is a text or a time.
  package func isNumber(_ value: Int) -> Bool { outputs[value].type == .number }

  /// A value that is a number.
  ///
  /// - Parameters:
  ///   - value: the value's number in the plan, from 0.
  ///   - row: the row's number in the batch.
  /// - Returns: the number; nil if it is missing or something else.
  package func number(_ value: Int, inRow row: Int) -> DecimalValue? {
    outputs[value].type == .number && !isMissing(value, inRow: row)
      ? values[value].numbers[row] : nil
  }

  /// A value that is a time, as the column's clock shows it; a date is its midnight.
  ///
  /// - Parameters:
  ///   - value: the value's number in the plan, from 0.
  ///   - row: the row's number in the batch.
  /// - Returns: the time; nil if it is missing or something else.
  package func timestamp(_ value: Int, inRow row: Int) -> Timestamp? {
    outputs[value].type == .moment && !isMissing(value, inRow: row)
      ? Timestamp(orderKey: values[value].moments[row]) : nil
  }

  /// Whether a value is a time, wherever it isn't missing.
  ///
  /// - Parameter value: the value's number in the plan, from 0.
  /// - Returns: whether it is; if not, it is a text or a number.
  package func isMoment(_ value: Int) -> Bool { outputs[value].type == .moment }

  /// The order keys of a value that is a time: which rows of the last batch have one, and those of all rows.
  func moments(_ value: Int) -> (isPresent: RowMask, keys: [Int64]) {
    (values[value].isPresent, values[value].moments)
  }

  /// The order key of a value that is a time; nil if it is missing or something else.
  func orderKey(_ value: Int, inRow row: Int) -> Int64? {
    outputs[value].type == .moment && !isMissing(value, inRow: row)
      ? values[value].moments[row] : nil
  }

  /// Calls a closure with the bytes of a value that is a text; none if it is missing or something else.
  func withText(_ value: Int, inRow row: Int, _ body: ([UInt8]) -> Void) {
    guard outputs[value].type == .text, !isMissing(value, inRow: row) else { return }
    body(values[value].texts[row].bytes)
  }

  /// Appends the text of a value of the last batch; nothing if it is missing.
  ///
  /// A number is written as ``DecimalValue/text``, a date as `2017-05-22`, another time as
  /// `2017-05-22 13:00:00`, with microseconds if it has any, and with a `Z` if the clock is that of UTC. A text
  /// has the bytes of its field without quotes.
  ///
  /// - Parameters:
  ///   - value: the value's number in the plan, from 0.
  ///   - row: the row's number in the batch.
  ///   - text: where it goes.
  ///   - decimal: the decimal mark of numbers.
  /// - Returns: whether there is a value.
  /// - Complexity: O(length).
  @discardableResult
  package func append(
    _ value: Int, ofRow row: Int, to text: inout [UInt8], decimal: UInt8 = Byte.point
  ) -> Bool {
    guard values[value].isPresent.contains(row) else { return false }
    switch outputs[value].type {
    case .number: values[value].numbers[row].append(to: &text, decimal: decimal)
    case .text: text.append(contentsOf: values[value].texts[row].bytes)
    case .moment:
      let timestamp = Timestamp(orderKey: values[value].moments[row])
      timestamp.appendDate(to: &text)
      if !outputs[value].isDay { timestamp.appendTime(to: &text, outputs[value].isUniversal) }
    }
    return true
  }
}

extension ValueComputer {
  /// Appends a value of the last batch as a field of a row: in quotes where it must.
  ///
  /// - Parameters:
  ///   - value: the value's number in the plan, from 0.
  ///   - row: the row's number in the batch.
  ///   - format: how rows are written.
  ///   - text: where it goes.
  ///   - isAlone: whether it is all that its row has.
  /// - Complexity: O(length).
  package func appendField(
    _ value: Int, ofRow row: Int, _ format: RowFormat, to text: inout [UInt8],
    isAlone: Bool = false
  ) {
    if outputs[value].type == .text {
      let content = isMissing(value, inRow: row) ? [] : values[value].texts[row].bytes
      return format.append(content.span, to: &text, isAlone: isAlone)
    }
    let start = text.count
    append(value, ofRow: row, to: &text, decimal: format.decimal)
    // Few delimiters are a part of numbers and times.
    let isPlain = (start..<text.count).allSatisfy { text[$0] != format.delimiter }
    guard text.count == start || !isPlain else { return }
    let content = Array(text[start...])
    text.removeSubrange(start...)
    format.append(content.span, to: &text, isAlone: isAlone)
  }
}

extension Timestamp {
  /// Appends year, month and day: `2017-05-22`.
  fileprivate func appendDate(to text: inout [UInt8]) {
    text.append(year, width: 4)
    text.append(Byte.minus)
    text.append(month, width: 2)
    text.append(Byte.minus)
    text.append(day, width: 2)
  }

  /// Appends the time of day: ` 13:00:00`, with microseconds if there are any, and `Z` for UTC.
  fileprivate func appendTime(to text: inout [UInt8], _ isUniversal: Bool) {
    text.append(UInt8(ascii: " "))
    text.append(hour, width: 2)
    text.append(UInt8(ascii: ":"))
    text.append(minute, width: 2)
    text.append(UInt8(ascii: ":"))
    text.append(second, width: 2)
    if microsecond > 0 {
      text.append(Byte.point)
      text.append(microsecond, width: 6)
    }
    if isUniversal { text.append(UInt8(ascii: "Z")) }
  }
}

extension [UInt8] {
  /// Appends a number with so many digits, zeros among them.
  fileprivate mutating func append(_ number: Int, width: Int) {
    var power = 1
    for _ in 1..<width { power *= 10 }
    while power > 0 {
      append(Byte.zero + UInt8(truncatingIfNeeded: number / power % 10))
      power /= 10
    }
  }
}
