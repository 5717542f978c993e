/// Reads timestamps in every form that a format has, character by character.
struct TimestampReader {
  /// How the date is written.
  let format: TimestampFormat

  private struct Clock {
    var hour = 0
    var minute = 0
    var second = 0
    var microsecond = 0
  }

  /// Reads a timestamp; see ``TimestampFormat/parse(_:)``.
  func read(_ text: Span<UInt8>) -> Timestamp? {
    var index = 0
    Self.skipBlanks(text, &index)
    guard let date = readDate(text, &index) else { return nil }
    let dateEnd = index
    Self.skipBlanks(text, &index)
    var clock = Clock()
    if index < text.count {
      if text[index] | 0x20 == UInt8(ascii: "t"), index == dateEnd { index += 1 }
      guard index > dateEnd, let found = Self.readClock(text, &index) else { return nil }
      clock = found
      Self.skipBlanks(text, &index)
    }
    guard index == text.count else { return nil }
    return Timestamp(
      year: date.year, month: date.month, day: date.day, hour: clock.hour, minute: clock.minute,
      second: clock.second, microsecond: clock.microsecond)
  }

  private func readDate(
    _ text: Span<UInt8>, _ index: inout Int
  ) -> (year: Int, month: Int, day: Int)? {
    let isYearFirst = format == .yearFirst
    guard let first = Self.readDigits(text, &index, isYearFirst ? 4...4 : 1...2),
      index < text.count
    else { return nil }
    let separator = text[index]
    guard separator == UInt8(ascii: "/") || separator == Byte.minus || separator == Byte.point
    else { return nil }
    index += 1
    guard let second = Self.readDigits(text, &index, 1...2), Self.skip(separator, text, &index),
      let third = Self.readDigits(text, &index, isYearFirst ? 1...2 : 4...4)
    else { return nil }
    switch format {
    case .monthFirst: return (third, first, second)
    case .dayFirst: return (third, second, first)
    case .yearFirst: return (first, second, third)
    }
  }

  private static func readClock(_ text: Span<UInt8>, _ index: inout Int) -> Clock? {
    var clock = Clock()
    guard let hour = readDigits(text, &index, 1...2), skip(colon, text, &index),
      let minute = readDigits(text, &index, 2...2)
    else { return nil }
    clock.hour = hour
    clock.minute = minute
    if skip(colon, text, &index) {
      guard let second = readDigits(text, &index, 2...2) else { return nil }
      clock.second = second
      if skip(Byte.point, text, &index) || skip(Byte.comma, text, &index) {
        guard let microsecond = readFraction(text, &index) else { return nil }
        clock.microsecond = microsecond
      }
    }
    skipBlanks(text, &index)
    guard index < text.count else { return clock }
    if skipZone(text, &index) { return clock }
    guard let isAfternoon = readHalf(text, &index), 1 <= hour, hour <= 12 else { return nil }
    clock.hour = hour % 12 + (isAfternoon ? 12 : 0)
    return clock
  }

  /// Whether the half of the day that is named is the second.
  private static func readHalf(_ text: Span<UInt8>, _ index: inout Int) -> Bool? {
    guard index < text.count else { return nil }
    let letter = text[index] | 0x20
    guard letter == UInt8(ascii: "a") || letter == UInt8(ascii: "p") else { return nil }
    index += 1
    _ = skip(Byte.point, text, &index)
    skipBlanks(text, &index)
    guard skip(UInt8(ascii: "m"), text, &index) || skip(UInt8(ascii: "M"), text, &index)
    else { return nil }
    _ = skip(Byte.point, text, &index)
    return letter == UInt8(ascii: "p")
  }

  /// Goes over a time zone: `Z`, `±hh`, `±hhmm` or `±hh:mm`.
  private static func skipZone(_ text: Span<UInt8>, _ index: inout Int) -> Bool {
    if skip(UInt8(ascii: "Z"), text, &index) || skip(UInt8(ascii: "z"), text, &index) {
      return true
    }
    guard skip(Byte.plus, text, &index) || skip(Byte.minus, text, &index) else { return false }
    let start = index
    guard let number = readDigits(text, &index, 2...4) else { return false }
    if index - start == 2, skip(colon, text, &index) {
      guard let minutes = readDigits(text, &index, 2...2) else { return false }
      return number <= 23 && minutes <= 59
    }
    switch index - start {
    case 2: return number <= 23
    case 4: return number / 100 <= 23 && number % 100 <= 59
    default: return false
    }
  }

  /// The microseconds of a fraction of a second; at least one digit.
  private static func readFraction(_ text: Span<UInt8>, _ index: inout Int) -> Int? {
    let start = index
    var microsecond = 0
    var weight = 100_000
    while index < text.count, text[index] &- Byte.zero <= 9 {
      microsecond += Int(text[index] &- Byte.zero) * weight
      weight /= 10
      index += 1
    }
    return index > start ? microsecond : nil
  }

  /// The number of all the digits that stand here, if there are so many.
  @inline(__always)
  private static func readDigits(
    _ text: Span<UInt8>, _ index: inout Int, _ counts: ClosedRange<Int>
  ) -> Int? {
    let start = index
    var number = 0
    while index < text.count, text[index] &- Byte.zero <= 9 {
      guard index - start < counts.upperBound else { return nil }
      number = number * 10 + Int(text[index] &- Byte.zero)
      index += 1
    }
    return index - start >= counts.lowerBound ? number : nil
  }

  private static let colon = UInt8(ascii: ":")

  @inline(__always)
  private static func skip(_ byte: UInt8, _ text: Span<UInt8>, _ index: inout Int) -> Bool {
    guard index < text.count, text[index] == byte else { return false }
    index += 1
    return true
  }

  /// Goes over blanks, and the two that don't break a line (U+00A0, U+202F): programs write these
  /// in front of AM.
  @inline(__always)
  private static func skipBlanks(_ text: Span<UInt8>, _ index: inout Int) {
    while index < text.count {
      if Byte.isBlank(text[index]) {
        index += 1
      } else if index + 1 < text.count, text[index] == 0xC2, text[index + 1] == 0xA0 {
        index += 2
      } else if index + 2 < text.count, text[index] == 0xE2, text[index + 1] == 0x80,
        text[index + 2] == 0xAF
      {
        index += 3
      } else {
        return
      }
    }
  }
}
