import CSV
import Patterns
import Vocabulary

/// A condition as it is applied to batches of rows.
///
/// `not` stands at the tests alone: De Morgan's laws, which hold for three values as for two, have
/// taken it there. Then a row is chosen by `all` if and only if every part chooses it, and by `any`
/// if one does; whether a part is false or unknown makes no difference, so one mask is enough.
indirect enum SelectionNode: Sendable {
  /// The rows that all choose.
  case all([SelectionNode])
  /// The rows that one of them chooses.
  case any([SelectionNode])
  /// The rows whose number is present and in a set, or is present and isn't.
  case number(slot: Int, NumberSet, isNegated: Bool)
  /// The rows whose timestamp, or a part of it, is present and in a set, or is present and isn't.
  case timestamp(slot: Int, TimestampPart?, ValueSet<Int64>, isNegated: Bool)
  /// The rows whose text isn't missing and is in a set, or isn't missing and isn't in it.
  case text(NumericColumn, TextSet, isNegated: Bool)
  /// The rows whose text isn't missing and matches a pattern, or isn't missing and doesn't.
  case pattern(NumericColumn, slot: Int, isNegated: Bool)
  /// The rows that another node chooses, which compares a column with letters beyond ASCII: the column
  /// must be in the encoding in which they are written.
  case encoded(column: Int, SelectionNode)
  /// The rows for which a test of computed values is true, or false.
  case computed(ComputedNode, isNegated: Bool)
  /// The rows whose field is missing, or isn't.
  case missing(NumericColumn, isNegated: Bool)

  /// Turns conditions into nodes, and gives every column that is read as numbers or timestamps a
  /// slot.
  struct Builder {
    let nullTokens: [String]
    let numberSyntax: NumberSyntax
    let readings: [Int: TimestampReading]

    /// Whether nobody has named the file's encoding.
    let isEncodingAssumed: Bool

    /// The columns that are read as numbers.
    private(set) var numbers: [NumericColumn] = []

    /// The columns that are read as timestamps.
    private(set) var timestamps: [TimestampColumn] = []

    /// The patterns that texts are compared with.
    private(set) var patterns: [Pattern] = []

    init(
      nullTokens: [String], numbers: NumberSyntax, readings: [Int: TimestampReading],
      isEncodingAssumed: Bool
    ) {
      self.isEncodingAssumed = isEncodingAssumed
      self.nullTokens = nullTokens
      numberSyntax = numbers
      self.readings = readings
    }

    /// The node of a condition, or of its opposite.
    mutating func node(
      _ condition: LogicalExpression<CheckedTest>, isNegated: Bool
    ) throws(ConditionError) -> SelectionNode {
      switch condition {
      case .not(let condition): return try node(condition, isNegated: !isNegated)
      case .all(let conditions):
        let nodes = try nodes(conditions, isNegated: isNegated)
        return isNegated ? .any(nodes) : .all(nodes)
      case .any(let conditions):
        let nodes = try nodes(conditions, isNegated: isNegated)
        return isNegated ? .all(nodes) : .any(nodes)
      case .test(.field(let test)): return try leaf(test, isNegated: isNegated)
      case .test(.computed(let comparison)):
        return .computed(try node(comparison), isNegated: isNegated)
      }
    }

    private mutating func nodes(
      _ conditions: [LogicalExpression<CheckedTest>], isNegated: Bool
    ) throws(ConditionError) -> [SelectionNode] {
      var nodes: [SelectionNode] = []
      for condition in conditions { nodes.append(try node(condition, isNegated: isNegated)) }
      return nodes
    }

    private mutating func leaf(
      _ test: FieldTest, isNegated: Bool
    ) throws(ConditionError) -> SelectionNode {
      switch test.kind {
      case .missing: return .missing(rule(test.column), isNegated: isNegated)
      case .text(let set):
        let node = SelectionNode.text(rule(test.column), set, isNegated: isNegated)
        return isEncodingAssumed && !set.isASCII ? .encoded(column: test.column, node) : node
      case .pattern(let pattern):
        let node = SelectionNode.pattern(
          rule(test.column), slot: slot(of: pattern), isNegated: isNegated)
        return isEncodingAssumed ? .encoded(column: test.column, node) : node
      case .number(let set):
        return .number(slot: numberSlot(test.column), set, isNegated: isNegated)
      case .part(let part, let set):
        return .timestamp(slot: timestampSlot(test.column), part, set, isNegated: isNegated)
      case .moment(let predicate):
        let slot = timestampSlot(test.column)
        let clock = timestamps[slot].reading.clock
        let set = ValueSet(
          try predicate.map { (literal) throws(ConditionError) in try literal.orderKey(on: clock) })
        return .timestamp(slot: slot, nil, set, isNegated: isNegated)
      }
    }

    /// A column with what is missing in it.
    func rule(_ column: Int) -> NumericColumn {
      NumericColumn(index: column, nullTokens: nullTokens, numbers: numberSyntax)
    }

    /// The slot of a pattern.
    mutating func slot(of pattern: Pattern) -> Int {
      patterns.append(pattern)
      return patterns.count - 1
    }

    /// The slot of a column that is read as numbers.
    mutating func numberSlot(_ column: Int) -> Int {
      if let known = numbers.firstIndex(where: { $0.index == column }) { return known }
      numbers.append(rule(column))
      return numbers.count - 1
    }

    /// The slot of a column that is read as timestamps.
    mutating func timestampSlot(_ column: Int) -> Int {
      if let known = timestamps.firstIndex(where: { $0.index == column }) { return known }
      guard let reading = readings[column] else {
        preconditionFailure("nobody has looked how the timestamps of column \(column) are written")
      }
      timestamps.append(
        TimestampColumn(
          index: column, reading: reading, nullTokens: nullTokens, numbers: numberSyntax))
      return timestamps.count - 1
    }
  }
}
