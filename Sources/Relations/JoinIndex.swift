import CSV
import Ranks
import Vocabulary

/// Finds the rows of a table that match those of another one.
///
/// The keys of each row are a number. If the numbers that there may be are few, a table of all of them says
/// which row has one; otherwise an open hash table does. Where several rows have the same keys, or the nearest
/// in time is looked for, the table says where in the order of numbers the rows of one begin: in that of time,
/// or of the table.
///
/// - Complexity: O(1) for a row; O(log(rows of the same keys)) for the nearest in time, O(1) if times are
///   about as far from each other. Memory: 4 to 40 bytes a row, besides the rows themselves.
struct JoinIndex: Sendable {
  /// The rows, whose keys have become numbers.
  let rows: JoinRows

  /// The most rows that have the same keys.
  private(set) var mostAlike = 0

  /// The first two rows that have the same keys, the second one nearest to the beginning; nil if there
  /// are none.
  private(set) var alike: (first: Int, second: Int)?

  private let codes: JoinKeyCodes
  private let slots: JoinSlots

  /// Where in the order the rows of each slot begin, with an end; empty if no two rows have the same keys.
  private let starts: FrozenArray<UInt32>

  /// The rows that may match, by their slots, and those of one by time or as they stand in the table.
  private let order: FrozenArray<UInt32>

  /// The times of the rows in their order, in microseconds; empty unless the nearest is looked for.
  private let times: FrozenArray<Int64>

  /// Makes it possible to look for rows.
  ///
  /// - Parameters:
  ///   - rows: the rows.
  ///   - isNearest: whether the last key is a time, of which the nearest is looked for.
  ///   - team: the ranks of this host, all of which call this, and have the result together.
  /// - Throws: an agreed `CaudalError` if there is no memory.
  init(_ rows: JoinRows, isNearest: Bool, _ team: HostTeam) throws {
    precondition(rows.count < Int(UInt32.max), "more rows than can be held")
    self.rows = JoinRows(texts: rows.texts, keys: [], places: rows.places)
    let keyCount = rows.keys.count - (isNearest ? 1 : 0)
    let coded = try JoinKeyCodes.coded(rows, keys: keyCount, team)
    codes = coded.codes
    let times = try isNearest ? Moments.microseconds(of: rows.keys[keyCount], team) : nil
    let numbers = try times.map { try Self.numbers(coded.numbers, of: $0, team) } ?? coded.numbers
    slots = try JoinSlots(numbers, count: codes.count, team)
    guard isNearest || slots.areShared else {
      (starts, order, self.times) = (FrozenArray([]), FrozenArray([]), FrozenArray([]))
      mostAlike = slots.isEmpty ? 0 : 1
      return
    }
    let ordered = try JoinOrder(slots.ofRows(numbers, team), slots: slots.count, by: times, team)
    (starts, order, self.times) = (ordered.starts, ordered.rows, ordered.times)
    let found = try ordered.alike(team)
    (mostAlike, alike) = (found.most, found.rows)
  }

  /// The numbers of rows, of which those that have no time match nothing.
  private static func numbers(
    _ numbers: FrozenArray<UInt64>, of times: FrozenArray<Int64>, _ team: HostTeam
  ) throws -> FrozenArray<UInt64> {
    let parts = team.threadCount
    let areThere = try team.map(parts) { part in
      (times.count * part / parts..<times.count * (part + 1) / parts).allSatisfy {
        times[$0] != Moments.none
      }
    }
    if areThere.allSatisfy({ $0 }) { return numbers }
    return try team.elements(numbers.count) { row in
      times[row] == Moments.none ? JoinKeyCodes.none : numbers[row]
    }
  }

  // MARK: - Looking

  /// The rows that match those of the other table.
  ///
  /// - Parameters:
  ///   - keys: the keys of these.
  ///   - count: their number.
  ///   - nearest: how the nearest in time is looked for; nil if keys must be the same.
  /// - Returns: for each row those that match it.
  func matches(
    of keys: [ReadKey], count: Int, _ nearest: JoinRequest.Nearest?
  ) -> JoinMatches {
    let found = slots.found(codes.numbers(of: keys, count: count))
    if let nearest, let last = keys.last {
      return .rows(self.nearest(nearest, found, Moments.microseconds(of: last)))
    }
    guard starts.count > 0 else { return .rows(slots.rows(at: found)) }
    return .ranges(
      Workers(count: 1).elements(found.count) { row in
        let slot = found[row]
        guard slot != JoinSlots.none else { return 0..<0 }
        return starts[Int(slot)]..<starts[Int(slot) + 1]
      })
  }

  /// The nearest of the rows of a slot each.
  ///
  /// - Returns: their numbers plus one; 0 where there is none.
  private func nearest(
    _ nearest: JoinRequest.Nearest, _ found: [UInt32], _ moments: [Int64]
  ) -> [UInt32] {
    let tolerance = nearest.tolerance.map { Int64($0.timestampBin.seconds) * 1_000_000 } ?? .max
    return times.withSpan { times in
      found.indices.map { row in
        let (slot, moment) = (found[row], moments[row])
        guard slot != JoinSlots.none, moment != Moments.none else { return 0 }
        let range = Int(starts[Int(slot)])..<Int(starts[Int(slot) + 1])
        guard let place = nearest.direction.place(of: moment, in: times, range),
          abs(times[place] - moment) <= tolerance
        else { return 0 }
        return order[place] + 1
      }
    }
  }

  /// The number of a row that matches, by a place in one of the ranges of ``matches(of:count:_:)``.
  @inline(__always)
  func row(at place: UInt32) -> Int { Int(order[Int(place)]) }

  /// How many rows have matched.
  ///
  /// - Parameter bits: a bit for each row of ``JoinMatches/firsts`` that was there.
  /// - Returns: their number.
  func rowCount(_ bits: [UInt64]) -> Int {
    // Where there are ranges, the first row of each stands for all.
    guard times.count == 0, starts.count > 0 else {
      return bits.reduce(0) { $0 + $1.nonzeroBitCount }
    }
    return (1..<starts.count).reduce(0) { count, slot in
      let (start, end) = (starts[slot - 1], starts[slot])
      guard start < end else { return count }
      let isThere = bits[Int(start) >> 6] >> UInt64(start & 63) & 1 == 1
      return isThere ? count + Int(end - start) : count
    }
  }
}

/// The rows of a joined table that match rows of the other one, for each of these.
enum JoinMatches: Sendable {
  /// The number of the one row that does, plus one; 0 if none does.
  case rows([UInt32])
  /// Where they stand in the index; see ``JoinIndex/row(at:)``.
  case ranges([Range<UInt32>])

  /// The number of rows of the other table.
  var count: Int {
    switch self {
    case .rows(let rows): rows.count
    case .ranges(let ranges): ranges.count
    }
  }

  /// For each of them the first that matches, plus one; 0 if none does.
  var firsts: [UInt32] {
    switch self {
    case .rows(let rows): rows
    case .ranges(let ranges): ranges.map { $0.isEmpty ? 0 : $0.lowerBound + 1 }
    }
  }

  /// How many rows match any, and how many pairs there are.
  var counts: (matched: Int, pairs: Int) {
    switch self {
    case .rows(let rows):
      let matched = rows.reduce(0) { $0 + ($1 == 0 ? 0 : 1) }
      return (matched, matched)
    case .ranges(let ranges):
      return ranges.reduce((0, 0)) { ($0.0 + ($1.isEmpty ? 0 : 1), $0.1 + $1.count) }
    }
  }
}
