package import CSV
import Patterns

/// Chooses the rows of batches; see ``FilterPlan``.
///
/// Each column is read at most once for a batch, and only in the rows that need it: `and` gives its
/// next part only the rows that are still chosen, `or` those that aren't yet. Whether a row is
/// chosen, and whether one of its fields can't be used, depends on nothing but that row.
///
/// - Complexity: O(rows · tests) time for a batch. Memory: 2 KiB for each column that is compared
///   with numbers or dates, and what a ``PatternMatcher`` takes for each pattern.
package struct RowSelector: Sendable {
  /// The rows chosen from a batch, and the field that ended the choice.
  package struct Selection: Sendable {
    /// The rows for which the condition is true, among those before the field that can't be used.
    package let rows: RowMask

    /// The field that can't be used in the first row that has such; nil if there is none.
    package let unusable: UnusableField?
  }

  private let root: SelectionNode
  var numbers: [NumberSlot]
  var timestamps: [TimestampSlot]
  var patterns: [PatternMatcher]

  /// The rows before the first that has a field which can't be used.
  private(set) var usable = RowMask()
  private(set) var unusable: UnusableField?

  /// What texts are read for, for messages.
  var textUse = "text to compare"

  init(_ root: SelectionNode, _ builder: SelectionNode.Builder) {
    self.root = root
    numbers = builder.numbers.map { NumberSlot($0) }
    timestamps = builder.timestamps.map { TimestampSlot($0) }
    patterns = builder.patterns.map { PatternMatcher($0) }
  }

  /// Chooses rows.
  ///
  /// - Parameter batch: the rows.
  /// - Returns: those for which the condition is true.
  package mutating func select(from batch: borrowing RowBatch) -> Selection {
    begin(RowMask(first: batch.count))
    let rows = select(root, among: usable, of: batch)
    return Selection(rows: rows & usable, unusable: unusable)
  }

  /// Forgets the batch at hand.
  ///
  /// - Parameter rows: the rows of the next one that matter.
  mutating func begin(_ rows: RowMask) {
    usable = rows
    unusable = nil
    for slot in numbers.indices { numbers[slot].forget() }
    for slot in timestamps.indices { timestamps[slot].forget() }
  }

  /// Chooses among some rows those for which a part of the condition is true.
  mutating func select(
    _ node: SelectionNode, among rows: RowMask, of batch: borrowing RowBatch
  ) -> RowMask {
    switch node {
    case .all(let nodes):
      var chosen = rows
      for node in nodes where !chosen.isEmpty { chosen = select(node, among: chosen, of: batch) }
      return chosen
    case .any(let nodes):
      var open = rows
      for node in nodes where !open.isEmpty {
        open = open.subtracting(select(node, among: open, of: batch))
      }
      return rows.subtracting(open)
    case .number(let slot, let set, let isNegated):
      note(numbers[slot].read(rows & usable, of: batch))
      return numbers[slot].rows(
        in: set, isNegated: isNegated, among: rows & usable, of: batch)
    case .timestamp(let slot, let part, let set, let isNegated):
      note(timestamps[slot].read(rows & usable, of: batch))
      return timestamps[slot].rows(part, in: set, isNegated: isNegated) & rows & usable
    case .text(let column, .list(let list), let isNegated):
      // No text that means a missing value is in a list: that was checked.
      let column = batch.local(column)
      return batch.rows(rows & usable, whose: column.index) { text in
        list.contains(text) != isNegated && (!isNegated || !column.isMissing(text))
      }
    case .text(let column, .range(let low, let high), let isNegated):
      let column = batch.local(column)
      return batch.rows(rows & usable, whose: column.index) { text in
        TextSet.isBetween(low, high, text) != isNegated && !column.isMissing(text)
      }
    case .pattern(let column, let slot, let isNegated):
      note(batch.firstLongText(of: column.index, in: rows & usable, as: "text to look at"))
      return match(slot, column, rows & usable, isNegated, of: batch)
    case .encoded(let column, let node):
      note(batch.firstForeignText(of: column, in: rows & usable))
      return select(node, among: rows & usable, of: batch)
    case .computed(let test, let isNegated):
      return select(test, isNegated: isNegated, among: rows & usable, of: batch) & usable
    case .missing(let column, let isNegated):
      let column = batch.local(column)
      return batch.rows(rows & usable, whose: column.index) { column.isMissing($0) != isNegated }
    }
  }

  /// The rows whose text isn't missing and matches a pattern, or doesn't.
  private mutating func match(
    _ slot: Int, _ column: NumericColumn, _ rows: RowMask, _ isNegated: Bool,
    of batch: borrowing RowBatch
  ) -> RowMask {
    let column = batch.local(column)
    return batch.rows(rows, whose: column.index) { text in
      patterns[slot].matches(text) != isNegated && !column.isMissing(text)
    }
  }

  /// Leaves out the rows from one on that has a field which can't be used; nothing in them matters
  /// any more, so a field in one of them isn't noted.
  mutating func note(_ field: UnusableField?) {
    guard let field, usable.contains(field.row) else { return }
    unusable = field
    usable = usable & RowMask(first: field.row)
  }
}
