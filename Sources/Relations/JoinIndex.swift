import CSV
import Ranks
import Vocabulary

/// Finds the rows of a table that match those of another one.
///
/// The rows are in the order of their keys' numbers, and rows of the same keys in that of time, or of the
/// table. Where the rows of a number begin stands in a table of all numbers, if these are few; otherwise
/// in an open hash table.
///
/// - Complexity: O(1) for a row; O(log(rows of the same keys)) for the nearest in time. Memory: 24 to 40
///   bytes a row, besides the rows themselves.
struct JoinIndex: Sendable {
  /// The rows, whose keys have become numbers.
  let rows: JoinRows

  /// The most rows that have the same keys.
  private(set) var mostAlike = 0

  /// The first two rows that have the same keys, the second one nearest to the beginning; nil if there
  /// are none.
  private(set) var alike: (first: Int, second: Int)?

  private let codes: JoinKeyCodes

  /// The rows in the order of their keys.
  private let order: [UInt32]

  /// The numbers that there are, ascending, and where in the order the rows of each begin; with an end.
  private let numbers: [UInt64]
  private let starts: [UInt32]

  /// The times of the rows, in their order, in microseconds; empty unless the nearest is looked for.
  private let times: [Int64]

  /// Which of the numbers stand where, plus one; 0 where none does.
  private var slots: [UInt32] = []
  private var isDirect = true

  /// What brings a hash down to a slot.
  private var slotShift: UInt64 = 0

  /// Puts rows in order.
  ///
  /// - Parameters:
  ///   - rows: the rows.
  ///   - isNearest: whether the last key is a time, of which the nearest is looked for.
  ///   - workers: this rank's threads.
  init(_ rows: JoinRows, isNearest: Bool, _ workers: Workers) {
    precondition(rows.count < Int(UInt32.max), "more rows than can be held")
    self.rows = JoinRows(texts: rows.texts, keys: [], places: rows.places)
    let keyCount = rows.keys.count - (isNearest ? 1 : 0)
    let coded = JoinKeyCodes.coded(rows, keys: keyCount, workers)
    codes = coded.codes
    let (times, unknown) =
      isNearest ? Moments.microseconds(of: rows.keys[keyCount]) : ([], Set<Int>())
    let order = Self.order(coded.numbers, times, unknown, rows.places, workers)
    self.order = order
    self.times = isNearest ? order.map { times[Int($0)] } : []
    var numbers: [UInt64] = []
    var starts: [UInt32] = []
    for (place, row) in order.enumerated() {
      let number = coded.numbers[Int(row)]
      guard number != numbers.last else { continue }
      numbers.append(number)
      starts.append(UInt32(place))
    }
    self.numbers = numbers
    self.starts = starts + [UInt32(order.count)]
    (mostAlike, alike) = Self.alike(self.starts, order)
    fillSlots(workers)
  }

  /// The rows in the order of their numbers and times; those that match nothing left out.
  private static func order(
    _ numbers: [UInt64], _ times: [Int64], _ unknown: Set<Int>, _ places: FrozenArray<Int>,
    _ workers: Workers
  ) -> [UInt32] {
    var numbers = numbers
    for row in unknown { numbers[row] = JoinKeyCodes.none }
    let none = numbers.lazy.filter { $0 == JoinKeyCodes.none }.count
    let ascends = zip(numbers, numbers.dropFirst()).allSatisfy { $0 <= $1 }
    guard !ascends || !times.isEmpty else {
      return (0..<UInt32(numbers.count - none)).map { $0 }
    }
    let form = KeyColumn.WordForm(tail: [])
    var keys: [KeyColumn] = [.words(FrozenArray(numbers), form)]
    if !times.isEmpty {
      let words = times.lazy.map { UInt64(bitPattern: $0) ^ 1 << 63 }
      keys.append(.words(FrozenArray(words), form))
    }
    let sort = RowSort([KeptRows(keys: keys, places: places)], by: \.keys)
    return sort.sorted(workers).dropLast(none).map { UInt32($0.row) }
  }

  private static func alike(
    _ starts: [UInt32], _ order: [UInt32]
  ) -> (most: Int, rows: (first: Int, second: Int)?) {
    var most = order.isEmpty ? 0 : 1
    var found: (first: Int, second: Int)?
    for (start, end) in zip(starts, starts.dropFirst()) where end - start > 1 {
      most = max(most, Int(end - start))
      let second = Int(order[Int(start) + 1])
      if second < found?.second ?? .max { found = (Int(order[Int(start)]), second) }
    }
    return (most, found)
  }

  // MARK: - Looking

  private mutating func fillSlots(_ workers: Workers) {
    isDirect = codes.largest < 4 * UInt64(numbers.count) + 1 << 16
    if isDirect {
      slots = [UInt32](repeating: 0, count: Int(codes.largest) + 1)
      for (index, number) in numbers.enumerated() { slots[Int(number)] = UInt32(index + 1) }
      return
    }
    var size = 1 << 4
    while size < 2 * numbers.count { size *= 2 }
    slotShift = UInt64(64 - size.trailingZeroBitCount)
    let late = fillParts(of: size, workers)
    for index in late {
      var slot = slot(of: numbers[index])
      while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
      slots[slot] = UInt32(index + 1)
    }
  }

