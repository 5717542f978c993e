/// A time of day as it stands in a text, and the offset from UTC behind it.
struct ClockTime {
  var hour = 0
  var minute = 0
  var second = 0
  var microsecond = 0

  /// By how many seconds the clock is ahead of UTC; nil if that isn't told.
  var offset: Int?

  /// The beginning of a day.
  static var midnight: ClockTime { ClockTime() }

  init() {}

  /// The time of day on a date; nil if the calendar or the clock doesn't have it.
  @inline(__always)
  func on(_ day: TimestampReader.Day, hasTime: Bool) -> ClockReading? {
    let isEndOfDay = hour == 24 && minute == 0 && second == 0 && microsecond == 0
    guard
      let timestamp = Timestamp(
        year: day.year, month: day.month, day: day.day, hour: isEndOfDay ? 0 : hour, minute: minute,
        second: second, microsecond: microsecond),
      let moved = isEndOfDay ? timestamp.moved(bySeconds: 86_400) : timestamp
    else { return nil }
    return ClockReading(timestamp: moved, offset: offset, hasTime: hasTime)
  }

  /// Reads a time of day with colons, and what belongs to it.
  ///
  /// - Returns: nil if none stands here.
  @inline(__always)
  static func read(_ text: Span<UInt8>, _ index: inout Int) -> ClockTime? {
    var time = ClockTime()
    guard let hour = TextReading.number(text, &index, 1...2),
      TextReading.skip(colon, text, &index),
      let minute = TextReading.number(text, &index, 2...2)
    else { return nil }
    (time.hour, time.minute) = (hour, minute)
    let hasSeconds = TextReading.skip(colon, text, &index)
    if hasSeconds {
      guard let second = TextReading.number(text, &index, 2...2) else { return nil }
      time.second = second
    }
    return time.readEnd(text, &index, hasSeconds: hasSeconds, mayHaveHalf: true) ? time : nil
  }

  /// Reads `05`, `0530` or `053000`, and what belongs to it; otherwise goes nowhere.
  static func readDigits(_ text: Span<UInt8>, _ index: inout Int) -> ClockTime? {
    let start = index
    if let number = TextReading.number(text, &index, 2...6),
      let time = ClockTime(digits: number, count: index - start, text, &index)
    {
      return time
    }
    index = start
    return nil
  }

  /// Creates the time that two, four or six digits are, and reads what is behind them.
  init?(digits: Int, count: Int, _ text: Span<UInt8>, _ index: inout Int) {
    switch count {
    case 2: hour = digits
    case 4: (hour, minute) = digits.quotientAndRemainder(dividingBy: 100)
    case 6: (hour, minute, second) = (digits / 10_000, digits / 100 % 100, digits % 100)
    default: return nil
    }
    guard readEnd(text, &index, hasSeconds: count == 6, mayHaveHalf: false) else { return nil }
  }

  /// Reads the decimals of the seconds, the half of the day and the offset, as far as they are there.
  ///
  /// - Returns: whether nothing else stands here.
  @inline(__always)
  private mutating func readEnd(
    _ text: Span<UInt8>, _ index: inout Int, hasSeconds: Bool, mayHaveHalf: Bool
  ) -> Bool {
    if hasSeconds,
      TextReading.skip(Byte.point, text, &index) || TextReading.skip(Byte.comma, text, &index)
    {
      guard let fraction = TextReading.microseconds(text, &index) else { return false }
      microsecond = fraction
    }
    TextReading.skipBlanks(text, &index)
    if mayHaveHalf, Self.beginsHalf(text, index) {
      guard let isAfternoon = Self.readHalf(text, &index), setHalf(isAfternoon) else {
        return false
      }
      TextReading.skipBlanks(text, &index)
    }
    guard index < text.count else { return true }
    offset = Self.readOffset(text, &index)
    return offset != nil
  }

  /// Turns an hour of the clock of 12 into one of the clock of 24, if it is one.
  mutating func setHalf(_ isAfternoon: Bool) -> Bool {
    guard 1 <= hour, hour <= 12 else { return false }
    hour = hour % 12 + (isAfternoon ? 12 : 0)
    return true
  }

  @inline(__always)
  private static func beginsHalf(_ text: Span<UInt8>, _ index: Int) -> Bool {
    guard index < text.count else { return false }
    let letter = text[index] | 0x20
    return letter == UInt8(ascii: "a") || letter == UInt8(ascii: "p")
  }

