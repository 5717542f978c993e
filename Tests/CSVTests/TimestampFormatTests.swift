import CSV
import TestSupport
import Testing

/// The meaning of texts as timestamps.
@Suite struct TimestampFormatTests {
  @Test(arguments: [
    ("05/22/2017 12:00:00 AM", "2017-05-22 00:00:00"), ("05/22/2017", "2017-05-22 00:00:00"),
    ("05/22/2017 12:00:00 PM", "2017-05-22 12:00:00"), ("5/2/2017 1:07 pm", "2017-05-02 13:07:00"),
    ("05/22/2017 11:59:59 PM", "2017-05-22 23:59:59"), ("5/22/17 01:00", "2017-05-22 01:00:00"),
    ("05/22/70", "1970-05-22 00:00:00"), ("05/22/69 24:00", "2069-05-23 00:00:00"),
    ("05-22-2017 13:00:05", "2017-05-22 13:00:05"), ("02/29/2016", "2016-02-29 00:00:00"),
    ("05/22/2017 12:30:00 a. m.", "2017-05-22 00:30:00"),
    ("05/22/2017 1:30 p.m.", "2017-05-22 13:30:00"),
    ("05/22/2017 1:30\u{202F}PM", "2017-05-22 13:30:00"),
    ("05/22/2017 1:30 p.\u{A0}m.", "2017-05-22 13:30:00"),
    (" 05/22/2017  1:30:00AM\t", "2017-05-22 01:30:00"),
    ("05/22/2017 01:30:00.25 PM", "2017-05-22 13:30:00.250000"),
  ])
  func monthFirst(_ text: String, _ expected: String) {
    #expect(Self.parse(text, .monthFirst) == expected)
  }

  @Test(arguments: [
    ("22/05/2017", "2017-05-22 00:00:00"), ("22/05/2017 13:00", "2017-05-22 13:00:00"),
    ("22/5/2017 3:00:01", "2017-05-22 03:00:01"), ("22.05.2017", "2017-05-22 00:00:00"),
    ("22-05-2017 12:00:00 AM", "2017-05-22 00:00:00"),
    ("22/05/2017 12:00:00 PM", "2017-05-22 12:00:00"),
  ])
  func dayFirst(_ text: String, _ expected: String) {
    #expect(Self.parse(text, .dayFirst) == expected)
  }

  @Test(arguments: [
    ("2017-05-22", "2017-05-22 00:00:00"), ("2017/05/22", "2017-05-22 00:00:00"),
    ("2017-05-22T13:00", "2017-05-22 13:00:00"), ("2017-05-22 13:00:59", "2017-05-22 13:00:59"),
    ("2017-05-22T13:00:59Z", "2017-05-22 13:00:59"),
    ("2017-05-22T13:00:59.1234567-05:00", "2017-05-22 13:00:59.123456"),
    ("2017-05-22T13:00:59,5+0530", "2017-05-22 13:00:59.500000"),
    ("2017-05-22 13:00 +05", "2017-05-22 13:00:00"), ("2017.5.2 1:00", "2017-05-02 01:00:00"),
    ("2017-05-22 01:00:00 PM", "2017-05-22 13:00:00"), ("0001-01-01", "0001-01-01 00:00:00"),
    ("9999-12-31T23:59:59.999999999", "9999-12-31 23:59:59.999999"),
    ("2017-05-22t13:00z", "2017-05-22 13:00:00"), ("2016-02-28 24:00", "2016-02-29 00:00:00"),
    ("2016-12-31T24:00:00Z", "2017-01-01 00:00:00"), ("2017-05-22 1:00 UTC", "2017-05-22 01:00:00"),
    ("2017-05-22 01:00 p. m. -05", "2017-05-22 13:00:00"),
  ])
  func yearFirst(_ text: String, _ expected: String) {
    #expect(Self.parse(text, .yearFirst) == expected)
  }

