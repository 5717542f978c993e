import Keys
import Ranks

/// Fills the table of ``JoinSlots`` where numbers are many: each thread of the ranks of a host a part of it.
@safe
struct SlotFilling: Sendable {
  /// The number of each row.
  private let numbers: FrozenArray<UInt64>

  /// What brings a hash down to the table.
  private let shift: UInt64
  private let factor = HashSeed.current.factor

  /// The first row of each number, plus one, at the place of its hash or behind; of 0 before.
  nonisolated(unsafe) private let table: UnsafeMutableBufferPointer<UInt32>

  /// The first row that has the number of each row.
  nonisolated(unsafe) private let firsts: UnsafeMutableBufferPointer<UInt32>

  /// Prepares to fill.
  ///
  /// - Parameters:
  ///   - numbers: the number of each row.
  ///   - shift: what brings a hash down to the table.
  ///   - table: zeros, a power of two of them; it must live as long as this does.
  ///   - firsts: room for each row; it must live as long as this does.
  @unsafe
  init(
    _ numbers: FrozenArray<UInt64>, shift: UInt64, into table: UnsafeMutableBufferPointer<UInt32>,
    _ firsts: UnsafeMutableBufferPointer<UInt32>
  ) {
    (self.numbers, self.shift) = (numbers, shift)
    unsafe (self.table, self.firsts) = (table, firsts)
  }

  /// What a thread has found that fills a part of the table.
  private struct FilledPart: Sendable {
    /// The rows for which there was no room in it.
    var late: [UInt32] = []
    var isShared = false
  }

  /// Gives a slot to all rows.
  ///
  /// - Parameter team: the ranks of this host.
  /// - Returns: whether several rows have one number.
  /// - Throws: `MPIError` if they can't be reached.
  func fill(_ team: HostTeam) throws -> Bool {
    for row in team.share(of: numbers.count) where numbers[row] == JoinKeyCodes.none {
      unsafe firsts[row] = JoinSlots.none
    }
    var (parts, size) = (1, unsafe table.count)
    while parts < team.threadCount, size > 1 { (parts, size) = (2 * parts, size / 2) }
    let own = team.share(of: parts)
    // Sound: every place is written and read by one thread, and every row belongs to one.
    let filled = team.workers.map(own.count) { [size] index in
      let start = (own.lowerBound + index) * size
      return self.filled(start..<start + size)
    }
    var isShared = filled.contains { $0.isShared }
    let late = try team.gathered(filled.flatMap(\.late))
    if team.isFirst {
      for row in late where isTaken(byRow: Int(row)) { isShared = true }
    }
    return try team.gathered([isShared]).contains(true)
  }

  /// Gives slots to the rows that have theirs in a part.
  private func filled(_ places: Range<Int>) -> FilledPart {
    var filled = FilledPart()
    for row in 0..<numbers.count {
      let number = numbers[row]
      guard number != JoinKeyCodes.none else { continue }
      var place = JoinSlots.start(of: number, shift, factor)
      guard places.contains(place) else { continue }
      while place < places.upperBound, unsafe table[place] != 0,
        unsafe numbers[Int(table[place]) - 1] != number
      { place += 1 }
      guard place < places.upperBound else {
        filled.late.append(UInt32(truncatingIfNeeded: row))
        continue
      }
      if take(place, row) { filled.isShared = true }
    }
    return filled
  }

  /// Gives a slot to a row, wherever there is room.
  ///
  /// - Returns: whether another row has its number.
  private func isTaken(byRow row: Int) -> Bool {
    var place = JoinSlots.start(of: numbers[row], shift, factor)
    while unsafe table[place] != 0, unsafe numbers[Int(table[place]) - 1] != numbers[row] {
      unsafe place = (place + 1) & (table.count - 1)
    }
    return take(place, row)
  }

  /// Gives a row its place.
  ///
  /// - Returns: whether another row had it before.
  @inline(__always)
  private func take(_ place: Int, _ row: Int) -> Bool {
    let isTaken = unsafe table[place] != 0
    if !isTaken { unsafe table[place] = UInt32(truncatingIfNeeded: row + 1) }
    unsafe firsts[row] = table[place] - 1
    return isTaken
  }
}
