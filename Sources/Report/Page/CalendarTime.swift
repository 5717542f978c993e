/// What a calendar and a clock show: the name of a step, read.
struct CalendarTime: Sendable, Hashable {
  let year: Int
  let month: Int
  let day: Int

  /// The seconds since midnight; 0 of a date alone.
  let second: Int

  /// Reads `2024-02-25`, or `2024-02-25 23:00:00`, whatever stands behind; nil if that isn't how a text begins.
  init?(_ name: String) {
    let bytes = Array(name.utf8)
    func number(_ range: Range<Int>) -> Int? {
      guard range.upperBound <= bytes.count else { return nil }
      return Int(String(decoding: bytes[range], as: UTF8.self))
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
      (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    (self.year, self.month, self.day) = (year, month, day)
    guard let hour = number(11..<13), let minute = number(14..<16) else {
      second = 0
      return
    }
    second = hour * 3600 + minute * 60 + (number(17..<19) ?? 0)
  }

  /// The days since some Monday: a number that grows by one from day to day.
  ///
  /// Howard Hinnant, *chrono-Compatible Low-Level Date Algorithms* (2013): years begin in March.
  var dayNumber: Int {
    let fromMarch = (month + 9) % 12
    let years = month <= 2 ? year - 1 : year
    let leapDays = years / 4 - years / 100 + years / 400
    // 0000-03-01 was a Wednesday.
    return 365 * years + leapDays + (153 * fromMarch + 2) / 5 + day - 1 + 2
  }

  /// The name of the month, in three letters.
  var monthName: String {
    [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ][month - 1]
  }

  /// `23:00`, with seconds where there are any.
  var clockText: String {
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let text = padded(second / 3600) + ":" + padded(second / 60 % 60)
    return second % 60 == 0 ? text : text + ":" + padded(second % 60)
  }
}
