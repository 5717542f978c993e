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
  /// A timestamp.
  case moment(slot: Int, MomentForm)
  case part(slot: Int, TimestampPart)
  /// The name of a timestamp's season.
  case season(slot: Int)
  case negated(ValueNode)
  case arithmetic(Arithmetic, ValueNode, ValueNode)
  case function(NumberFunction, ValueNode, decimals: Int)
  case converted(ValueNode, UnitConversion)
  case firstPresent([ValueNode])
  case cases([(condition: SelectionNode, value: ValueNode)], otherwise: ValueNode?)
}

/// What a timestamp is compared by.
enum MomentForm: Sendable {
  /// Its order among moments.
  case inOrder
  /// What the clock shows.
  case ofClock
  /// The midnight before it, on the clock.
  case midnight
}

extension SelectionNode.Builder {
  /// The way in which timestamps are compared with each other, or shown.
  struct Moments {
    /// The clock of all columns.
    var clock = TimestampClock.wall

    /// Whether days are among them, which are those of the clock.
    var hasDays = false

    /// Whether they are shown, as they are on the clock, rather than compared.
    var areShown = false
  }

  /// The node of a test of computed values.
  ///
  /// - Throws: ``ConditionError`` if timestamps of several clocks are compared.
  mutating func node(_ comparison: CheckedComparison) throws(ConditionError) -> ComputedNode {
    let type = comparison.type
    let moments = try moments(of: comparison)
    let value = try node(comparison.value, type, moments)
    let predicate: ComputedPredicate
    switch comparison.predicate {
    case .compare(let comparison, let other):
      predicate = .compare(comparison, try node(other, type, moments))
    case .among(let others): predicate = .among(try nodes(others, type, moments))
    case .between(let low, let high):
      predicate = .between(try node(low, type, moments), try node(high, type, moments))
    case .matches(let pattern): predicate = .matches(slot: slot(of: pattern.pattern))
    case .missing: predicate = .missing
    }
    return ComputedNode(type: type, value: value, predicate: predicate)
  }

  /// Finds out by which clock timestamps are compared: one on the wall shows nothing of another's.
  private func moments(of comparison: CheckedComparison) throws(ConditionError) -> Moments {
    guard case .moment = comparison.type else { return Moments() }
    return try moments(
      of: [comparison.value] + comparison.predicate.values, error: comparison.error)
  }

  /// Finds out the clock of some timestamps.
  ///
  /// - Parameters:
  ///   - values: the timestamps.
  ///   - error: makes the error that is thrown if they are those of several clocks.
  /// - Returns: the clock, that on the wall if there is no column.
  /// - Throws: ``ConditionError`` if there are several clocks.
  func moments(
    of values: [CheckedValue], error: (String) -> ConditionError
  ) throws(ConditionError) -> Moments {
    var moments = Moments()
    var clocks: Set<TimestampClock> = []
    for end in values.flatMap(\.ends) {
      switch end {
      case .column(let column): if let clock = readings[column]?.clock { clocks.insert(clock) }
      case .day(let column):
        moments.hasDays = true
        if let clock = readings[column]?.clock { clocks.insert(clock) }
      default: break
      }
    }
    guard clocks.count <= 1 else {
      throw error(
        "times with a UTC offset are compared here with times without one; give the time zone")
    }
    moments.clock = clocks.first ?? .wall
    return moments
  }

  private mutating func nodes(
    _ values: [CheckedValue], _ type: ValueType, _ moments: Moments
  ) throws(ConditionError) -> [ValueNode] {
    var nodes: [ValueNode] = []
    for value in values { nodes.append(try node(value, type, moments)) }
    return nodes
  }

  /// The node of a value of some type.
  ///
  /// - Throws: ``ConditionError`` at a timestamp that the clock doesn't have.
  mutating func node(
    _ value: CheckedValue, _ type: ValueType, _ moments: Moments
  ) throws(ConditionError) -> ValueNode {
    switch value {
    case .constant(let constant): return .constant(constant)
    case .moment(let literal):
      let key =
        moments.areShown
        ? try literal.clockKey(on: moments.clock)
        : moments.hasDays
          ? try literal.orderKeyOnAnyClock()
          : try literal.orderKey(on: moments.clock)
      return .constant(.moment(key))
    case .column(let column):
      switch type {
      case .number: return .number(slot: numberSlot(column))
      case .text: return .text(rule(column))
      case .moment:
        let isOfClock = moments.hasDays || moments.areShown
        return .moment(slot: timestampSlot(column), isOfClock ? .ofClock : .inOrder)
      }
    case .day(let column): return .moment(slot: timestampSlot(column), .midnight)
    case .part(let column, let part): return .part(slot: timestampSlot(column), part)
    case .season(let column): return .season(slot: timestampSlot(column))
    case .negated(let value): return .negated(try node(value, .number, moments))
    case .arithmetic(let operation, let left, let right):
      return .arithmetic(
        operation, try node(left, .number, moments), try node(right, .number, moments))
    case .function(let function, let value, let decimals):
      return .function(function, try node(value, .number, moments), decimals: decimals)
    case .converted(let value, let conversion):
      return .converted(try node(value, .number, moments), conversion)
    case .firstPresent(let values): return .firstPresent(try nodes(values, type, moments))
    case .cases(let cases, let otherwise):
      var nodes: [(condition: SelectionNode, value: ValueNode)] = []
      for (condition, value) in cases {
        nodes.append(
          (try node(condition, isNegated: false), try node(value, type, moments)))
      }
      return .cases(
        nodes,
        otherwise: try otherwise.map { (value) throws(ConditionError) in
          try node(value, type, moments)
        })
    }
  }
}

extension CheckedValue {
  /// The values that a value may be: itself, or those of its cases.
  var ends: [CheckedValue] {
    switch self {
    case .firstPresent(let values): values.flatMap(\.ends)
    case .cases(let cases, let otherwise): cases.flatMap(\.value.ends) + (otherwise?.ends ?? [])
    default: [self]
    }
  }
}
