package import CSV
package import Vocabulary

/// A value that has been checked, of columns that there are.
struct CheckedOutput: Sendable {
  /// Its type.
  let type: ValueType

  /// The value.
  let value: CheckedValue

  /// Makes an error that points at it.
  let error: @Sendable (String) -> ConditionError

  /// Whether it is always a day without a time.
  var isDay: Bool {
    type == .moment
      && value.ends.allSatisfy { end in
        switch end {
        case .day: true
        case .moment(let literal): !literal.reading.hasTime
        default: false
        }
      }
  }
}

/// Values of rows that have been checked against a file's columns, ready to be computed.
///
/// ```swift
/// let plan = try ValuePlan(values, layout: layout, nullTokens: nullTokens)
/// var computer = try plan.makeComputer(timestamps: [2: TimestampReading(.monthFirst)])
/// let unusable = computer.compute(rows, of: batch)
/// computer.append(0, ofRow: 17, to: &line)
/// ```
package struct ValuePlan: Sendable {
  /// The 0-based positions of the columns that are read, ascending.
  package let columns: [Int]

  /// The 0-based positions of those among them that are read as timestamps, ascending.
  package let timestampColumns: [Int]

  private let outputs: [CheckedOutput]
  private let nullTokens: [String]
  private let numberSyntax: NumberSyntax
  private let isEncodingAssumed: Bool

  /// The columns whose kind decides what a value is.
  ///
  /// - Parameters:
  ///   - values: the values.
  ///   - layout: the file's columns.
  /// - Returns: their 0-based positions, ascending; those that there are.
  package static func columnsInQuestion(
    _ values: [WrittenValue], layout: FileLayout
  ) -> [Int] {
    let columns = ColumnFinder(layout)
    let positions = values.flatMap(\.expression.subjectsInQuestion).compactMap {
      try? columns.position(of: $0.column)
    }
    return Set(positions).sorted()
  }

  /// Checks values.
  ///
  /// - Parameters:
  ///   - values: the values.
  ///   - layout: the file's columns and decimal mark.
  ///   - nullTokens: the texts that mean a missing value.
  ///   - yearStarts: the month with which years begin.
  ///   - kinds: what the columns of ``columnsInQuestion(_:layout:)`` look like, by their positions.
  /// - Throws: `ConditionError` at the first column that isn't there, or the first value that can't be
  ///   computed.
  package init(
    _ values: [WrittenValue], layout: FileLayout, nullTokens: [String], yearStarts: Int = 1,
    kinds: [Int: ColumnKind] = [:]
  ) throws(ConditionError) {
    outputs = try values.map { (value) throws(ConditionError) in
      let checker = ConditionChecker(
        value.text, layout, nullTokens: nullTokens, yearStarts: yearStarts, kinds: kinds)
      return try checker.check(output: value.expression)
    }
    self.nullTokens = nullTokens
    numberSyntax = layout.dialect.numbers
    isEncodingAssumed = layout.dialect.isEncodingAssumed
    let uses = Set(outputs.flatMap { $0.value.uses(as: $0.type) })
    columns = Set(uses.map(\.column)).sorted()
    timestampColumns = uses.filter(\.isTimestamp).map(\.column).sorted()
  }

  /// The types of the values, in order.
  package var types: [ValueType] { outputs.map(\.type) }

  /// Whether each value is always a day, without a time of day.
  package var areDays: [Bool] { outputs.map(\.isDay) }

  /// Makes what computes values; every thread needs one of its own, or a copy.
  ///
  /// - Parameter timestamps: how ``timestampColumns`` are read, by their positions.
  /// - Returns: a computer with room for a batch of rows.
  /// - Throws: `ConditionError` at the first timestamp that a column's clock doesn't have, or the first
  ///   value that is made of times of several clocks.
  package func makeComputer(
    timestamps: [Int: TimestampReading]
  ) throws(ConditionError) -> ValueComputer {
    var builder = SelectionNode.Builder(
      nullTokens: nullTokens, numbers: numberSyntax, readings: timestamps,
      isEncodingAssumed: isEncodingAssumed)
    var values: [ComputedOutput] = []
    for output in outputs {
      var moments = SelectionNode.Builder.Moments()
      if output.type == .moment {
        moments = try builder.moments(of: [output.value], error: output.error)
        moments.areShown = true
      }
      let node = try builder.node(output.value, output.type, moments)
      values.append(
        ComputedOutput(
          type: output.type, node: node, isDay: output.isDay,
          isUniversal: moments.clock.name == TimestampClock.universal.name))
    }
    return ValueComputer(values, builder)
  }
}
