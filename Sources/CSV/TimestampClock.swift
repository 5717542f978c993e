/// The clock by which the timestamps of a column are read.
package enum TimestampClock: Sendable, Hashable {
  /// One on the wall, nobody knows where: no time has an offset from UTC.
  case wall
  /// That of UTC: every time has an offset.
  case universal
  /// That of a zone: a time without an offset is one of its clocks.
  case zone(TimeZoneRules)

  /// A timestamp by which others are ordered, and which has the parts that are asked for.
  struct Moment {
    /// The timestamp that is smaller for an earlier moment, and the same for the same one.
    let order: Timestamp

    /// What the clock shows then.
    let clock: Timestamp
  }

  /// Why a timestamp means nothing on a clock.
  package enum Fault: Error, Sendable, Hashable {
    /// It has an offset from UTC, and others of its column have none.
    case offset
    /// It has no offset from UTC, and others of its column have one.
    case noOffset
    /// The clocks of the zone are put forward over it.
    case skipped(zone: String)
    /// It lies beyond the years for which the rules of zones are known, 1900 to 2100.
    case unknown(zone: String)
    /// With its offset it lies beyond the years 1 to 9999.
    case outOfRange
  }

  /// The moment that a timestamp means.
  ///
  /// A date without a time of day is its midnight on the clock; where that is left out, as in some
  /// zones in spring, the first moment of the day.
  func moment(of reading: ClockReading) throws(Fault) -> Moment {
    let timestamp = reading.timestamp
    switch self {
    case .wall:
      guard reading.offset == nil else { throw .offset }
      return Moment(order: timestamp, clock: timestamp)
    case .universal:
      guard let offset = reading.offset ?? (reading.hasTime ? nil : 0) else { throw .noOffset }
      guard let moved = timestamp.moved(bySeconds: -offset) else { throw .outOfRange }
      return Moment(order: moved, clock: moved)
    case .zone(let rules):
      if let offset = reading.offset {
        let second = timestamp.epochSecond - offset
        guard let ahead = rules.offset(at: second) else { throw .unknown(zone: rules.name) }
        return try moment(at: second, ahead: ahead, timestamp.microsecond)
      }
      switch rules.moment(ofClock: timestamp.epochSecond) {
      case .second(let second):
        return try moment(
          at: second, ahead: timestamp.epochSecond - second, timestamp.microsecond)
      case .skipped(let transition):
        guard !reading.hasTime, let ahead = rules.offset(at: transition) else {
          throw .skipped(zone: rules.name)
        }
        return try moment(at: transition, ahead: ahead, 0)
      case .unknown: throw .unknown(zone: rules.name)
      }
    }
  }

  private func moment(
    at second: Int, ahead: Int, _ microsecond: Int
  ) throws(Fault) -> Moment {
    guard let order = Timestamp(epochSecond: second, microsecond: microsecond),
      let clock = Timestamp(epochSecond: second + ahead, microsecond: microsecond)
    else { throw .outOfRange }
    return Moment(order: order, clock: clock)
  }

  /// The ``Timestamp/orderKey`` by which a timestamp is compared with those of a column.
  ///
  /// - Parameter reading: any timestamp, such as one that a condition names.
  /// - Returns: what ``TimestampBatch/orderKeys`` would have of it.
  /// - Throws: ``Fault`` if it means nothing on this clock.
  package func orderKey(of reading: ClockReading) throws(Fault) -> Int64 {
    // What a condition names without an offset is a time of the column's clock.
    if case .universal = self, reading.offset == nil { return reading.timestamp.orderKey }
    return try moment(of: reading).order.orderKey
  }

  /// The ``Timestamp/orderKey`` of what this clock shows at a moment.
  ///
  /// - Parameter reading: any timestamp, such as one that a condition names; without an offset it is one of
  ///   this clock.
  /// - Returns: what ``TimestampBatch/clockKeys`` would have of it.
  /// - Throws: ``Fault`` if it means nothing on this clock.
  package func clockKey(of reading: ClockReading) throws(Fault) -> Int64 {
    reading.offset == nil
      ? reading.timestamp.orderKey : try moment(of: reading).clock.orderKey
  }

  /// The zone's name; nil if nobody knows it.
  package var name: String? {
    switch self {
    case .wall: nil
    case .universal: TimeZoneRules.universal
    case .zone(let rules): rules.name
    }
  }

  /// Whether the clock differs from the order of moments.
  var hasZone: Bool { if case .zone = self { true } else { false } }
}

/// How the timestamps of a column are written, and what they mean.
package struct TimestampReading: Sendable, Hashable {
  /// How they are written.
  package let format: TimestampFormat

  /// The clock by which they are read.
  package let clock: TimestampClock

  /// Describes how timestamps are read.
  package init(_ format: TimestampFormat, by clock: TimestampClock = .wall) {
    self.format = format
    self.clock = clock
  }
}