  /// Whether the half of the day that is named is the second.
  static func readHalf(_ text: Span<UInt8>, _ index: inout Int) -> Bool? {
    let isAfternoon = index < text.count && text[index] | 0x20 == UInt8(ascii: "p")
    guard isAfternoon || TextReading.skipLetter("a", text, &index) else { return nil }
    if isAfternoon { index += 1 }
    _ = TextReading.skip(Byte.point, text, &index)
    TextReading.skipBlanks(text, &index)
    guard TextReading.skipLetter("m", text, &index) else { return nil }
    _ = TextReading.skip(Byte.point, text, &index)
    return isAfternoon
  }

  /// The seconds of an offset: `Z`, `UTC`, `GMT`, `±hh`, `±hhmm` or `±hh:mm`; less than a day.
  static func readOffset(_ text: Span<UInt8>, _ index: inout Int) -> Int? {
    if TextReading.skipLetter("z", text, &index) || TextReading.skipWord("utc", text, &index)
      || TextReading.skipWord("gmt", text, &index)
    {
      return 0
    }
    let isAhead = TextReading.skip(Byte.plus, text, &index)
    guard isAhead || TextReading.skip(Byte.minus, text, &index) else { return nil }
    let start = index
    guard var hours = TextReading.number(text, &index, 2...4) else { return nil }
    var minutes = 0
    switch index - start {
    case 4: (hours, minutes) = hours.quotientAndRemainder(dividingBy: 100)
    case 3: return nil
    default:
      if TextReading.skip(colon, text, &index) {
        guard let number = TextReading.number(text, &index, 2...2) else { return nil }
        minutes = number
      }
    }
    guard hours <= 23, minutes <= 59 else { return nil }
    return (isAhead ? 60 : -60) * (60 * hours + minutes)
  }

  private static let colon = UInt8(ascii: ":")
}

/// Pieces of texts, read from an index on, which then stands behind them.
enum TextReading {
  /// The number of all the digits that stand here, if there are so many.
  @inline(__always)
  static func number(
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

  /// A year of four digits, or of two.
  static func year(_ text: Span<UInt8>, _ index: inout Int) -> Int? {
    let start = index
    guard let number = number(text, &index, 2...4) else { return nil }
    switch index - start {
    case 4: return number
    case 2: return year(ofTwoDigits: number)
    default: return nil
    }
  }

  /// The year that two digits mean: 1970 to 2069, as POSIX has it for its upper and lower years.
  static func year(ofTwoDigits number: Int) -> Int { number + (number < 70 ? 2000 : 1900) }

  /// The microseconds of a fraction of a second; at least one digit.
  static func microseconds(_ text: Span<UInt8>, _ index: inout Int) -> Int? {
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

  /// Goes over a byte, if it stands here.
  @inline(__always)
  static func skip(_ byte: UInt8, _ text: Span<UInt8>, _ index: inout Int) -> Bool {
    guard index < text.count, text[index] == byte else { return false }
    index += 1
    return true
  }

  /// Goes over a letter in any case, if it stands here.
  static func skipLetter(
    _ letter: Unicode.Scalar, _ text: Span<UInt8>, _ index: inout Int
  ) -> Bool {
    guard index < text.count, text[index] | 0x20 == UInt8(ascii: letter) else { return false }
    index += 1
    return true
  }

  /// Goes over a word of small letters, if it stands here in any case.
  static func skipWord(
    _ word: StaticString, _ text: Span<UInt8>, _ index: inout Int
  ) -> Bool {
    let start = index
    let isThere = word.withUTF8Buffer { word in
      unsafe word.allSatisfy { skipLetter(Unicode.Scalar($0), text, &index) }
    }
    if !isThere { index = start }
    return isThere
  }

  /// Goes over blanks, and those that don't break a line (U+00A0, U+202F): programs write these in
  /// front of AM. A lone A0 is the first of them in Latin-1.
  @inline(__always)
  static func skipBlanks(_ text: Span<UInt8>, _ index: inout Int) {
    while index < text.count {
      if Byte.isBlank(text[index]) || text[index] == 0xA0 {
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

  /// Goes over what may stand between the parts of a date one of which is a name: blanks, one of
  /// `-`, `/` and `,`, and the Spanish `de`.
  static func skipBetweenNames(_ text: Span<UInt8>, _ index: inout Int) {
    skipBlanks(text, &index)
    if skip(Byte.minus, text, &index) || skip(UInt8(ascii: "/"), text, &index)
      || skip(Byte.comma, text, &index)
    {
      skipBlanks(text, &index)
    }
    let start = index
    if skipWord("del", text, &index) || skipWord("de", text, &index) {
      let wordEnd = index
      skipBlanks(text, &index)
      // A month may begin with these letters, as December does.
      if index == wordEnd { index = start }
    }
  }
}
