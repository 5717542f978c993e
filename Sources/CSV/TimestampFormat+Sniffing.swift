extension TimestampFormat {
  /// The format of all texts, as far as some of them tell it.
  package enum Sniffed: Sendable, Hashable {
    /// All of them are timestamps of this format, and of no other.
    case format(TimestampFormat)
    /// They are no timestamps of one format; with the first text that doesn't fit those before it,
    /// made visible and cut if long.
    case noFormat(text: String)
    /// All of them have the month first or the day first, and none tells which; with one of them,
    /// or nil if there is no text at all.
    case ambiguous(text: String?)
    /// All of them can be read in these ways; with one of them, and what it then means.
    case severalFormats([TimestampFormat], text: String, meanings: [String])
  }

  /// Finds out the format of some texts.
  ///
  /// Month and day are told apart by a number above 12. Where no text has one, a plain `AM` or `PM`
  /// counts as evidence that the month is first: that is how the Americas' open data portals write,
  /// Colombia's among them. (`a. m.`, which Spanish spreadsheets write, tells nothing.) Digits alone
  /// are dates of the calendar rather than seconds since 1970 where they may be both, unless no year
  /// lies from 1800 to 2199.
  ///
  /// - Parameter samples: fields' contents, those left out that mean a missing value.
  /// - Returns: the format, or why there is none.
  /// - Complexity: O(length of all texts).
  package static func sniff(samples: [[UInt8]]) -> Sniffed {
    var fitting = recognized
    for sample in samples {
      let stillFitting = fitting.filter { $0.recognizes(sample.span) }
      guard !stillFitting.isEmpty else {
        return .noFormat(text: RecordFailure.excerpt(sample))
      }
      fitting = stillFitting
    }
    guard let sample = samples.first else { return .ambiguous(text: nil) }
    if fitting.contains(.digits), samples.contains(where: { isOfRecentYear($0.span) }) {
      fitting = fitting.filter { $0 != .epoch && $0 != .epochMilliseconds }
    }
    if fitting.count == 1 { return .format(fitting[0]) }
    let text = RecordFailure.excerpt(sample)
    if fitting == [.monthFirst, .dayFirst] {
      return samples.contains(where: endsInPlainHalf)
        ? .format(.monthFirst) : .ambiguous(text: text)
    }
    let meanings = fitting.map { $0.parse(sample.span)?.briefDescription ?? "" }
    return .severalFormats(fitting, text: text, meanings: meanings)
  }

  /// Whether a text is taken for a timestamp of this format where nobody has named one.
  package func recognizes(_ text: Span<UInt8>) -> Bool {
    switch self {
    case .epoch, .epochMilliseconds:
      let wanted = self == .epoch ? 9...10 : 12...13
      var (index, end) = (0, text.count)
      while index < end, Byte.isBlank(text[index]) { index += 1 }
      while index < end, Byte.isBlank(text[end - 1]) { end -= 1 }
      let start = index
      while index < end, text[index] &- Byte.zero <= 9 { index += 1 }
      guard wanted.contains(index - start), let year = parse(text)?.year else { return false }
      return 1970 <= year && year <= 2100
    case .shortYearFirst:
      // With other marks, two digits in front of two others are a day or a month.
      return text.indices.contains { text[$0] == Byte.minus } && parse(text) != nil
    default: return parse(text) != nil
    }
  }

  /// Whether a text of ``digits`` has a year that most data may have.
  private static func isOfRecentYear(_ text: Span<UInt8>) -> Bool {
    TimestampFormat.digits.parse(text).map { 1800 <= $0.year && $0.year < 2200 } ?? false
  }

  /// Whether the clocks of some texts tell how far they are ahead of UTC: the first text with a time
  /// of day decides.
  ///
  /// - Parameter samples: fields' contents; what isn't of this format doesn't count.
  /// - Returns: whether they do; false if no text has a time of day.
  package func hasOffsets(in samples: [[UInt8]]) -> Bool {
    for sample in samples {
      if let reading = read(sample.span), reading.hasTime { return reading.offset != nil }
    }
    return self == .epoch || self == .epochMilliseconds
  }

  /// Whether a text ends in `AM` or `PM`, in any case.
  private static func endsInPlainHalf(_ sample: [UInt8]) -> Bool {
    var letters = sample[...]
    while let last = letters.last, Byte.isBlank(last) { letters.removeLast() }
    let half = letters.suffix(2).map { $0 | 0x20 }
    return half == Array("am".utf8) || half == Array("pm".utf8)
  }
}

extension Timestamp {
  /// The timestamp without a midnight's time of day: `2017-05-22`.
  fileprivate var briefDescription: String {
    secondOfDay == 0 && microsecond == 0
      ? TimestampPart.date.text(ofKey: TimestampPart.date.key(of: self)) : description
  }
}