  @Test(arguments: [
    "", " ", "2017", "2017-05", "2017-02-29", "1900-02-29", "2017-04-31", "2017-13-01",
    "2017-00-10", "2017-05-00", "0000-05-01", "17-05-22", "02017-05-22", "2017-005-22",
    "2017-05/22", "2017-05-22T", "2017-05-22T24:00:01", "2017-05-22T24:01", "9999-12-31T24:00",
    "2017-05-22T25:00", "2017-05-22T23:60:00",
    "2017-05-22T23:59:60", "2017-05-22T1:2", "2017-05-22T13", "2017-05-22 13:00:59.",
    "2017-05-22 13:00:00 AM", "2017-05-22 00:00:00 AM", "2017-05-22 01:00:00 XM",
    "2017-05-22 01:00:00 A", "2017-05-22T13:00:00+5", "2017-05-22T13:00:00+24:00",
    "2017-05-22T13:00:00+05:60", "2017-05-22T13:00:00+05:", "2017-05-22T13:00:00ZZ",
    "2017-05-22x", "2017-05-22T13:00:00 Z5", "2017-05-2213:00", "2017-05-22 T13:00:00",
    "20170522", "2017-05-22 13:00 UT", "2017-05-22 13:00 PM Z", "2017_05_22", "2017-05-22 13.00.00",
    "２017-05-22", "2017-05-22T13:00:00-",
  ])
  func refused(_ text: String) {
    #expect(Self.parse(text, .yearFirst) == nil)
  }

  /// The forms that are read quickly mean what their slow neighbours mean, which have a blank more,
  /// and so does whatever becomes of them when a character is another.
  @Test(arguments: [
    ("05/22/2017 12:34:56 AM", TimestampFormat.monthFirst), ("10/12/2017 09:08:07 PM", .dayFirst),
    ("2017-05-22T13:14:15", .yearFirst), ("2017-05-22 13:14:15", .yearFirst),
    ("2017-05-22", .yearFirst), ("2017-05-22T13:14", .yearFirst), ("2017-05-22 13:14", .yearFirst),
    ("22/05/2017", .dayFirst), ("22/05/2017 13:14", .dayFirst), ("22/05/2017 13:14:15", .dayFirst),
    ("05/22/2017", .monthFirst), ("05/22/2017 13:14", .monthFirst),
  ])
  func quickForms(_ text: String, _ format: TimestampFormat) {
    #expect(Self.parse(text, format) != nil)
    for position in text.utf8.indices {
      for byte in UInt8.min...UInt8.max where byte != UInt8(ascii: " ") {
        var bytes = Array(text.utf8)
        bytes[text.utf8.distance(from: text.utf8.startIndex, to: position)] = byte
        let longer = bytes + [UInt8(ascii: " ")]
        #expect(format.parse(bytes.span) == format.parse(longer.span), "\(bytes)")
      }
    }
  }

  /// All the numbers that two digits can be, in every place.
  @Test func everyPair() {
    for number in 0...99 {
      let two = number < 10 ? "0\(number)" : "\(number)"
      let isMonth = (1...12).contains(number)
      #expect((Self.parse("2017-\(two)-01", .yearFirst) != nil) == isMonth)
      #expect((Self.parse("\(two)/01/2017 01:00:00 AM", .monthFirst) != nil) == isMonth)
      #expect((Self.parse("01/\(two)/2017 01:00:00 AM", .dayFirst) != nil) == isMonth)
      #expect((Self.parse("01/01/2017 \(two):00:00 PM", .dayFirst) != nil) == isMonth)
      #expect((Self.parse("2017-01-\(two)", .yearFirst) != nil) == (1...31).contains(number))
      #expect((Self.parse("2017-01-01T\(two):00:00", .yearFirst) != nil) == (number <= 24))
      for clock in ["00:\(two):00", "00:00:\(two)"] {
        #expect((Self.parse("2017-01-01T" + clock, .yearFirst) != nil) == (number < 60))
      }
    }
  }

