/// Measured amounts as people write them: two or three digits and a unit.
public enum Amount {
  /// A speed: `1.2 GB/s`.
  ///
  /// - Parameter bytesPerSecond: the speed.
  /// - Returns: the text, with a unit of a power of 1,000.
  public static func rate(_ bytesPerSecond: Double) -> String { bytes(bytesPerSecond) + "/s" }

  /// An amount of data: `256 MB`.
  ///
  /// - Parameter count: the number of bytes.
  /// - Returns: the text, with a unit of a power of 1,000.
  public static func bytes(_ count: Double) -> String {
    scaled(count, [(1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1, "B")])
  }

  /// A time: `40 ms`.
  ///
  /// - Parameter seconds: the time.
  /// - Returns: the text, from nanoseconds to seconds.
  public static func time(_ seconds: Double) -> String {
    scaled(seconds, [(1, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")])
  }

  private static func scaled(_ value: Double, _ units: [(size: Double, name: String)]) -> String {
    // 999.9 of a unit is 1000 when rounded, and therefore 1 of the next.
    let unit = units.first { value >= 0.9995 * $0.size } ?? units[units.count - 1]
    let amount = value / unit.size
    let text =
      amount < 9.95
      ? "\((amount * 10).rounded() / 10)".replacingSuffix(".0") : "\(Int(amount.rounded()))"
    return "\(text) \(unit.name)"
  }
}

extension String {
  fileprivate func replacingSuffix(_ suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
  }
}

/// Times of day, in UTC, so that hosts in different time zones say the same.
public enum UTC {
  /// A time as text: `2026-03-01 12:00:00.5 UTC`.
  ///
  /// - Parameters:
  ///   - seconds: whole seconds since 1970.
  ///   - nanoseconds: the rest.
  /// - Returns: the text; digits of the second that are zero at its end are left out.
  public static func text(seconds: Int, nanoseconds: Int) -> String {
    func digits(_ value: Int, _ count: Int) -> String {
      let text = String(value)
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    let second = (seconds % 86_400 + 86_400) % 86_400
    let (year, month, day) = date(daysSince1970: (seconds - second) / 86_400)
    let date = [digits(year, 4), digits(month, 2), digits(day, 2)].joined(separator: "-")
    let clock = [second / 3600, second / 60 % 60, second % 60].map { digits($0, 2) }
    var fraction = nanoseconds > 0 ? "." + digits(nanoseconds, 9) : ""
    while fraction.hasSuffix("0") { fraction.removeLast() }
    return "\(date) \(clock.joined(separator: ":"))\(fraction) UTC"
  }

  /// The date of a day in the Gregorian calendar.
  ///
  /// Counts from the first of March of the year 0, so that leap days come last in a year; by Howard
  /// Hinnant, [chrono-Compatible Low-Level Date
  /// Algorithms](https://howardhinnant.github.io/date_algorithms.html#civil_from_days).
  private static func date(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let dayOfEra = (shifted % 146_097 + 146_097) % 146_097
    let era = (shifted - dayOfEra) / 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (
      era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month,
      dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    )
  }
}
