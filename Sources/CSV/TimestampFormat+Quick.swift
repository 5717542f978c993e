/// The forms that most files have, read eight characters at a time.
///
/// Eight characters are compared with a pattern of zeros and separators by an exclusive or, which
/// leaves digits as numbers and separators as zeros.
extension TimestampFormat {
  /// Reads `05/22/2017 12:00:00 AM`.
  ///
  /// - Parameters:
  ///   - text: the whole text.
  ///   - monthAt: where the month stands in it, 0 or 3.
  ///   - dayAt: where the day stands in it, 3 or 0.
  /// - Returns: nil if it isn't of this form.
  @inline(__always)
  static func parseTwelveHours(_ text: Span<UInt8>, monthAt: Int, dayAt: Int) -> Timestamp? {
    guard text.count == 22,
      let front = digits(text, at: 0, pattern: "00/00/00", separators: 0x0000_FF00_00FF_0000),
      let middle = digits(text, at: 8, pattern: "00 00:00", separators: 0x0000_FF00_00FF_0000),
      let back = digits(text, at: 11, pattern: "00:00:00", separators: 0x0000_FF00_00FF_0000)
    else { return nil }
    let half = text[20]
    let hour = pair(back, at: 0)
    guard text[19] == UInt8(ascii: " "), text[21] == UInt8(ascii: "M"),
      half == UInt8(ascii: "A") || half == UInt8(ascii: "P"), 1 <= hour, hour <= 12
    else { return nil }
    let noon = half == UInt8(ascii: "P") ? 12 : 0
    return Timestamp(
      year: pair(front, at: 6) &* 100 &+ pair(middle, at: 0), month: pair(front, at: monthAt),
      day: pair(front, at: dayAt), hour: (hour == 12 ? 0 : hour) &+ noon,
      minute: pair(back, at: 3), second: pair(back, at: 6))
  }

  /// Reads `2017-05-22`, and that with `T13:00:00` or ` 13:00:00` behind it.
  ///
  /// - Parameter text: the whole text.
  /// - Returns: nil if it isn't of this form.
  @inline(__always)
  static func parseStandard(_ text: Span<UInt8>) -> Timestamp? {
    guard text.count == 19 || text.count == 10,
      let front = digits(text, at: 0, pattern: "0000-00-", separators: 0xFF00_00FF_0000_0000),
      let end = digits(text, at: 2, pattern: "00-00-00", separators: 0x0000_FF00_00FF_0000)
    else { return nil }
    let year = pair(front, at: 0) &* 100 &+ pair(front, at: 2)
    let (month, day) = (pair(end, at: 3), pair(end, at: 6))
    if text.count == 10 { return Timestamp(year: year, month: month, day: day) }
    guard text[10] == UInt8(ascii: "T") || text[10] == UInt8(ascii: " ") else { return nil }
    guard
      let clock = digits(text, at: 11, pattern: "00:00:00", separators: 0x0000_FF00_00FF_0000)
    else { return nil }
    return Timestamp(
      year: year, month: month, day: day, hour: pair(clock, at: 0), minute: pair(clock, at: 3),
      second: pair(clock, at: 6))
  }

  /// Reads `2017-05-22T13:00` or `2017-05-22 13:00`.
  ///
  /// - Parameter text: the whole text.
  /// - Returns: nil if it isn't of this form.
  static func parseMinutes(_ text: Span<UInt8>) -> Timestamp? {
    guard text.count == 16,
      let front = digits(text, at: 0, pattern: "0000-00-", separators: 0xFF00_00FF_0000_0000),
      let back = text[10] == UInt8(ascii: "T")
        ? digits(text, at: 8, pattern: "00T00:00", separators: 0x0000_FF00_00FF_0000)
        : digits(text, at: 8, pattern: "00 00:00", separators: 0x0000_FF00_00FF_0000)
    else { return nil }
    return Timestamp(
      year: pair(front, at: 0) &* 100 &+ pair(front, at: 2), month: pair(front, at: 5),
      day: pair(back, at: 0), hour: pair(back, at: 3), minute: pair(back, at: 6))
  }

  /// Reads `22/05/2017`, and that with ` 13:00` or ` 13:00:00` behind it.
  ///
  /// - Parameters:
  ///   - text: the whole text.
  ///   - monthAt: where the month stands in it, 0 or 3.
  ///   - dayAt: where the day stands in it, 3 or 0.
  /// - Returns: nil if it isn't of this form.
  static func parseSlashes(_ text: Span<UInt8>, monthAt: Int, dayAt: Int) -> Timestamp? {
    guard text.count == 10 || text.count == 16 || text.count == 19,
      let front = digits(text, at: 0, pattern: "00/00/00", separators: 0x0000_FF00_00FF_0000),
      let end = digits(text, at: 2, pattern: "/00/0000", separators: 0x0000_0000_FF00_00FF)
    else { return nil }
    let year = pair(end, at: 4) &* 100 &+ pair(end, at: 6)
    let (month, day) = (pair(front, at: monthAt), pair(front, at: dayAt))
    switch text.count {
    case 10: return Timestamp(year: year, month: month, day: day)
    case 16:
      guard
        let clock = digits(text, at: 8, pattern: "00 00:00", separators: 0x0000_FF00_00FF_0000)
      else { return nil }
      return Timestamp(
        year: year, month: month, day: day, hour: pair(clock, at: 3), minute: pair(clock, at: 6))
    default:
      guard text[10] == UInt8(ascii: " "),
        let clock = digits(text, at: 11, pattern: "00:00:00", separators: 0x0000_FF00_00FF_0000)
      else { return nil }
      return Timestamp(
        year: year, month: month, day: day, hour: pair(clock, at: 0), minute: pair(clock, at: 3),
        second: pair(clock, at: 6))
    }
  }

  /// Eight characters as digits, the first in the lowest byte.
  ///
  /// - Parameters:
  ///   - text: a text that has them.
  ///   - index: where the first stands.
  ///   - pattern: eight characters: `0` for any digit, and separators.
  ///   - separators: the bytes of the separators.
  /// - Returns: nil if the text doesn't have the pattern.
  @inline(__always)
  private static func digits(
    _ text: Span<UInt8>, at index: Int, pattern: StaticString, separators: UInt64
  ) -> UInt64? {
    precondition(index + 8 <= text.count && pattern.utf8CodeUnitCount == 8, "too short a text")
    // Sound: both have eight bytes there.
    let wanted = unsafe UnsafeRawPointer(pattern.utf8Start).loadUnaligned(as: UInt64.self)
    let found = unsafe text.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
    let numbers = UInt64(littleEndian: wanted ^ found)
    // 0x76 lifts what is above 9 over 0x7F, 0x7F what is above 0; no carry leaves a byte, because
    // bytes above 0x7F have been told by themselves.
    let limits: UInt64 = 0x7676_7676_7676_7676 | separators & 0x0909_0909_0909_0909
    let low = numbers & 0x7F7F_7F7F_7F7F_7F7F
    let isOther = (low &+ limits | numbers) & 0x8080_8080_8080_8080
    return isOther == 0 ? numbers : nil
  }

  /// The number of two digits.
  @inline(__always)
  private static func pair(_ digits: UInt64, at index: Int) -> Int {
    let bytes = digits >> UInt64(8 * index)
    return Int(truncatingIfNeeded: (bytes & 0xFF) &* 10 &+ (bytes >> 8 & 0xFF))
  }
}
