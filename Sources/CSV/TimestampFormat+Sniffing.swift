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
  }

  /// Finds out the format of some texts.
  ///
  /// Month and day are told apart by a number above 12. Where no text has one, a plain `AM` or `PM`
  /// counts as evidence that the month is first: that is how the Americas' open data portals write,
  /// Colombia's among them. (`a. m.`, which Spanish spreadsheets write, tells nothing.)
  ///
  /// - Parameter samples: fields' contents, those left out that mean a missing value.
  /// - Returns: the format, or why there is none.
  /// - Complexity: O(length of all texts).
  package static func sniff(samples: [[UInt8]]) -> Sniffed {
    var fitting = allCases
    var hasPlainHalf = false
    for sample in samples {
      let stillFitting = fitting.filter { $0.parse(sample.span) != nil }
      guard !stillFitting.isEmpty else {
        return .noFormat(text: RecordFailure.excerpt(sample))
      }
      fitting = stillFitting
      hasPlainHalf = hasPlainHalf || endsInPlainHalf(sample)
    }
    guard let sample = samples.first else { return .ambiguous(text: nil) }
    if fitting.count == 1 { return .format(fitting[0]) }
    // A year has four digits and the other numbers two at most, so nothing fits both year first and
    // another format.
    return hasPlainHalf ? .format(.monthFirst) : .ambiguous(text: RecordFailure.excerpt(sample))
  }

  /// Whether a text ends in `AM` or `PM`, in any case.
  private static func endsInPlainHalf(_ sample: [UInt8]) -> Bool {
    var letters = sample[...]
    while let last = letters.last, Byte.isBlank(last) { letters.removeLast() }
    let half = letters.suffix(2).map { $0 | 0x20 }
    return half == Array("am".utf8) || half == Array("pm".utf8)
  }
}