  /// Fills parts of the slots side by side.
  ///
  /// - Returns: the numbers for which there was no room in their part.
  private mutating func fillParts(of size: Int, _ workers: Workers) -> [Int] {
    var parts = 1
    while parts < workers.count, parts < size { parts *= 2 }
    let part = size / parts
    var slots = [UInt32](repeating: 0, count: size)
    let late = unsafe slots.withUnsafeMutableBufferPointer { buffer in
      // Sound: every part is written and read by one thread.
      nonisolated(unsafe) let slots = unsafe buffer
      return workers.map(parts) { [self] number -> [Int] in
        let end = (number + 1) * part
        var late: [Int] = []
        for index in numbers.indices {
          var slot = slot(of: numbers[index])
          guard slot / part == number else { continue }
          while slot < end, unsafe slots[slot] != 0 { slot += 1 }
          if slot < end { unsafe slots[slot] = UInt32(index + 1) } else { late.append(index) }
        }
        return late
      }
    }
    self.slots = slots
    return Array(late.joined())
  }

  /// The slot at which a number is looked for first: the high bits of a product (Knuth, *The Art of
  /// Computer Programming* 3, 6.4: multiplicative hashing).
  @inline(__always)
  private func slot(of number: UInt64) -> Int {
    let mixed = (number ^ number >> 32) &* 0x9E37_79B9_7F4A_7C15
    return Int(mixed >> slotShift)
  }

  /// The place of a number among all that there are.
  @inline(__always)
  private func index(of number: UInt64) -> Int? {
    guard number != JoinKeyCodes.none else { return nil }
    if isDirect {
      let found = slots[Int(number)]
      return found == 0 ? nil : Int(found - 1)
    }
    var slot = slot(of: number)
    while slots[slot] != 0 {
      let index = Int(slots[slot] - 1)
      if numbers[index] == number { return index }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// The rows that match those of the other table.
  ///
  /// - Parameters:
  ///   - keys: the keys of these.
  ///   - count: their number.
  ///   - nearest: how the nearest in time is looked for; nil if keys must be the same.
  /// - Returns: for each row where in ``row(at:)`` those that match it stand; nowhere if none does.
  func matches(
    of keys: [ReadKey], count: Int, _ nearest: JoinRequest.Nearest?
  ) -> [Range<UInt32>] {
    let coded = codes.numbers(of: keys, count: count)
    guard let nearest, let last = keys.last else {
      return coded.map { number in
        guard let index = index(of: number) else { return 0..<0 }
        return starts[index]..<starts[index + 1]
      }
    }
    let moments = Moments.microseconds(of: last)
    let tolerance = nearest.tolerance.map { Int64($0.timestampBin.seconds) * 1_000_000 } ?? .max
    return zip(coded, moments).map { number, moment in
      guard let moment, let index = index(of: number) else { return 0..<0 }
      let range = Int(starts[index])..<Int(starts[index + 1])
      guard let found = nearest.direction.place(of: moment, in: times, range),
        abs(times[found] - moment) <= tolerance
      else { return 0..<0 }
      return UInt32(found)..<UInt32(found + 1)
    }
  }

  /// A row of those that match.
  @inline(__always)
  func row(at place: UInt32) -> Int { Int(order[Int(place)]) }
}

extension JoinRequest.Nearest.Direction {
  /// The place of the nearest of some ascending times.
  fileprivate func place(of moment: Int64, in times: [Int64], _ range: Range<Int>) -> Int? {
    /// The first time that isn't before, or is behind, the moment.
    func first(behind: Bool) -> Int {
      var (low, high) = (range.lowerBound, range.upperBound)
      while low < high {
        let middle = (low + high) / 2
        let isBefore = behind ? times[middle] <= moment : times[middle] < moment
        if isBefore { low = middle + 1 } else { high = middle }
      }
      return low
    }
    func earlier() -> Int? {
      let place = first(behind: true)
      return place > range.lowerBound ? place - 1 : nil
    }
    func later() -> Int? {
      let place = first(behind: false)
      return place < range.upperBound ? place : nil
    }
    switch self {
    case .backward: return earlier()
    case .forward: return later()
    case .nearest:
      guard let earlier = earlier() else { return later() }
      guard let later = later() else { return earlier }
      return times[later] - moment < moment - times[earlier] ? later : earlier
    }
  }
}

/// Keys that are times, in microseconds since 1970.
private enum Moments {
  /// The times of a joined table's rows.
  ///
  /// - Returns: the times, and the rows that have none.
  static func microseconds(
    of key: (column: KeyColumn, values: [[UInt8]]?)
  ) -> (times: [Int64], unknown: Set<Int>) {
    let found: [Int64?]
    switch key.column {
    case .ranked(let ranks):
      let values = (key.values ?? []).map { microseconds($0) }
      found = ranks.array.map { values[Int($0)] }
    case .words(let words, _): found = words.array.map { microseconds($0) }
    case .strings(let strings):
      found = (0..<strings.count).map { microseconds(strings.string($0)) }
    }
    return (found.map { $0 ?? 0 }, Set(found.indices.filter { found[$0] == nil }))
  }

  /// The times of rows of the other table.
  static func microseconds(of key: ReadKey) -> [Int64?] {
    switch key {
    case .coded(let codes, let values):
      let times = (0..<values.count).map { microseconds(values.string($0)) }
      return codes.array.map { times[Int($0)] }
    case .plain(.words(let words, _)): return words.array.map { microseconds($0) }
    case .plain(let column):
      let strings = column.asStrings
      return (0..<strings.count).map { microseconds(strings.string($0)) }
    }
  }

  /// The time that ``ValueComputer/appendOrderKey(_:ofRow:isDescending:to:)`` wrote; nil if it is
  /// missing.
  private static func microseconds(_ bytes: [UInt8]) -> Int64? {
    bytes.count == 9 ? microseconds(bytes.bigEndianWord(at: 1)) : nil
  }

  private static func microseconds(_ word: UInt64) -> Int64? {
    guard word != KeyColumn.WordForm.missing else { return nil }
    let time = Timestamp(orderKey: Int64(bitPattern: word ^ 1 << 63))
    return Int64(time.epochSecond) * 1_000_000 + Int64(time.microsecond)
  }
}
