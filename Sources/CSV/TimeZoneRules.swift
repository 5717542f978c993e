/// The offsets from UTC that a time zone has had, and will have as far as is known.
package struct TimeZoneRules: Sendable, Hashable {
  /// The zone's name, such as `America/Bogota`.
  package let name: String

  /// The seconds since 1970 at which another offset begins, ascending.
  package let transitions: [Int]

  /// By how many seconds the zone's clocks are ahead of UTC: before the first transition, and from
  /// each one on.
  package let offsets: [Int]

  /// The seconds since 1970 at which each offset's clocks stop showing a time of their own: for each
  /// transition, what they show then.
  private let clockEnds: [Int]

  /// Whether the rules hold in all years, as those of UTC do.
  private let isUnlimited: Bool

  /// The seconds since 1970 for which a system is asked for rules: the years 1900 to 2100 on every clock.
  package static let range = -2_208_988_800 - 86_400..<4_133_980_800 + 86_400

  /// The name of the zone whose clocks have no offset, in any year.
  package static let universal = "UTC"

  /// Creates rules.
  ///
  /// - Parameters:
  ///   - name: the zone's name.
  ///   - transitions: the seconds at which another offset begins, ascending.
  ///   - offsets: one more offset than there are transitions.
  package init(name: String, transitions: [Int], offsets: [Int]) {
    precondition(offsets.count == transitions.count + 1, "each offset ends with a transition")
    self.name = name
    self.transitions = transitions
    self.offsets = offsets
    clockEnds = zip(transitions, offsets).map { $0 + $1 }
    isUnlimited = name == Self.universal
  }

  /// The offset of a moment.
  ///
  /// - Parameter second: the seconds since 1970 in UTC.
  /// - Returns: by how many seconds the zone's clocks are then ahead of UTC; nil outside ``range``, UTC's own aside.
  /// - Complexity: O(log transitions).
  package func offset(at second: Int) -> Int? {
    guard isUnlimited || Self.range.contains(second) else { return nil }
    return offsets[Self.count(of: transitions, notAfter: second)]
  }

  /// What a time of these clocks means.
  package enum Moment: Hashable, Sendable {
    /// These seconds since 1970 in UTC; where the clocks show a time twice, the first.
    case second(Int)
    /// No moment: the clocks are put forward over it at this one.
    case skipped(transition: Int)
    /// Nothing that is known, as it lies outside ``range``.
    case unknown
  }

  /// The moment at which the zone's clocks show a time.
  ///
  /// - Parameter clock: the seconds from 1970-01-01 00:00 to it, all days having 24 hours.
  /// - Returns: the moment, or why there is none.
  /// - Complexity: O(log transitions).
  package func moment(ofClock clock: Int) -> Moment {
    // The first offset whose clocks still show this time or a later one is the one in force.
    let index = Self.count(of: clockEnds, notAfter: clock)
    let second = clock - offsets[index]
    if index > 0, second < transitions[index - 1] {
      return .skipped(transition: transitions[index - 1])
    }
    return isUnlimited || Self.range.contains(second) ? .second(second) : .unknown
  }

  /// The number of an ascending array's elements up to a limit.
  private static func count(of elements: [Int], notAfter limit: Int) -> Int {
    var (low, high) = (0, elements.count)
    while low < high {
      let middle = (low + high) / 2
      if elements[middle] <= limit { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
