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
  private var starts: [UInt32] = []

  /// The rows that may match, by their slots, and those of one by time or as they stand in the table.
  private var order: [UInt32] = []

  /// The times of the rows in their order, in microseconds; empty unless the nearest is looked for.
  private var times: [Int64] = []

  /// Makes it possible to look for rows.
  ///
  /// - Parameters:
  ///   - rows: the rows.
  ///   - isNearest: whether the last key is a time, of which the nearest is looked for.
  ///   - workers: this rank's threads.
  init(_ rows: JoinRows, isNearest: Bool, _ workers: Workers) {
    precondition(rows.count < Int(UInt32.max), "more rows than can be held")
    self.rows = JoinRows(texts: rows.texts, keys: [], places: rows.places)
    let keyCount = rows.keys.count - (isNearest ? 1 : 0)
    var coded = JoinKeyCodes.coded(rows, keys: keyCount, workers)
    codes = coded.codes
    let times = isNearest ? Moments.microseconds(of: rows.keys[keyCount], workers) : []
    if isNearest {
      for row in times.indices where times[row] == Moments.none {
        coded.numbers[row] = JoinKeyCodes.none
      }
    }
    slots = JoinSlots(coded.numbers, count: codes.count, workers)
    guard isNearest || slots.areShared else {
      mostAlike = slots.isEmpty ? 0 : 1
      return
    }
    let ofRows = slots.ofRows(coded.numbers, workers)
    (starts, order) = Self.counted(ofRows, slots: slots.count, workers)
    if isNearest {
      self.times = workers.elements(order.count) { [order] in times[Int(order[$0])] }
      if !timesAscend(workers) {
        order = Self.sorted(ofRows, times, rows.places, workers)
        self.times = workers.elements(order.count) { [order] in times[Int(order[$0])] }
      }
    }
    findAlike(workers)
  }

  // MARK: - Rows of the same keys

  /// Puts rows in the order of their slots by counting.
  ///
  /// - Returns: where the rows of each slot begin, with an end, and the rows.
  private static func counted(
    _ ofRows: [UInt32], slots: Int, _ workers: Workers
  ) -> (starts: [UInt32], order: [UInt32]) {
    let none = JoinSlots.none
    // Behind each slot's own number stands where its next row goes, in the end so where the next one begins.
    var starts = [UInt32](repeating: 0, count: slots + 2)
    let parts = workers.count
    unsafe starts.withUnsafeMutableBufferPointer { starts in
      // Sound: every slot is written by one thread; so below.
      nonisolated(unsafe) let starts = unsafe starts
      _ = workers.map(parts) { part in
        let own = UInt32(slots * part / parts)..<UInt32(slots * (part + 1) / parts)
        for slot in ofRows where own.contains(slot) { unsafe starts[Int(slot) + 2] += 1 }
      }
    }
    for slot in 1..<starts.count { starts[slot] += starts[slot - 1] }
    var order = [UInt32](repeating: 0, count: Int(starts[slots + 1]))
    unsafe starts.withUnsafeMutableBufferPointer { starts in
      unsafe order.withUnsafeMutableBufferPointer { order in
        nonisolated(unsafe) let (starts, order) = unsafe (starts, order)
        _ = workers.map(parts) { part in
          let own = UInt32(slots * part / parts)..<UInt32(slots * (part + 1) / parts)
          for (row, slot) in ofRows.enumerated() where slot != none && own.contains(slot) {
            unsafe order[Int(starts[Int(slot) + 1])] = UInt32(truncatingIfNeeded: row)
            unsafe starts[Int(slot) + 1] += 1
          }
        }
      }
    }
    starts.removeLast()
    return (starts, order)
  }

  /// Puts rows in the order of their slots and times; those that match nothing are left out.
  private static func sorted(
    _ ofRows: [UInt32], _ times: [Int64], _ places: FrozenArray<Int>, _ workers: Workers
  ) -> [UInt32] {
    let form = KeyColumn.WordForm(tail: [])
    let keys: [KeyColumn] = [
      .words(FrozenArray(ofRows.lazy.map { UInt64($0) }), form),
      .words(FrozenArray(times.lazy.map { UInt64(bitPattern: $0) ^ 1 << 63 }), form),
    ]
    let sort = RowSort([KeptRows(keys: keys, places: places)], by: \.keys)
    let none = ofRows.lazy.filter { $0 == JoinSlots.none }.count
    return sort.sorted(workers).dropLast(none).map { UInt32($0.row) }
  }

  /// Whether the rows of each slot are in the order of time.
  private func timesAscend(_ workers: Workers) -> Bool {
    let parts = workers.count
    let slots = starts.count - 1
    return workers.map(parts) { part in
      for slot in slots * part / parts..<slots * (part + 1) / parts {
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

  private mutating func findAlike(_ workers: Workers) {
    let parts = workers.count
    let slots = starts.count - 1
    let found = workers.map(parts) { [starts, order] part in
      var most = 0
      var alike: (first: Int, second: Int)?
      for slot in slots * part / parts..<slots * (part + 1) / parts {
        let (start, end) = (Int(starts[slot]), Int(starts[slot + 1]))
        most = max(most, end - start)
        guard end - start > 1, order[start + 1] < alike?.second ?? .max else { continue }
        alike = (Int(order[start]), Int(order[start + 1]))
      }
      return (most: most, alike: alike)
    }
    for part in found {
      mostAlike = max(mostAlike, part.most)
      guard let rows = part.alike, rows.second < alike?.second ?? .max else { continue }
      alike = rows
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
    guard !starts.isEmpty else { return .rows(slots.rows(at: found)) }
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
    let times = times.span
    return found.indices.map { row in
      let (slot, moment) = (found[row], moments[row])
      guard slot != JoinSlots.none, moment != Moments.none else { return 0 }
      let range = Int(starts[Int(slot)])..<Int(starts[Int(slot) + 1])
      guard let place = nearest.direction.place(of: moment, in: times, range),
        abs(times[place] - moment) <= tolerance
      else { return 0 }
      return order[place] + 1
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
    guard times.isEmpty, !starts.isEmpty else { return bits.reduce(0) { $0 + $1.nonzeroBitCount } }
    return zip(starts, starts.dropFirst()).reduce(0) { count, range in
      guard range.0 < range.1 else { return count }
      let isThere = bits[Int(range.0) >> 6] >> UInt64(range.0 & 63) & 1 == 1
      return isThere ? count + Int(range.1 - range.0) : count
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
