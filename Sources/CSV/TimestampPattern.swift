/// A form of dates that is described as for C's `strptime`: `%d/%m/%Y %H:%M`.
///
/// | | |
/// | --- | --- |
/// | `%Y`, `%y` | a year of four digits, of two (1970 to 2069) |
/// | `%m`, `%d`, `%e`, `%j` | month, day of the month, day of the year, as numbers |
/// | `%b`, `%B`, `%h` | the name of a month, English or Spanish, full or abbreviated |
/// | `%G`, `%V`, `%u` | the year, week and weekday of ISO 8601 |
/// | `%a`, `%A` | letters, the name of a weekday, that mean nothing |
/// | `%H`, `%I`, `%M`, `%S`, `%f` | hour to 24, hour to 12, minute, second, decimals of a second |
/// | `%p` | the half of the day: `AM`, `p. m.` |
/// | `%z` | the offset from UTC: `Z`, `+05:30`, `-0500` |
/// | `%s` | seconds since 1970 in UTC |
/// | `%F`, `%T`, `%R`, `%D` | `%Y-%m-%d`, `%H:%M:%S`, `%H:%M`, `%m/%d/%y` |
/// | `%%`, a blank | `%`; any blanks, or none |
///
/// A number may have fewer digits than its largest one, a year of `%Y` or `%G` not.
package struct TimestampPattern: Sendable, Hashable {
  /// The pattern as it was written.
  package let text: String

  /// A pattern that makes no sense.
  package struct Failure: Error, Hashable {
    /// What is wrong, as the end of a sentence that the pattern begins.
    package let reason: String
  }

  private enum Item: Sendable, Hashable {
    case byte(UInt8)
    case blanks
    case field(Field)
  }

  private enum Field: UInt8, Sendable, CaseIterable {
    case year = 0x59
    case shortYear = 0x79
    case month = 0x6D
    case day = 0x64
    case dayOfYear = 0x6A
    case monthName = 0x62
    case weekYear = 0x47
    case week = 0x56
    case weekday = 0x75
    case letters = 0x61
    case hour = 0x48
    case hourOfHalf = 0x49
    case minute = 0x4D
    case second = 0x53
    case fraction = 0x66
    case half = 0x70
    case offset = 0x7A
    case epoch = 0x73
  }

  private let items: [Item]

  /// Reads a pattern.
  ///
  /// - Parameter text: the pattern.
  /// - Throws: ``Failure`` if it has a letter that means nothing behind a `%`, or tells no date.
  package init(_ text: String) throws(Failure) {
    self.text = text
    var items: [Item] = []
    try Self.append(Array(text.utf8), to: &items)
    self.items = items
    let fields = items.compactMap { item -> Field? in
      if case .field(let field) = item { field } else { nil }
    }
    if let twice = fields.first(where: { field in
      field != .letters && fields.count(where: { $0 == field }) > 1
    }) {
      throw Failure(reason: "has %\(Character(Unicode.Scalar(twice.rawValue))) twice")
    }
    let known = Set(fields)
    let hasYear = known.contains(.year) || known.contains(.shortYear)
    let hasMonth = known.contains(.month) || known.contains(.monthName)
    guard
      hasYear && (hasMonth || known.contains(.dayOfYear))
        || known.isSuperset(of: [.weekYear, .week]) || known.contains(.epoch)
    else { throw Failure(reason: "tells no date; a year and a month belong to one at least") }
    guard known.contains(.hourOfHalf) == known.contains(.half) else {
      throw Failure(reason: "has one of %I and %p; each needs the other")
    }
  }

  private static func append(_ pattern: [UInt8], to items: inout [Item]) throws(Failure) {
    var rest = pattern[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        items.append(Byte.isBlank(byte) ? .blanks : .byte(byte))
        continue
      }
      guard let letter = rest.popFirst() else { throw Failure(reason: "ends with %") }
      switch letter {
      case UInt8(ascii: "%"): items.append(.byte(letter))
      case UInt8(ascii: "n"), UInt8(ascii: "t"): items.append(.blanks)
      case UInt8(ascii: "e"): items += [.blanks, .field(.day)]
      case UInt8(ascii: "B"), UInt8(ascii: "h"): items.append(.field(.monthName))
      case UInt8(ascii: "A"): items.append(.field(.letters))
      case UInt8(ascii: "F"): try append(Array("%Y-%m-%d".utf8), to: &items)
      case UInt8(ascii: "T"): try append(Array("%H:%M:%S".utf8), to: &items)
      case UInt8(ascii: "R"): try append(Array("%H:%M".utf8), to: &items)
      case UInt8(ascii: "D"): try append(Array("%m/%d/%y".utf8), to: &items)
      default:
        guard let field = Field(rawValue: letter) else {
          let name = String(decoding: [letter], as: UTF8.self)
          throw Failure(reason: "has %\(name), which means nothing here")
        }
        items.append(.field(field))
      }
    }
  }

  /// What has been read of a text.
  private struct Found {
    var year: Int?
    var month = 1
    var day = 1
    var dayOfYear: Int?
    var week: Int?
    var weekday = 1
    var epoch: Int?
    var isAfternoon: Bool?
    var time = ClockTime()
    var hasTime = false

    /// The timestamp, if the calendar and the clock have it.
    var reading: ClockReading? {
      var time = time
      if let isAfternoon, !time.setHalf(isAfternoon) { return nil }
      if let epoch {
        return Timestamp(epochSecond: epoch, microsecond: time.microsecond).map {
          ClockReading(timestamp: $0, offset: 0, hasTime: true)
        }
      }
      guard let year else { return nil }
      let date =
        if let week {
          TimestampReader.Day(year: year, week: week, weekday: weekday)
        } else if let dayOfYear {
          TimestampReader.Day(year: year, dayOfYear: dayOfYear)
        } else {
          TimestampReader.Day?.some(TimestampReader.Day(year, month, day))
        }
      return date.flatMap { time.on($0, hasTime: hasTime) }
    }
  }

  /// Reads a timestamp; see ``TimestampFormat/read(_:)``.
  func read(_ text: Span<UInt8>) -> ClockReading? {
    var index = 0
    var found = Found()
    TextReading.skipBlanks(text, &index)
    for item in items {
      switch item {
      case .byte(let byte): guard TextReading.skip(byte, text, &index) else { return nil }
      case .blanks: TextReading.skipBlanks(text, &index)
      case .field(let field): guard Self.read(field, text, &index, &found) else { return nil }
      }
    }
    TextReading.skipBlanks(text, &index)
    return index == text.count ? found.reading : nil
  }

  /// Reads a field.
  ///
  /// - Returns: whether it stands here.
  private static func read(
    _ field: Field, _ text: Span<UInt8>, _ index: inout Int, _ found: inout Found
  ) -> Bool {
    switch field {
    case .monthName:
      guard let month = MonthNames.read(text, &index) else { return false }
      found.month = month
    case .letters:
      let start = index
      // Of a name such as "sábado" some letters aren't ASCII's.
      while index < text.count,
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= text[index] | 0x20 || text[index] >= 0x80
      {
        index += 1
      }
      return index > start
    case .half:
      guard let isAfternoon = ClockTime.readHalf(text, &index) else { return false }
      found.isAfternoon = isAfternoon
    case .offset:
      guard let offset = ClockTime.readOffset(text, &index) else { return false }
      found.time.offset = offset
      found.hasTime = true
    case .fraction:
      guard let fraction = TextReading.microseconds(text, &index) else { return false }
      found.time.microsecond = fraction
    default: return readNumber(field, text, &index, &found)
    }
    return true
  }

  private static func readNumber(
    _ field: Field, _ text: Span<UInt8>, _ index: inout Int, _ found: inout Found
  ) -> Bool {
    let counts: ClosedRange<Int> =
      switch field {
      case .year, .weekYear: 4...4
      case .shortYear: 2...2
      case .dayOfYear: 1...3
      case .weekday: 1...1
      case .epoch: 1...12
      default: 1...2
      }
    // Digits of the next field may stand directly behind these.
    let end = min(text.count, index + counts.upperBound)
    var position = index
    guard let number = TextReading.number(text.extracting(0..<end), &position, counts) else {
      return false
    }
    index = position
    switch field {
    case .year, .weekYear: found.year = number
    case .shortYear: found.year = TextReading.year(ofTwoDigits: number)
    case .month: found.month = number
    case .day: found.day = number
    case .dayOfYear: found.dayOfYear = number
    case .week: found.week = number
    case .weekday: found.weekday = number
    case .epoch: found.epoch = number
    case .hour, .hourOfHalf: found.time.hour = number
    case .minute: found.time.minute = number
    case .second: found.time.second = number
    case .monthName, .letters, .half, .offset, .fraction: return false
    }
    if field == .hour || field == .hourOfHalf { found.hasTime = true }
    return true
  }
}
