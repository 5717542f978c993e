import CSV
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
  case number(slot: Int, ValueSet<Double>, isNegated: Bool)
  /// The rows whose timestamp, or a part of it, is present and in a set, or is present and isn't.
  case timestamp(slot: Int, TimestampPart?, ValueSet<Int64>, isNegated: Bool)
  /// The rows whose text isn't missing and is in a set, or isn't missing and isn't in it.
  case text(NumericColumn, TextSet, isNegated: Bool)
  /// The rows whose field is missing, or isn't.
  case missing(NumericColumn, isNegated: Bool)

  /// Turns conditions into nodes, and gives every column that is read as numbers or timestamps a
  /// slot.
  struct Builder {
    let nullTokens: [String]
    let numberSyntax: NumberSyntax
    let formats: [Int: TimestampFormat]

    /// The columns that are read as numbers.
    private(set) var numbers: [NumericColumn] = []

    /// The columns that are read as timestamps.
    private(set) var timestamps: [TimestampColumn] = []

    init(nullTokens: [String], numbers: NumberSyntax, formats: [Int: TimestampFormat]) {
      self.nullTokens = nullTokens
      numberSyntax = numbers
      self.formats = formats
    }

    /// The node of a condition, or of its opposite.
    mutating func node(_ condition: LogicalExpression<FieldTest>, isNegated: Bool) -> SelectionNode
    {
      switch condition {
      case .not(let condition): return node(condition, isNegated: !isNegated)
      case .all(let conditions):
        let nodes = conditions.map { node($0, isNegated: isNegated) }
        return isNegated ? .any(nodes) : .all(nodes)
      case .any(let conditions):
        let nodes = conditions.map { node($0, isNegated: isNegated) }
        return isNegated ? .all(nodes) : .any(nodes)
      case .test(let test): return leaf(test, isNegated: isNegated)
      }
    }

    private mutating func leaf(_ test: FieldTest, isNegated: Bool) -> SelectionNode {
      let rule = NumericColumn(index: test.column, nullTokens: nullTokens, numbers: numberSyntax)
      switch test.kind {
      case .missing: return .missing(rule, isNegated: isNegated)
      case .text(let set): return .text(rule, set, isNegated: isNegated)
      case .number(let set):
        let found = numbers.firstIndex { $0.index == test.column }
        if found == nil { numbers.append(rule) }
        return .number(slot: found ?? numbers.count - 1, set, isNegated: isNegated)
      case .timestamp(let part, let set):
        let found = timestamps.firstIndex { $0.index == test.column }
        if found == nil {
          guard let format = formats[test.column] else {
            preconditionFailure("no format for the timestamps of column \(test.column)")
          }
          timestamps.append(
            TimestampColumn(
              index: test.column, format: format, nullTokens: nullTokens, numbers: numberSyntax))
        }
        return .timestamp(slot: found ?? timestamps.count - 1, part, set, isNegated: isNegated)
      }
    }
  }
}