  @Test func sniffed() {
    let table: [([String], TimestampFormat.Sniffed)] = [
      (["05/22/2017", "01/02/2017"], .format(.monthFirst)),
      (["01/02/2017", "22/05/2017"], .format(.dayFirst)),
      (["2017-01-02", "2017/05/22 13:00"], .format(.yearFirst)),
      (["01/02/2017", "03/04/2017 13:00"], .ambiguous(text: "01/02/2017")),
      (["01/02/2017 01:00:00 AM"], .format(.monthFirst)),
      (["01/02/2017", "01/02/2017 01:00 pm "], .format(.monthFirst)),
      (["22/02/2017 01:00:00 AM"], .format(.dayFirst)),
      (["01/02/2017 01:00 a. m."], .ambiguous(text: "01/02/2017 01:00 a. m.")),
      ([], .ambiguous(text: nil)),
      (["05/22/2017", "22/05/2017"], .noFormat(text: "22/05/2017")),
      (["01/02/2017", "soon\n"], .noFormat(text: "soon\\n")),
      (["11045010", "01/02/2017"], .noFormat(text: "11045010")),
      (["2017-01-02", "01/02/2017"], .noFormat(text: "01/02/2017")),
      (["22.05.17", "01.02.2017"], .format(.dayFirst)), (["01.02.03"], .format(.dayFirst)),
      (["05.22.2017"], .noFormat(text: "05.22.2017")),
      (["1/2/23", "3/4/99 05:30"], .ambiguous(text: "1/2/23")),
      (["1/22/23"], .format(.monthFirst)), (["22/1/23"], .format(.dayFirst)),
      (["32-01-05"], .format(.shortYearFirst)), (["32/01/05"], .noFormat(text: "32/01/05")),
      (
        ["31-12-05"],
        .severalFormats(
          [.dayFirst, .shortYearFirst], text: "31-12-05", meanings: ["2005-12-31", "2031-12-05"])
      ),
      (
        ["01-02-03 05:30"],
        .severalFormats(
          [.monthFirst, .dayFirst, .shortYearFirst], text: "01-02-03 05:30",
          meanings: ["2003-01-02 05:30:00", "2003-02-01 05:30:00", "2001-02-03 05:30:00"])
      ),
      (["2023010100", "20230101"], .format(.digits)), (["1683000000"], .format(.epoch)),
      (["2023010100", "1683000000"], .format(.epoch)), (["2023010124"], .format(.digits)),
      (["2023010125"], .format(.epoch)), (["202301010530"], .format(.digits)),
      (["202301010560"], .format(.epochMilliseconds)),
      (
        ["1612010100"],
        .severalFormats(
          [.digits, .epoch], text: "1612010100", meanings: ["1612-01-01", "2021-01-30 12:35:00"])
      ),
      (["9999999999"], .noFormat(text: "9999999999")), (["99999999"], .noFormat(text: "99999999")),
      (["4102444800"], .format(.epoch)), (["4133980800"], .noFormat(text: "4133980800")),
      (["2023001", "2023365"], .format(.dayOfYear)), (["2023366"], .noFormat(text: "2023366")),
      (["2024366"], .format(.dayOfYear)), (["2020-W53"], .format(.week)),
      (["2021-W53"], .noFormat(text: "2021-W53")), (["2023-01"], .format(.yearMonth)),
      (["2023-13"], .noFormat(text: "2023-13")),
      (["2023-01", "2023-01-05"], .noFormat(text: "2023-01-05")),
      (["3 Ene 2023", "4-DEC.-23"], .format(.dayNameYear)),
      (["3 Enx 2023"], .noFormat(text: "3 Enx 2023")),
    ]
    for (texts, expected) in table {
      let found = TimestampFormat.sniff(samples: texts.map { Array($0.utf8) })
      #expect(found == expected, "\(texts)")
    }
  }

  private static func parse(_ text: String, _ format: TimestampFormat) -> String? {
    format.parse(Array(text.utf8).span)?.description
  }
}
