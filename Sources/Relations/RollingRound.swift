import MPI

/// The values of a round, as they lie in the column, and what each rank needs of those of others.
///
/// Units of one rank that follow on each other are a segment. For its first window a segment needs the values before it,
/// which other ranks have, or which came in earlier rounds.
struct RollingRound {
  /// What all ranks know of a unit.
  private struct Entry: BitwiseCopyable, Sendable {
    var number = 0
    var owner = 0
    var rowCount = 0
    var valueCount = 0
  }

  /// Neighbouring units of one rank.
  private struct Segment {
    let owner: Int
    var positions: Range<Int>
  }

  /// Where one of this rank's units is.
  struct Place: Sendable {
    /// The number of rows of the table before it.
    let rowsBefore: Int

    /// The position in the column of its first value.
    let position: Int

    /// The number of the segment, among those of this rank.
    let segment: Int

    /// Where its values are in those of the segment.
    let values: Range<Int>
  }

  /// What is known of earlier rounds, the same on every rank.
  struct Past {
    /// The number of rows.
    var rows = 0

    /// The number of values.
    var values = 0

    /// The last values, as many as windows reach.
    var last: [Double] = []
  }

  /// The places of this rank's units, in order.
  private(set) var places: [Place] = []

  /// The values of each segment of this rank, with those before it.
  private(set) var segmentValues: [[Double]] = []

  /// What is known behind this round.
  private(set) var past: Past

  private var segments: [Segment] = []

  /// Brings the values together.
  ///
  /// - Parameters:
  ///   - units: this rank's units, in order.
  ///   - reach: the number of values before one that its window holds.
  ///   - past: what is known of earlier rounds.
  ///   - ranks: all ranks.
  /// - Throws: `MPIError` if the ranks can't be reached.
  /// - Complexity: on the wire, ``reach`` values for each segment, and for each rank.
  init(
    _ units: [UnitNumbers], reach: Int, behind past: Past, on ranks: borrowing Communicator
  ) throws {
    let numbers = units.map(\.present)
    let own = zip(units, numbers).map { unit, numbers in
      Entry(
        number: unit.number, owner: ranks.rank, rowCount: unit.rows.count,
        valueCount: numbers.count)
    }
    let entries = try ranks.allgather(varying: own).joined().sorted { $0.number < $1.number }
    self.past = past
    let begin = past.values
    // How many values before a segment this rank will have.
    func before(_ position: Int) -> Int { min(position, reach) }
    for entry in entries {
      let end = self.past.values + entry.valueCount
      if segments.last?.owner == entry.owner {
        segments[segments.count - 1].positions =
          segments[segments.count - 1].positions.lowerBound..<end
      } else {
        segments.append(Segment(owner: entry.owner, positions: self.past.values..<end))
      }
      if entry.owner == ranks.rank {
        let first = segments[segments.count - 1].positions.lowerBound
        let start = self.past.values - first + before(first)
        places.append(
          Place(
            rowsBefore: self.past.rows, position: self.past.values,
            segment: segments.count { $0.owner == ranks.rank } - 1,
            values: start..<start + entry.valueCount))
      }
      self.past.rows += entry.rowCount
      self.past.values = end
    }
    let wanted = (0..<ranks.size).map { target in
      (segments.filter { $0.owner == target }.map(\.positions.lowerBound) + [self.past.values])
        .map { max(begin, $0 - before($0))..<$0 }
    }
    let received = try exchange(wanted, numbers.flatMap { $0 }, on: ranks)
    /// The values before a position, of this round and of those before it.
    func reached(_ number: Int, _ position: Int) -> [Double] {
      let rest = before(position) - received[number].count
      return Array(past.last.suffix(max(0, rest))) + received[number]
    }
    var rest = numbers.flatMap { $0 }[...]
    for (number, segment) in segments.filter({ $0.owner == ranks.rank }).enumerated() {
      let (first, count) = (segment.positions.lowerBound, segment.positions.count)
      segmentValues.append(reached(number, first) + rest.prefix(count))
      rest = rest.dropFirst(count)
    }
    self.past.last = reached(received.count - 1, self.past.values)
  }

  /// Sends to each rank the values that it wants, and receives those that this one wants.
  ///
  /// - Parameters:
  ///   - wanted: the positions that each rank wants, all of this round.
  ///   - own: this rank's values, in order.
  ///   - ranks: all ranks.
  /// - Returns: the values that this rank wants.
  /// - Throws: `MPIError` if the ranks can't be reached.
  private func exchange(
    _ wanted: [[Range<Int>]], _ own: [Double], on ranks: borrowing Communicator
  ) throws(MPIError) -> [[Double]] {
    var sent: [Double] = []
    var counts: [Int] = []
    for ranges in wanted {
      let before = sent.count
      for range in ranges {
        var start = 0
        for segment in segments where segment.owner == ranks.rank {
          let part = range.clamped(to: segment.positions)
          let offset = start + part.lowerBound - segment.positions.lowerBound
          sent += own[offset..<offset + part.count]
          start += segment.positions.count
        }
      }
      counts.append(sent.count - before)
    }
    let received = try ranks.alltoall(varying: sent, counts: counts)
    var rest = (0..<ranks.size).map { received[$0] }
    return wanted[ranks.rank].map { range in
      segments.flatMap { segment in
        let count = range.clamped(to: segment.positions).count
        defer { rest[segment.owner] = rest[segment.owner].dropFirst(count) }
        return Array(rest[segment.owner].prefix(count))
      }
    }
  }
}
