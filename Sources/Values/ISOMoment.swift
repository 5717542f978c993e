import CSV

/// A day, or a moment, written as in ISO 8601 with the year first.
///
/// `2017-05-22`; `2017-05-22 13:00`, `2017-05-22T13:00:00`, with up to six decimals of the second
/// (zeros may follow); behind these `Z`, `+02`, `+0200` or `+02:00`. Nothing else, so that
/// nothing that is stored is a guess.
package struct ISOMoment: BitwiseCopyable {
  /// What the text tells.
  package enum Kind: BitwiseCopyable {
    /// A day.
    case date
    /// A day and a time of a clock on the wall.
    case timestamp
    /// A moment.
    case timestampUTC
  }

  /// What the text tells.
  package let kind: Kind

  /// Microseconds from 2000-01-01 00:00, of UTC or of the clock on the wall.
  package let microseconds: Int64

  /// Days from 2000-01-01, of what is a date.
  package var days: Int32 { Int32(truncatingIfNeeded: microseconds / 86_400_000_000) }

  /// The form that a value of this kind has.
  var form: ValueForms {
    switch kind {
    case .date: .date
    case .timestamp: .timestamp
    case .timestampUTC: .timestampUTC
    }
  }

  /// The seconds from 1970-01-01 to 2000-01-01.
  private static let epoch = 946_684_800

  /// Reads a day or a moment; nil if the text is none, or one that the calendar doesn't have.
  ///
  /// - Parameter text: the whole text, without blanks around it.
  /// - Complexity: O(length).
  package init?(_ text: Span<UInt8>) {
    guard text.count >= 10, text[4] == Ascii.minus, text[7] == Ascii.minus,
      let year = Self.digits(text, 0, 4), let month = Self.digits(text, 5, 2),
      let day = Self.digits(text, 8, 2)
    else { return nil }
    var time = Time()
    var index = 10
    if text.count > 10 {
      guard text[10] == Ascii.blank || text[10] == UInt8(ascii: "T"), time.read(text, &index) else {
        return nil
      }
    }
    var offset: Int?
    if index < text.count {
      guard index > 10, let seconds = Self.offset(text, index) else { return nil }
      offset = seconds
    }
    guard
      let timestamp = Timestamp(
        year: year, month: month, day: day, hour: time.hour, minute: time.minute,
        second: time.second, microsecond: time.microsecond)
    else { return nil }
    kind = text.count == 10 ? .date : offset == nil ? .timestamp : .timestampUTC
    let seconds = timestamp.epochSecond - Self.epoch - (offset ?? 0)
    microseconds = Int64(seconds) * 1_000_000 + Int64(time.microsecond)
  }

  /// A time of day.
  private struct Time {
    var hour = 0
    var minute = 0
    var second = 0
    var microsecond = 0

    /// Reads a time of day behind the byte at an index, which then stands behind it.
    mutating func read(_ text: Span<UInt8>, _ index: inout Int) -> Bool {
      index += 1
      guard let hour = digits(text, index, 2), index + 5 <= text.count,
        text[index + 2] == Ascii.colon,
        let minute = digits(text, index + 3, 2)
      else { return false }
      (self.hour, self.minute) = (hour, minute)
      index += 5
      guard index < text.count, text[index] == Ascii.colon else { return true }
      guard let second = digits(text, index + 1, 2) else { return false }
      self.second = second
      index += 3
      guard index < text.count, text[index] == Ascii.point else { return true }
      return readDecimals(text, &index)
    }

    /// Reads the decimals of the seconds behind the point at an index.
    private mutating func readDecimals(_ text: Span<UInt8>, _ index: inout Int) -> Bool {
      index += 1
      let start = index
      var weight = 100_000
      while index < text.count, text[index] &- Ascii.zero <= 9 {
        let digit = Int(text[index] &- Ascii.zero)
        // Less than a microsecond would be lost.
        if weight == 0, digit > 0 { return false }
        microsecond += digit * weight
        weight /= 10
        index += 1
      }
      return index > start
    }
  }

  /// The seconds by which a clock is ahead of UTC, told from an index to the end.
  private static func offset(_ text: Span<UInt8>, _ start: Int) -> Int? {
    let sign = text[start]
    let count = text.count - start
    if sign == UInt8(ascii: "Z") { return count == 1 ? 0 : nil }
    guard sign == Ascii.plus || sign == Ascii.minus, let hours = digits(text, start + 1, 2) else {
      return nil
    }
    var minutes: Int? = 0
    switch count {
    case 3: break
    case 5: minutes = digits(text, start + 3, 2)
    case 6: minutes = text[start + 3] == Ascii.colon ? digits(text, start + 4, 2) : nil
    default: return nil
    }
    // As far as PostgreSQL reads them.
    guard let minutes, hours <= 15, minutes <= 59 else { return nil }
    return (sign == Ascii.minus ? -60 : 60) * (60 * hours + minutes)
  }

  /// The number that so many digits are.
  @inline(__always)
  private static func digits(_ text: Span<UInt8>, _ start: Int, _ count: Int) -> Int? {
    guard start + count <= text.count else { return nil }
    var number = 0
    for index in start..<start + count {
      let digit = text[index] &- Ascii.zero
      guard digit <= 9 else { return nil }
      number = number * 10 + Int(digit)
    }
    return number
  }
}
