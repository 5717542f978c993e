import CSV
import Ranks
import Scan
import Vocabulary

/// What was made of a unit of the first table.
struct JoinedUnit<Made: UnitResult>: UnitResult {
  let number: Int

  /// What a sink has made of the joined rows.
  var made: Made

  /// How many rows there were.
  var counts: JoinCounts

  /// The rows of the other table that matched; see ``JoinMatches/firsts``.
  var matched: [UInt32]
}

/// How many rows were joined.
struct JoinCounts: BitwiseCopyable, Sendable {
  /// The rows of the first table.
  var rows = 0

  /// Those of them that match a row of the other one.
  var matched = 0

  /// The rows that were made.
  var made = 0

  /// Adds what was counted elsewhere.
  mutating func add(_ other: JoinCounts) {
    rows += other.rows
    matched += other.matched
    made += other.made
  }
}

/// What each thread needs to join rows.
struct JoinPlan: Sendable {
  /// What is kept of the first table's rows.
  let left: KeepingPlan

  /// The rows of the other table, or of a part of it.
  var index: JoinIndex

  /// Which rows there are.
  let kind: JoinRequest.Kind

  /// How the nearest in time is looked for; nil if keys must be the same.
  let nearest: JoinRequest.Nearest?

  /// The number of columns of the other table in a row.
  let rightCount: Int

  /// The bits of a row's place that tell the rows apart that are made of one.
  let placeBits: Int

  /// The tables' names, for messages.
  let name: String

  /// The columns of the joined table.
  let layout: FileLayout
}

/// Joins the rows of each unit with those of another table, and hands them on to a sink: as rows of a
/// table, which it can't tell from those of a file.
struct JoiningSink<Next: RoundSink>: RoundSink {
  private let plan: JoinPlan
  private var left: KeepingSink
  private var made: MadeRowsScan<Next>
  private var counts: [JoinCounts] = []
  private var matched: [[UInt32]] = []
  private var ownFailure: LocalFailure?

  /// Prepares for units.
  ///
  /// - Parameters:
  ///   - plan: what is joined.
  ///   - next: takes the rows.
  init(_ plan: JoinPlan, into next: MadeRowsScan<Next>) {
    self.plan = plan
    left = KeepingSink(plan.left)
    made = next
  }

  var units: [JoinedUnit<Next.Unit>] {
    made.sink.units.indices.map { index in
      let unit = made.sink.units[index]
      return JoinedUnit(
        number: unit.number, made: unit, counts: counts[index], matched: matched[index])
    }
  }

  var failure: LocalFailure? { ownFailure ?? made.failure ?? left.failure }

  mutating func beginUnit(_ blocks: Range<Int>) { left.beginUnit(blocks) }

  mutating func read(_ rows: borrowing RowBatch, _ choice: inout RowChoice) {
    left.read(rows, &choice)
  }

  mutating func keep(_ rows: borrowing RowBatch, _ mask: RowMask) { left.keep(rows, mask) }

  mutating func undecodedTexts(
    of rows: borrowing RowBatch, _ mask: RowMask
  ) -> UndecodedTexts? { left.undecodedTexts(of: rows, mask) }

  mutating func endUnit(_ scan: SliceScan) {
    left.endUnit(scan)
    let unit = left.takeUnit()
    let joined = plan.joined(unit, havePlaces: !made.isUnchanged)
    counts.append(joined.counts)
    matched.append(joined.matched)
    guard !made.isUnchanged else {
      return made.takeUnchanged(joined.rows.text, count: joined.counts.made, unit: unit.number)
    }
    let failed = made.scan(joined.rows, unit: unit.number)
    if ownFailure == nil { ownFailure = plan.failure(failed, in: joined.rows) }
  }
}

extension JoinPlan {
  /// What was made of a unit of the first table.
  struct Joined: Sendable {
    /// The rows.
    var rows: MadeRows.Rows

    /// How many there were.
    let counts: JoinCounts

    /// The rows of the other table that matched; see ``JoinMatches/firsts``.
    let matched: [UInt32]
  }

  /// Joins the rows of a unit of the first table.
  ///
  /// - Parameters:
  ///   - unit: the rows.
  ///   - havePlaces: whether it is wanted where joined rows begin and where they come from.
  /// - Returns: the joined rows, and what was counted.
  func joined(_ unit: KeepingSink.Unit, havePlaces: Bool = true) -> Joined {
    let matches = matches(of: unit)
    let counts = counts(matches)
    let joiner = RowJoiner(self, unit.rows, matches)
    return Joined(
      rows: joiner.rows(count: counts.made, havePlaces: havePlaces), counts: counts,
      matched: matches.firsts)
  }

  /// Why joined rows can't be handed on; nil if they can.
  ///
  /// - Parameters:
  ///   - failed: the first of them that can't be used.
  ///   - rows: the rows.
  /// - Returns: the failure, at the row's place.
  func failure(_ failed: RecordFailure?, in rows: MadeRows.Rows) -> LocalFailure? {
    if let last = rows.places.last, last >= 1 << 62 {
      return LocalFailure(
        error: CaudalError(.badData, "\(name): too many bytes, and too many rows that match"))
    }
    return failed.map { failed in
      LocalFailure(
        position: rows.place(ofRowAt: failed.byteOffset),
        error: failed.error(at: "\(name), joined", layout))
    }
  }
}

extension JoinPlan {
  /// The rows that match those of a unit of the first table.
  private func matches(of unit: KeepingSink.Unit) -> JoinMatches {
    index.matches(of: unit.keys, count: unit.rows.count, nearest)
  }

  /// How many rows will be made of a unit of the first table.
  func counts(of unit: KeepingSink.Unit) -> JoinCounts { counts(matches(of: unit)) }

  private func counts(_ matches: JoinMatches) -> JoinCounts {
    let (matched, pairs) = matches.counts
    let unmatched = matches.count - matched
    let made =
      switch kind {
      case .inner: pairs
      case .left: pairs + unmatched
      case .anti: unmatched
      }
    return JoinCounts(rows: matches.count, matched: matched, made: made)
  }
}
