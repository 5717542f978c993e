/// Reads timestamps in every form that a format has, character by character.
struct TimestampReader {
  /// How the date is written; none of the epoch's, and no pattern.
  let format: TimestampFormat

  /// A date, and whether a time of day may stand behind it.
  struct Day {
    var year: Int
    var month: Int
    var day: Int
    var mayHaveTime = true

    /// The date of a day of a year; nil if the year doesn't have it.
    init?(year: Int, dayOfYear: Int) {
      guard 1 <= year, year <= 9999, 1 <= dayOfYear, dayOfYear <= 366 else { return nil }
      let first = Timestamp.dayNumber(year: year, month: 1, day: 1)
      let date = Timestamp.date(ofDay: first + dayOfYear - 1)
      guard date.year == year else { return nil }
      self.init(date.year, date.month, date.day)
    }

    /// The date of a day of an ISO week; nil if there is no such week.
    init?(year: Int, week: Int, weekday: Int) {
      guard 1 <= year, year <= 9999, 1 <= week, week <= Timestamp.weeks(in: year),
        1 <= weekday, weekday <= 7
      else { return nil }
      // January 4 is always in week 1.
      let fourth = Timestamp.dayNumber(year: year, month: 1, day: 4)
      let number = fourth - fourth % 7 + 7 * (week - 1) + weekday - 1
      guard 0 <= number, number < Timestamp.dayCount else { return nil }
      let date = Timestamp.date(ofDay: number)
      self.init(date.year, date.month, date.day)
    }

    init(_ year: Int, _ month: Int, _ day: Int, mayHaveTime: Bool = true) {
      (self.year, self.month, self.day) = (year, month, day)
      self.mayHaveTime = mayHaveTime
    }
  }

  /// Reads a timestamp; see ``TimestampFormat/read(_:)``.
  func read(_ text: Span<UInt8>) -> ClockReading? {
    var index = 0
    TextReading.skipBlanks(text, &index)
    if format == .digits { return readDigits(text, &index) }
    guard let day = readDay(text, &index) else { return nil }
    let dayEnd = index
    TextReading.skipBlanks(text, &index)
    guard index < text.count else { return ClockTime.midnight.on(day, hasTime: false) }
    guard day.mayHaveTime else { return nil }
    if text[index] | 0x20 == UInt8(ascii: "t"), index == dayEnd { index += 1 }
    guard index > dayEnd, let time = ClockTime.read(text, &index) else { return nil }
    TextReading.skipBlanks(text, &index)
    return index == text.count ? time.on(day, hasTime: true) : nil
  }

  private func readDay(_ text: Span<UInt8>, _ index: inout Int) -> Day? {
    switch format {
    case .monthFirst, .dayFirst, .yearFirst, .shortYearFirst: readNumbers(text, &index)
    case .dayOfYear: readDayOfYear(text, &index)
    case .week: readWeek(text, &index)
    case .yearMonth, .monthYear: readMonth(text, &index)
    case .dayNameYear, .nameDayYear, .yearNameDay: readNamed(text, &index)
    case .digits, .epoch, .epochMilliseconds, .pattern: nil
    }
  }

  /// Three numbers with the same separator between them.
  @inline(__always)
  private func readNumbers(_ text: Span<UInt8>, _ index: inout Int) -> Day? {
    let counts: ClosedRange<Int> =
      switch format {
      case .yearFirst: 4...4
      case .shortYearFirst: 2...2
      default: 1...2
      }
    guard let first = TextReading.number(text, &index, counts), index < text.count else {
      return nil
    }
    let separator = text[index]
    guard isSeparator(separator) else { return nil }
    index += 1
    guard let second = TextReading.number(text, &index, 1...2),
      TextReading.skip(separator, text, &index)
    else { return nil }
    switch format {
    case .yearFirst:
      return TextReading.number(text, &index, 1...2).map { Day(first, second, $0) }
    case .shortYearFirst:
      let year = TextReading.year(ofTwoDigits: first)
      return TextReading.number(text, &index, 1...2).map { Day(year, second, $0) }
    default:
      guard let year = TextReading.year(text, &index) else { return nil }
      return format == .monthFirst ? Day(year, first, second) : Day(year, second, first)
    }
  }

