import MPI
import Ranks

/// The rows of a joined table in the order of their slots, and those of one by time or as they stand in the table.
struct JoinOrder {
  /// Where the rows of each slot begin, with an end, and that once more.
  let starts: FrozenArray<UInt32>

  /// The rows that have a slot.
  private(set) var rows: FrozenArray<UInt32>

  /// Their times, in microseconds; empty unless they are asked for.
  private(set) var times = FrozenArray<Int64>([])

  /// Puts rows in the order of their slots by counting, and then in that of time where they aren't.
  ///
  /// - Parameters:
  ///   - ofRows: the slot of each row.
  ///   - slots: the number of slots.
  ///   - times: the time of each row; nil if that doesn't matter.
  ///   - team: the ranks of this host.
  /// - Throws: an agreed `CaudalError` if there is no memory.
  init(
    _ ofRows: FrozenArray<UInt32>, slots: Int, by times: FrozenArray<Int64>?, _ team: HostTeam
  ) throws {
    var rows = FrozenArray<UInt32>([])
    starts = try unsafe FrozenArray(count: slots + 2, by: team, areZero: true) { starts in
      let count = try unsafe Self.count(ofRows, slots: slots, team, into: starts)
      rows = try unsafe FrozenArray(count: count, by: team) { rows in
        try unsafe Self.place(ofRows, slots: slots, team, starts, into: rows)
      }
    }
    self.rows = rows
    guard let times else { return }
    self.times = try team.elements(rows.count) { [rows] in times[Int(rows[$0])] }
    guard try !ascends(team) else { return }
    self.rows = try sorted(ofRows, by: times, team)
    self.times = try team.elements(rows.count) { [rows = self.rows] in times[Int(rows[$0])] }
  }

  /// The slots that a thread of the host looks at.
  private static func slots(ofPart part: Int, of parts: Int, _ slots: Int) -> Range<Int> {
    slots * part / parts..<slots * (part + 1) / parts
  }

  /// Counts the rows of each slot.
  ///
  /// - Parameters:
  ///   - ofRows: the slot of each row.
  ///   - slots: the number of slots.
  ///   - team: the ranks of this host.
  ///   - starts: zeros; afterwards where the rows of each slot begin, behind its own number.
  /// - Returns: the number of rows that have a slot.
  /// - Throws: `MPIError` if the ranks can't be reached.
  @unsafe
  private static func count(
    _ ofRows: FrozenArray<UInt32>, slots: Int, _ team: HostTeam,
    into starts: UnsafeMutableBufferPointer<UInt32>
  ) throws -> Int {
    let parts = team.threadCount
    // Sound: every slot is written by one thread; so below.
    nonisolated(unsafe) let places = unsafe starts
    _ = try team.map(parts) { part in
      let own = Self.slots(ofPart: part, of: parts, slots)
      for row in 0..<ofRows.count where own.contains(Int(ofRows[row])) {
        unsafe places[Int(ofRows[row]) + 2] += 1
      }
      return true
    }
    if team.isFirst {
      for slot in 1..<slots + 2 { unsafe starts[slot] += starts[slot - 1] }
    }
    try team.meet()
    return Int(unsafe starts[slots + 1])
  }

  /// Puts rows in their places.
  ///
  /// - Parameters:
  ///   - ofRows: the slot of each row.
  ///   - slots: the number of slots.
  ///   - team: the ranks of this host.
  ///   - starts: what ``count(_:slots:_:into:)`` has left; afterwards where the rows of each slot begin.
  ///   - rows: where they go.
  /// - Throws: `MPIError` if the ranks can't be reached.
  @unsafe
  private static func place(
    _ ofRows: FrozenArray<UInt32>, slots: Int, _ team: HostTeam,
    _ starts: UnsafeMutableBufferPointer<UInt32>, into rows: UnsafeMutableBufferPointer<UInt32>
  ) throws {
    let parts = team.threadCount
    nonisolated(unsafe) let (starts, rows) = unsafe (starts, rows)
    _ = try team.map(parts) { part in
      let own = Self.slots(ofPart: part, of: parts, slots)
      for row in 0..<ofRows.count where own.contains(Int(ofRows[row])) {
        let slot = Int(ofRows[row])
        unsafe rows[Int(starts[slot + 1])] = UInt32(truncatingIfNeeded: row)
        unsafe starts[slot + 1] += 1
      }
      return true
    }
  }

  /// Whether the rows of each slot are in the order of time.
  private func ascends(_ team: HostTeam) throws -> Bool {
    let (parts, slots) = (team.threadCount, starts.count - 2)
    return try team.map(parts) { [starts, times] part in
      for slot in Self.slots(ofPart: part, of: parts, slots) {
        var place = Int(starts[slot]) + 1
        let end = Int(starts[slot + 1])
        while place < end {
          guard times[place - 1] <= times[place] else { return false }
          place += 1
        }
      }
      return true
    }.allSatisfy { $0 }
  }

  /// Puts the rows of each slot in the order of time: each rank those of some slots.
  private func sorted(
    _ ofRows: FrozenArray<UInt32>, by times: FrozenArray<Int64>, _ team: HostTeam
  ) throws -> FrozenArray<UInt32> {
    let slots = team.share(of: starts.count - 2)
    let own = Int(starts[slots.lowerBound])..<Int(starts[slots.upperBound])
    let chosen = own.lazy.map { Int(rows[$0]) }
    let form = KeyColumn.WordForm(tail: [])
    let keys: [KeyColumn] = [
      .words(FrozenArray(chosen.map { UInt64(ofRows[$0]) }), form),
      .words(FrozenArray(chosen.map { UInt64(bitPattern: times[$0]) ^ 1 << 63 }), form),
    ]
    // Of one time and slot the rows stay as they stand in the table.
    let sort = RowSort([KeptRows(keys: keys, places: FrozenArray(chosen))], by: \.keys)
    let order = sort.sorted(team.workers)
    return try unsafe FrozenArray(count: rows.count, by: team) { buffer in
      for (place, row) in zip(own, order) {
        unsafe buffer.initializeElement(at: place, to: rows[own.lowerBound + row.row])
      }
    }
  }

  /// Rows that have the same keys.
  struct Alike: BitwiseCopyable {
    /// The most that have.
    var most = 0

    /// The first two that have, the second one nearest to the beginning; nil if there are none.
    var rows: (first: Int, second: Int)?
  }

  /// Finds rows that are in one slot.
  func alike(_ team: HostTeam) throws -> Alike {
    let (parts, slots) = (team.threadCount, starts.count - 2)
    let found = try team.map(parts) { [starts, rows] part in
      var alike = Alike()
      for slot in Self.slots(ofPart: part, of: parts, slots) {
        let (start, end) = (Int(starts[slot]), Int(starts[slot + 1]))
        alike.most = max(alike.most, end - start)
        guard end - start > 1, rows[start + 1] < alike.rows?.second ?? .max else { continue }
        alike.rows = (Int(rows[start]), Int(rows[start + 1]))
      }
      return alike
    }
    return found.reduce(into: Alike()) { all, part in
      all.most = max(all.most, part.most)
      guard let rows = part.rows, rows.second < all.rows?.second ?? .max else { return }
      all.rows = rows
    }
  }
}
