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

  /// The rows of the other table that matched, some of them several times.
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
    let joined = plan.joined(unit)
    counts.append(joined.counts)
    matched.append(joined.matched)
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

    /// The rows of the other table that matched, some of them several times.
    let matched: [UInt32]
  }

  /// Joins the rows of a unit of the first table.
  func joined(_ unit: KeepingSink.Unit) -> Joined {
    let matches = matches(of: unit)
    return Joined(
      rows: join(unit.rows, matches), counts: counts(matches),
      matched: kind == .anti
        ? matches.compactMap { $0.first }
        : matches.joined().map { UInt32(index.row(at: $0)) })
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
  /// Where in the index the rows stand that match those of a unit of the first table.
  fileprivate func matches(of unit: KeepingSink.Unit) -> [Range<UInt32>] {
    index.matches(of: unit.keys, count: unit.rows.count, nearest)
  }

  /// How many rows will be made of a unit of the first table.
  func counts(of unit: KeepingSink.Unit) -> JoinCounts { counts(matches(of: unit)) }

  fileprivate func counts(_ matches: [Range<UInt32>]) -> JoinCounts {
    let matched = matches.count { !$0.isEmpty }
    let unmatched = matches.count - matched
    let pairs = matches.reduce(0) { $0 + $1.count }
    let made =
      switch kind {
      case .inner: pairs
      case .left: pairs + unmatched
      case .anti: unmatched
      }
    return JoinCounts(rows: matches.count, matched: matched, made: made)
  }

  /// Puts rows beside those that match them.
  fileprivate func join(_ rows: KeptRows, _ matches: [Range<UInt32>]) -> MadeRows.Rows {
    var joined = MadeRows.Rows()
    joined.reserveCapacity(rows: rows.count, bytes: rows.texts.bytes.count * 3 / 2)
    let (left, right) = unsafe (rows.texts.place, index.rows.texts.place)
    let missing = [UInt8](repeating: UInt8(ascii: ","), count: max(0, rightCount - 1)) + [10]
    for (row, found) in matches.enumerated() {
      let place = rows.places[row] << placeBits
      guard kind != .anti else {
        // Sound: there is a text for each row, and its owner is held here; so below.
        if found.isEmpty { unsafe joined.append(left[row], from: place) }
        continue
      }
      if found.isEmpty, kind == .left {
        unsafe joined.append(left[row], isWhole: rightCount == 0, from: place)
        if rightCount > 0 { joined.text += missing }
      }
      for (number, match) in found.enumerated() {
        unsafe joined.append(left[row], isWhole: rightCount == 0, from: place | number)
        guard rightCount > 0 else { continue }
        unsafe joined.text.append(contentsOf: right[index.row(at: match)])
      }
    }
    withExtendedLifetime((rows, index)) {}
    return joined
  }
}

extension MadeRows.Rows {
  /// Begins a row with what the first table has of it.
  ///
  /// - Parameters:
  ///   - text: its text, with a line feed.
  ///   - isWhole: whether nothing follows.
  ///   - place: where it comes from.
  fileprivate mutating func append(
    _ text: UnsafeBufferPointer<UInt8>, isWhole: Bool = true, from place: Int
  ) {
    begin(from: place)
    // Sound: the text is there.
    unsafe self.text.append(contentsOf: text)
    if !isWhole { self.text[self.text.count - 1] = UInt8(ascii: ",") }
  }
}