  private func isSeparator(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "/"), Byte.minus: true
    // Where points divide dates, the day is first, or the year with four digits.
    case Byte.point: format == .dayFirst || format == .yearFirst
    default: false
    }
  }

  private func readDayOfYear(_ text: Span<UInt8>, _ index: inout Int) -> Day? {
    let start = index
    guard let number = TextReading.number(text, &index, 4...7) else { return nil }
    switch index - start {
    case 7: return Day(year: number / 1000, dayOfYear: number % 1000)
    case 4:
      guard TextReading.skip(Byte.minus, text, &index),
        let day = TextReading.number(text, &index, 3...3)
      else { return nil }
      return Day(year: number, dayOfYear: day)
    default: return nil
    }
  }

  private func readWeek(_ text: Span<UInt8>, _ index: inout Int) -> Day? {
    guard let year = TextReading.number(text, &index, 4...4) else { return nil }
    let isExtended = TextReading.skip(Byte.minus, text, &index)
    guard TextReading.skipLetter("w", text, &index) else { return nil }
    let start = index
    guard let number = TextReading.number(text, &index, 2...3) else { return nil }
    if index - start == 3 {
      return isExtended ? nil : Day(year: year, week: number / 10, weekday: number % 10)
    }
    if isExtended, TextReading.skip(Byte.minus, text, &index) {
      guard let weekday = TextReading.number(text, &index, 1...1) else { return nil }
      return Day(year: year, week: number, weekday: weekday)
    }
    var day = Day(year: year, week: number, weekday: 1)
    day?.mayHaveTime = false
    return day
  }

  private func readMonth(_ text: Span<UInt8>, _ index: inout Int) -> Day? {
    let isYearFirst = format == .yearMonth
    guard let first = TextReading.number(text, &index, isYearFirst ? 4...4 : 1...2),
      TextReading.skip(Byte.minus, text, &index)
        || TextReading.skip(UInt8(ascii: "/"), text, &index),
      let second = TextReading.number(text, &index, isYearFirst ? 1...2 : 4...4)
    else { return nil }
    return isYearFirst
      ? Day(first, second, 1, mayHaveTime: false) : Day(second, first, 1, mayHaveTime: false)
  }

  private func readNamed(_ text: Span<UInt8>, _ index: inout Int) -> Day? {
    func next() { TextReading.skipBetweenNames(text, &index) }
    switch format {
    case .dayNameYear:
      guard let day = TextReading.number(text, &index, 1...2) else { return nil }
      next()
      guard let month = MonthNames.read(text, &index) else { return nil }
      next()
      return TextReading.year(text, &index).map { Day($0, month, day) }
    case .nameDayYear:
      guard let month = MonthNames.read(text, &index) else { return nil }
      next()
      guard let day = TextReading.number(text, &index, 1...2) else { return nil }
      next()
      return TextReading.year(text, &index).map { Day($0, month, day) }
    default:
      guard let year = TextReading.number(text, &index, 4...4) else { return nil }
      next()
      guard let month = MonthNames.read(text, &index) else { return nil }
      next()
      return TextReading.number(text, &index, 1...2).map { Day(year, month, $0) }
    }
  }

  /// Reads `20230101`, with digits of a time of day directly behind it, or a time behind `T` or blanks.
  private func readDigits(_ text: Span<UInt8>, _ index: inout Int) -> ClockReading? {
    let start = index
    guard let number = TextReading.number(text, &index, 8...14) else { return nil }
    let count = index - start
    guard count.isMultiple(of: 2) else { return nil }
    let scale = [1, 100, 10_000, 1_000_000][(count - 8) / 2]
    let date = number / scale
    let day = Day(date / 10_000, date / 100 % 100, date % 100)
    let dateEnd = index
    if count == 8 {
      TextReading.skipBlanks(text, &index)
      guard index < text.count else { return ClockTime.midnight.on(day, hasTime: false) }
      if index == dateEnd, !TextReading.skipLetter("t", text, &index) { return nil }
    }
    let time =
      count > 8
      ? ClockTime(digits: number % scale, count: count - 8, text, &index)
      : ClockTime.readDigits(text, &index) ?? ClockTime.read(text, &index)
    TextReading.skipBlanks(text, &index)
    guard let time, index == text.count else { return nil }
    return time.on(day, hasTime: true)
  }
}
