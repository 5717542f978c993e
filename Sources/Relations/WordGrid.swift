import CSV
import Ranks

/// The places of words, see ``KeyColumn/words(_:_:)``, on a grid as wide as they allow.
///
/// Times of a series mostly have one distance, or several of it, an hour, say: their places on that grid are
/// few, and those of neighbours are neighbours, wherever months and years begin.
struct WordGrid: Sendable {
  /// Whether words are times, whose distance is that in time.
  private let areTimes: Bool

  /// What the first word is, and the last one.
  private let least: UInt64
  private let most: UInt64

  /// The greatest common divisor of all distances, at least one.
  private let step: UInt64

  /// The number of places, at least one.
  var count: UInt64 { (most - least) / step + 1 }

  /// Finds the grid of some words, and their places on it.
  ///
  /// - Parameters:
  ///   - words: the words; those that are missing have no place.
  ///   - areTimes: whether they are times, and not some bytes of a text.
  ///   - team: the ranks of this host.
  /// - Returns: the grid, and the place of each word; ``JoinKeyCodes/none`` of one that is missing.
  /// - Throws: an agreed `CaudalError` if there is no memory.
  /// - Complexity: O(words).
  static func placed(
    _ words: FrozenArray<UInt64>, areTimes: Bool, _ team: HostTeam
  ) throws -> (grid: WordGrid, places: FrozenArray<UInt64>) {
    // What is missing is the largest number in both.
    let values = try team.elements(words.count) { index in
      let word = words[index]
      return areTimes && word != KeyColumn.WordForm.missing ? linear(word) : word
    }
    let count = (values.count + wordsAtOnce - 1) / wordsAtOnce
    let parts = try team.map(count) { part in
      let start = part * wordsAtOnce
      return Extent(of: values, start..<min(values.count, start + wordsAtOnce), areTimes)
    }
    let grid = WordGrid(parts.reduce(Extent()) { $0.joined($1) }, areTimes)
    return (grid, try team.elements(values.count) { grid.place(of: values[$0]) })
  }

  private init(_ whole: Extent, _ areTimes: Bool) {
    self.areTimes = areTimes
    (least, most) = whole.least > whole.most ? (0, 0) : (whole.least, whole.most)
    // Bytes of texts have no distances.
    step = areTimes ? max(1, whole.step) : 1
  }

  /// The words that a thread looks at at a time.
  private static let wordsAtOnce = 1 << 16

  /// The place of a word; ``JoinKeyCodes/none`` if it isn't there, or isn't on the grid.
  @inline(__always)
  func number(of word: UInt64) -> UInt64 {
    guard word != KeyColumn.WordForm.missing else { return JoinKeyCodes.none }
    return place(of: areTimes ? Self.linear(word) : word)
  }

  @inline(__always)
  private func place(of value: UInt64) -> UInt64 {
    guard value >= least, value <= most, value != JoinKeyCodes.none else {
      return JoinKeyCodes.none
    }
    let distance = value &- least
    guard step > 1 else { return distance }
    let (place, rest) = distance.quotientAndRemainder(dividingBy: step)
    return rest == 0 ? place : JoinKeyCodes.none
  }

  /// The microseconds of a time, from a moment before all.
  @inline(__always)
  private static func linear(_ word: UInt64) -> UInt64 {
    UInt64(bitPattern: Timestamp(ofKeyWord: word).epochMicrosecond) ^ 1 << 63
  }

  /// What some words have in common.
  private struct Extent: BitwiseCopyable, Sendable {
    var least = UInt64.max
    var most = UInt64.min
    var step: UInt64 = 0

    init() {}

    init(of values: FrozenArray<UInt64>, _ range: Range<Int>, _ areTimes: Bool) {
      var before: UInt64?
      for index in range {
        let value = values[index]
        guard value != JoinKeyCodes.none else { continue }
        (least, most) = (min(least, value), max(most, value))
        guard areTimes, step != 1 else { continue }
        if let before {
          let distance = value > before ? value - before : before - value
          // Most are the step itself.
          if distance != step { step = Self.divisor(step, distance) }
        }
        before = value
      }
    }

    /// What these words and others have in common.
    func joined(_ other: Extent) -> Extent {
      guard least <= most else { return other }
      guard other.least <= other.most else { return self }
      var whole = Extent()
      whole.least = min(least, other.least)
      whole.most = max(most, other.most)
      let apart = least > other.least ? least - other.least : other.least - least
      whole.step = Self.divisor(Self.divisor(step, other.step), apart)
      return whole
    }

    /// The greatest common divisor, by Euclid's algorithm; 0 divides nothing but itself.
    private static func divisor(_ first: UInt64, _ second: UInt64) -> UInt64 {
      var (first, second) = (first, second)
      while second != 0 { (first, second) = (second, first % second) }
      return first
    }
  }
}

extension Timestamp {
  /// The time that `ValueComputer.appendOrderKey` wrote as a word.
  init(ofKeyWord word: UInt64) { self.init(orderKey: Int64(bitPattern: word ^ 1 << 63)) }

  /// The microseconds from 1970-01-01 00:00 to here, all days having 24 hours.
  var epochMicrosecond: Int64 { Int64(epochSecond) * 1_000_000 + Int64(microsecond) }
}
