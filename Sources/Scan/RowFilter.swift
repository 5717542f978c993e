package import CSV
import Expressions

/// Chooses rows by a condition, or lets all pass.
package struct RowFilter: Sendable {
  /// The selector of rows; nil for all.
  let selector: RowSelector?

  /// The 0-based numbers of the fields that the selector reads.
  package let fields: [Int]

  /// Lets rows pass.
  ///
  /// - Parameters:
  ///   - selector: what chooses them; nil for all.
  ///   - fields: the 0-based numbers of the fields that it reads.
  init(selector: RowSelector? = nil, fields: [Int] = []) {
    self.selector = selector
    self.fields = fields
  }
}

/// The rows of a batch that are used, and the first field that can't be.
///
/// Rows before that field are used; the others aren't looked at any more.
package struct RowChoice {
  /// The rows that are used.
  package private(set) var rows: RowMask

  /// The first field that can't be used; nil if there is none so far.
  package private(set) var unusable: UnusableField?

  /// Chooses all rows of a batch.
  package init(allOf rows: borrowing RowBatch) { self.rows = RowMask(first: rows.count) }

  /// Takes what a condition has chosen.
  init(_ selection: RowSelector.Selection) {
    rows = selection.rows
    unusable = selection.unusable
  }

  /// Leaves out the rows from a field on that can't be used, unless an earlier one is known.
  @inline(__always)
  package mutating func stop(at field: UnusableField?) {
    guard let field, field.row < unusable?.row ?? .max else { return }
    unusable = field
    rows = rows & RowMask(first: field.row)
  }
}
