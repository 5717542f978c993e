import CSV
import Patterns
import Vocabulary

/// A test of computed values as it is applied to batches of rows.
struct ComputedNode: Sendable {
  /// The type of the values.
  let type: ValueType

  /// The value that is tested.
  let value: ValueNode

  /// What it is tested for.
  let predicate: ComputedPredicate
}

/// What a computed value is tested for.
enum ComputedPredicate: Sendable {
  case compare(Comparison, ValueNode)
  case among([ValueNode])
  case between(ValueNode, ValueNode)
  case matches(slot: Int)
  case missing
}

/// A value as it is computed for the rows of a batch.
indirect enum ValueNode: Sendable {
  case constant(Constant)
  case number(slot: Int)
  case text(NumericColumn)
  /// A timestamp, or the midnight of its day.
  case moment(slot: Int, isDay: Bool)
  case part(slot: Int, TimestampPart)
  case negated(ValueNode)
  case arithmetic(Arithmetic, ValueNode, ValueNode)
  case function(NumberFunction, ValueNode, decimals: Int)
  case firstPresent([ValueNode])
  case cases([(condition: SelectionNode, value: ValueNode)], otherwise: ValueNode?)
}

extension SelectionNode.Builder {
  /// The node of a test of computed values.
  mutating func node(_ comparison: CheckedComparison) -> ComputedNode {
    let type = comparison.type
    let value = node(comparison.value, type)
    let predicate: ComputedPredicate
    switch comparison.predicate {
    case .compare(let comparison, let other): predicate = .compare(comparison, node(other, type))
    case .among(let others): predicate = .among(others.map { node($0, type) })
    case .between(let low, let high): predicate = .between(node(low, type), node(high, type))
    case .matches(let pattern): predicate = .matches(slot: slot(of: pattern.pattern))
    case .missing: predicate = .missing
    }
    return ComputedNode(type: type, value: value, predicate: predicate)
  }

  private mutating func node(_ value: CheckedValue, _ type: ValueType) -> ValueNode {
    switch value {
    case .constant(let constant): return .constant(constant)
    case .column(let column):
      switch type {
      case .number: return .number(slot: numberSlot(column))
      case .text: return .text(rule(column))
      case .moment: return .moment(slot: timestampSlot(column), isDay: false)
      }
    case .day(let column): return .moment(slot: timestampSlot(column), isDay: true)
    case .part(let column, let part): return .part(slot: timestampSlot(column), part)
    case .negated(let value): return .negated(node(value, .number))
    case .arithmetic(let operation, let left, let right):
      return .arithmetic(operation, node(left, .number), node(right, .number))
    case .function(let function, let value, let decimals):
      return .function(function, node(value, .number), decimals: decimals)
    case .firstPresent(let values): return .firstPresent(values.map { node($0, type) })
    case .cases(let cases, let otherwise):
      return .cases(
        cases.map { (node($0.condition, isNegated: false), node($0.value, type)) },
        otherwise: otherwise.map { node($0, type) })
    }
  }
}
