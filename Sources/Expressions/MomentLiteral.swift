import CSV
import Vocabulary

/// A timestamp that a field is compared with.
struct MomentLiteral: Sendable {
  /// The timestamp as it is written.
  let reading: ClockReading

  /// Makes an error that points at it.
  let error: @Sendable (String) -> ConditionError

  /// Its order among the days of columns, whatever their clocks are.
  ///
  /// - Returns: its order key.
  /// - Throws: ``ConditionError`` if it has an offset from UTC.
  func orderKeyOnAnyClock() throws(ConditionError) -> Int64 {
    guard reading.offset == nil else {
      throw error("a day is compared here, which has no UTC offset; leave it out")
    }
    return reading.timestamp.orderKey
  }

  /// Its order among the timestamps of a column.
  ///
  /// - Parameter clock: the column's clock.
  /// - Returns: its order key.
  /// - Throws: ``ConditionError`` if the clock doesn't have it.
  func orderKey(on clock: TimestampClock) throws(ConditionError) -> Int64 {
    do throws(TimestampClock.Fault) { return try clock.orderKey(of: reading) } catch {
      throw self.error(error)
    }
  }

  /// What the clock of a column shows then.
  ///
  /// - Parameter clock: the column's clock.
  /// - Returns: the order key of that.
  /// - Throws: ``ConditionError`` if the clock doesn't have it.
  func clockKey(on clock: TimestampClock) throws(ConditionError) -> Int64 {
    do throws(TimestampClock.Fault) { return try clock.clockKey(of: reading) } catch {
      throw self.error(error)
    }
  }

  private func error(_ fault: TimestampClock.Fault) -> ConditionError {
    let reason =
      switch fault {
      case .offset:
        "the times of this column have no UTC offset, and no time zone is given;"
          + " leave the offset out here, too"
      case .noOffset: "this needs a UTC offset, as the times of this column have"
      case .skipped(let zone): "the clocks of \(zone) are put forward over this time"
      case .unknown(let zone):
        "the offset of \(zone) is known from 1900 to 2100 only"
      case .outOfRange: "this is beyond the years 1 to 9999 in UTC"
      }
    return error(reason)
  }
}
