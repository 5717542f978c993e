package import CSV
package import Ranks

/// Takes the chosen rows of the units that a thread scans: it looks at them first, as far
/// as it must to know which of them can be used, and then keeps what it wants of those.
package protocol ChosenRowSink: Sendable {
  /// Whether a unit that comes again takes the place of what had been made of it. If not, a rank
  /// that has begun a unit at a wrong place throws everything away and scans its slice again.
  static var replacesUnits: Bool { get }

  /// Why no more rows can be taken, such as for want of memory; nil as long as they can. Then the
  /// scan ends early, and all ranks throw the failure.
  var failure: LocalFailure? { get }

  /// Begins a unit.
  ///
  /// - Parameter blocks: the numbers of its blocks in the table. The first is the unit's number,
  ///   which tells its place among the units of all ranks.
  mutating func beginUnit(_ blocks: Range<Int>)

  /// Looks at rows, and says where the first field is that can't be used.
  ///
  /// - Parameters:
  ///   - rows: a batch.
  ///   - choice: the rows that are chosen; afterwards those that can be used.
  mutating func read(_ rows: borrowing RowBatch, _ choice: inout RowChoice)

  /// Keeps what is wanted of rows that have been looked at.
  ///
  /// - Parameters:
  ///   - rows: the batch that was looked at last.
  ///   - mask: the rows that are chosen and can be used.
  mutating func keep(_ rows: borrowing RowBatch, _ mask: RowMask)

  /// Looks at all rows of a batch and keeps what is wanted of them: the same as both steps, for
  /// sinks that are quicker with all rows.
  ///
  /// - Parameter rows: a batch.
  /// - Returns: the first field that can't be used.
  mutating func takeAll(_ rows: borrowing RowBatch) -> UnusableField?

  /// The texts that go on into the result though they have bytes which are no letter.
  ///
  /// - Parameters:
  ///   - rows: the batch that was looked at last.
  ///   - mask: those of its rows that are kept.
  /// - Returns: nil if there are none.
  mutating func undecodedTexts(of rows: borrowing RowBatch, _ mask: RowMask) -> UndecodedTexts?

  /// What becomes of bytes that are no letter, as a part of a sentence.
  static var fateOfUndecodedTexts: String { get }

  /// Ends a block of the unit.
  mutating func endBlock(_ block: ScannedBlock)

  /// Ends the unit.
  ///
  /// - Parameter scan: how its scan started and ended.
  mutating func endUnit(_ scan: SliceScan)
}

extension ChosenRowSink {
  package var failure: LocalFailure? { nil }

  package static var fateOfUndecodedTexts: String {
    "CSV has them as they are, all else shows \u{FFFD}"
  }

  package mutating func undecodedTexts(
    of rows: borrowing RowBatch, _ mask: RowMask
  ) -> UndecodedTexts? { nil }

  /// Looks at rows that are chosen, and keeps what is wanted of those that can be used.
  ///
  /// - Parameters:
  ///   - rows: a batch.
  ///   - choice: the rows that are chosen; afterwards those that were kept.
  /// - Returns: the first field that can't be used.
  @inline(__always)
  package mutating func takeChosen(
    _ rows: borrowing RowBatch, _ choice: inout RowChoice
  ) -> UnusableField? {
    read(rows, &choice)
    keep(rows, choice.rows)
    return choice.unusable
  }

  package mutating func takeAll(_ rows: borrowing RowBatch) -> UnusableField? {
    var choice = RowChoice(allOf: rows)
    return takeChosen(rows, &choice)
  }
}
