import CSV
import Ranks
import Vocabulary

extension JoinRequest.Nearest.Direction {
  /// The place of the nearest of some times.
  ///
  /// - Parameters:
  ///   - moment: the time to which it is near.
  ///   - times: times.
  ///   - range: where those stand that count, ascending.
  /// - Returns: the place; nil if there is none in this direction.
  func place(of moment: Int64, in times: Span<Int64>, _ range: Range<Int>) -> Int? {
    switch self {
    case .backward: return Self.earlier(moment, in: times, range)
    case .forward: return Self.later(moment, in: times, range)
    case .nearest:
      guard let earlier = Self.earlier(moment, in: times, range) else {
        return Self.later(moment, in: times, range)
      }
      guard let later = Self.later(moment, in: times, range) else { return earlier }
      return times[later] - moment < moment - times[earlier] ? later : earlier
    }
  }

  private static func earlier(
    _ moment: Int64, in times: Span<Int64>, _ range: Range<Int>
  ) -> Int? {
    // There is no microsecond between.
    let place = times.firstPlace(notBefore: moment + 1, in: range)
    return place > range.lowerBound ? place - 1 : nil
  }

  private static func later(_ moment: Int64, in times: Span<Int64>, _ range: Range<Int>) -> Int? {
    let place = times.firstPlace(notBefore: moment, in: range)
    return place < range.upperBound ? place : nil
  }
}

extension Span<Int64> {
  /// The place of the first of ascending numbers that isn't smaller than another.
  ///
  /// It is looked for first where it would be if all distances were the same, and from there in steps that
  /// double (Bentley and Yao, *An almost optimal algorithm for unbounded searching*, 1976).
  ///
  /// - Parameters:
  ///   - number: the other number.
  ///   - range: where the numbers stand.
  /// - Returns: the place; the range's end if all are smaller.
  /// - Complexity: O(log(distance from that place)).
  fileprivate func firstPlace(notBefore number: Int64, in range: Range<Int>) -> Int {
    var (low, high) = (range.lowerBound, range.upperBound)
    guard low < high, self[low] < number else { return low }
    guard self[high - 1] >= number else { return high }
    let (first, last) = (self[low], self[high - 1])
    let share = Double(number - first) / Double(last - first)
    let guess = Swift.min(low + Int(share * Double(high - 1 - low)), high - 1)
    var step = 1
    if self[guess] < number {
      low = guess + 1
      var next = low
      while next < high, self[next] < number {
        low = next + 1
        next += step
        step *= 2
      }
      high = Swift.min(high, next)
    } else {
      high = guess
      var next = high - 1
      while next >= low, self[next] >= number {
        high = next
        next -= step
        step *= 2
      }
      low = Swift.max(low, next + 1)
    }
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// Keys that are times, in microseconds since 1970.
enum Moments {
  /// What stands for a time that is missing.
  static let none = Int64.min

  /// The times of a joined table's rows.
  static func microseconds(of key: JoinKey, _ team: HostTeam) throws -> FrozenArray<Int64> {
    switch key.column {
    case .ranked(let ranks):
      let values = (key.values ?? []).map { microseconds($0) }
      return try team.elements(ranks.count) { values[Int(ranks[$0])] }
    case .words(let words, _): return try team.elements(words.count) { microseconds(words[$0]) }
    case .strings(let strings):
      return try team.elements(strings.count) { microseconds(strings.string($0)) }
    }
  }

  /// The times of rows of the other table.
  static func microseconds(of key: ReadKey) -> [Int64] {
    let alone = Workers(count: 1)
    switch key {
    case .coded(let codes, let values):
      let times = (0..<values.count).map { microseconds(values.string($0)) }
      return alone.elements(codes.count) { times[Int(codes[$0])] }
    case .plain(.words(let words, _)):
      return alone.elements(words.count) { microseconds(words[$0]) }
    case .plain(let column):
      let strings = column.asStrings
      return alone.elements(strings.count) { microseconds(strings.string($0)) }
    }
  }

  /// The time that ``ValueComputer/appendOrderKey(_:ofRow:isDescending:to:)`` wrote.
  private static func microseconds(_ bytes: [UInt8]) -> Int64 {
    bytes.count == 9 ? microseconds(bytes.bigEndianWord(at: 1)) : none
  }

  @inline(__always)
  private static func microseconds(_ word: UInt64) -> Int64 {
    word == KeyColumn.WordForm.missing ? none : Timestamp(ofKeyWord: word).epochMicrosecond
  }
}
