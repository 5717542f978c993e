import CSV
import Glibc
import Patterns
import Vocabulary

/// A part of the program that takes bytes from outside.
struct Harness: Sendable {
  /// Bytes that it takes.
  let examples: [[UInt8]]

  /// Gives it some bytes.
  let outcome: @Sendable ([UInt8]) -> Outcome

  /// What comes of bytes.
  enum Outcome {
    /// They were read.
    case taken
    /// They are an error, and said to be.
    case refused
    /// They were read as what they aren't.
    case wrong(String)
  }

  init(_ examples: [String], outcome: @escaping @Sendable ([UInt8]) -> Outcome) {
    self.init(bytes: examples.map { Array($0.utf8) }, outcome: outcome)
  }

  init(bytes examples: [[UInt8]], outcome: @escaping @Sendable ([UInt8]) -> Outcome) {
    (self.examples, self.outcome) = (examples, outcome)
  }

  /// Tries some bytes, and ends the process if that shows a fault.
  ///
  /// - Returns: whether they were taken.
  func takes(_ bytes: [UInt8]) -> Bool {
    switch outcome(bytes) {
    case .taken: return true
    case .refused: return false
    case .wrong(let fault):
      print("\n\(fault)\nof \(bytes)\n\(String(decoding: bytes, as: UTF8.self))")
      fflush(nil)
      abort()
    }
  }

  /// All of them, by their names.
  static let all: [String: Harness] = [
    "numbers": numbers, "structure": structure, "conditions": conditions, "dates": dates,
    "date-patterns": datePatterns, "like": like, "regexp": regexp, "zip": zip,
    "packed": packed,
  ]
}

// MARK: - Numbers and structure

extension Harness {
  /// Numbers, against `strtod`, bit for bit, wherever the text is one by the grammar; and, of all digits, printed and
  /// read again.
  static let numbers = Harness([
    "1", "-0.5", "+12.25e-3", "9007199254740993", "1e400", "123456789012345678901234567890",
    "4.9406564584124654e-324", "2.2250738585072011e-308", "0.1e22", "1797693134862315708e291", ".",
    "1_000", "0x10", "inf", "000000000000000000000000000000.1", "8.5e-27",
    String(repeating: "1234567", count: 10), "1." + String(repeating: "89", count: 33),
  ]) { bytes in
    let found = NumberParser(decimal: UInt8(ascii: ".")).parse(bytes.span)
    guard isNumber(bytes) else {
      return found == .notANumber ? .refused : .wrong("\(found), of no number")
    }
    // Sound: a zero ends the text.
    let wanted = unsafe strtod(bytes.map(CChar.init(bitPattern:)) + [0], nil)
    // Beyond what a double reaches, powers of ten are all the same.
    if wanted.isNormal {
      guard let exact = ExactNumber(bytes.span) else { return .wrong("it has no digits") }
      let printed = Array(exact.text.utf8)
      if ExactNumber(printed.span) != exact { return .wrong("\(exact.text) isn't read again") }
    }
    switch found {
    case .number(let value) where value.bitPattern == wanted.bitPattern: return .taken
    case .outOfRange where wanted.isInfinite: return .taken
    default: return .wrong("\(found), not \(wanted)")
    }
  }

  /// Whether a text is an optional sign, digits with at most one point, and an optional exponent.
  private static func isNumber(_ bytes: [UInt8]) -> Bool {
    func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    func withoutSign(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
      text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+") ? text.dropFirst() : text
    }
    var rest = withoutSign(bytes[...])
    let whole = rest.prefix(while: isDigit)
    rest = rest.dropFirst(whole.count)
    var decimals = rest.prefix(0)
    if rest.first == UInt8(ascii: ".") {
      decimals = rest.dropFirst().prefix(while: isDigit)
      rest = rest.dropFirst(1 + decimals.count)
    }
    guard whole.count + decimals.count > 0 else { return false }
    guard let letter = rest.first else { return true }
    let power = withoutSign(rest.dropFirst())
    return (letter | 0x20) == UInt8(ascii: "e") && !power.isEmpty && power.allSatisfy(isDigit)
  }

  /// The structure of rows: every kernel that this processor has, against the portable one.
  static let structure = Harness([
    "a,b\n1,2\n", "\"a,b\",c\r\n\"\"\"\",\"\n\"\n", "a\",b\n", "\"a\"b,c\n",
    "x,\"" + String(repeating: "y,\n", count: 30) + "\",z\n",
    String(repeating: "12.5,-3,\r\n", count: 20), ",,,\n\n\n,\"\",\n",
  ]) { bytes in
    let found = ByteKernel.available.map { kernel in separators(of: bytes, by: kernel) }
    let wanted = found[0]
    for (kernel, other) in Swift.zip(ByteKernel.available, found).dropFirst() {
      // Where a quote is misplaced, nothing else holds.
      let isSame = wanted.isMisplaced ? other.isMisplaced : other == wanted
      if !isSame { return .wrong("\(kernel) finds \(other), not \(wanted)") }
    }
    return wanted.isMisplaced ? .refused : .taken
  }

  private struct Separators: Equatable {
    let positions: [UInt32]
    let lineFeeds: Int
    let isMisplaced: Bool
  }

  private static func separators(of bytes: [UInt8], by kernel: ByteKernel) -> Separators {
    let padded = bytes + [UInt8](repeating: 0x22, count: ByteKernel.padding)
    var positions = [UInt32](repeating: 0, count: padded.count)
    // Sound: there is the room, and there are the bytes, that the kernel wants.
    let found = unsafe kernel.scan(
      padded, count: bytes.count, delimiter: UInt8(ascii: ","), positions: &positions)
    return Separators(
      positions: Array(positions.prefix(found.separatorCount)), lineFeeds: found.lineFeedCount,
      isMisplaced: found.hasMisplacedQuote)
  }
}

// MARK: - Languages

extension Harness {
  /// Conditions and lists: read, or refused at a place in the text; in parentheses, they are read, too.
  static let conditions = Harness([
    "flow > 5", "flow between 5 and 10 or not (x in (1, 2.5))", "name like 'SAN %' escape '!'",
    "\"Max temp\" >= date '2017-05-22'", "(a + b) / -2 > abs(round(c, 1))",
    "case when a = 1 then 'x' else coalesce(b, 'y') end = 'x'", "month(time) in (6, 7)",
    "x is not missing and y is missing", "name regexp '^(A|B) ' and n != 3", "* except (a, b)",
    "station, time desc, bin(time, 15 min)", "(f - 32) * 5 / 9 as celsius",
    "timestamp '2017-05-22 13:00' < t", "a not ilike 'x_%' and 1 = 1", "((((((((1 = 1))))))))",
  ]) { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    _ = try? ColumnList(text)
    _ = try? SortKeys(text)
    // More than that is refused for its depth.
    guard bytes.count < 200, (try? Condition(text)) != nil else { return .refused }
    do { _ = try Condition("(\(text))") } catch { return .wrong("in parentheses: \(error)") }
    return .taken
  }

  /// Patterns of `like`, against the simplest program that matches them: a pattern, a line end, a text.
  static let like = Harness([
    "SAN %\nSAN JUAN", "%a%b%\nxxaxxbxx", "a_c\nabc", "\\%\\_%\n%_x", "%%%a\nba", "_\nñ",
    "%漢_\na漢字",
    "\n", "%\n", "a%\n",
  ]) { bytes in
    let parts = bytes.split(separator: 10, maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, bytes.count < 200 else { return .refused }
    let (pattern, text) = (
      String(decoding: parts[0], as: UTF8.self), String(decoding: parts[1], as: UTF8.self)
    )
    guard let read = try? Pattern(like: pattern) else { return .refused }
    var matcher = PatternMatcher(read)
    let found = matcher.matches(Array(text.utf8).span)
    let wanted = isLike(Array(text.unicodeScalars)[...], Array(pattern.unicodeScalars)[...])
    return found == wanted ? .taken : .wrong("\(found), not \(wanted)")
  }

  private static func isLike(
    _ text: ArraySlice<Unicode.Scalar>, _ pattern: ArraySlice<Unicode.Scalar>
  ) -> Bool {
    // The places in the text up to which the pattern matches, as far as it has been read.
    var places: Set<Int> = [0]
    let scalars = Array(text)
    var rest = pattern
    while let scalar = rest.popFirst() {
      switch scalar {
      case "%": places = places.min().map { Set($0...scalars.count) } ?? []
      case "_": places = Set(places.filter { $0 < scalars.count }.map { $0 + 1 })
      default:
        let wanted = scalar == "\\" ? rest.popFirst() : scalar
        places = Set(places.filter { $0 < scalars.count && scalars[$0] == wanted }.map { $0 + 1 })
      }
    }
    return places.contains(scalars.count)
  }

  /// Regular expressions: read or refused; either of two that are the same is the same.
  static let regexp = Harness([
    "^(SAN|PUERTO) \nSAN JUAN", "a*b+c?\naabbc", "[a-z0-9_]{2,4}$\nab_9", "\\d+\\.\\d\n12.5",
    "(?i)x\nX", "[^\\s\\w]|(a|(b|c))*\n!", "(a{0,9}){0,9}\naaaa", "\\p{L}\nñ", ".\n漢",
  ]) { bytes in
    let parts = bytes.split(separator: 10, maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, bytes.count < 200 else { return .refused }
    let (pattern, searched) = (String(decoding: parts[0], as: UTF8.self), Array(parts[1]))
    guard let read = try? Pattern(regexp: pattern) else { return .refused }
    var matcher = PatternMatcher(read)
    let found = matcher.matches(searched.span)
    // Twice as large, it may be too large; and what holds for all of a pattern stands in front of it.
    guard !pattern.hasPrefix("(?"), let both = try? Pattern(regexp: "(\(pattern))|(\(pattern))")
    else { return .taken }
    var other = PatternMatcher(both)
    return other.matches(searched.span) == found
      ? .taken : .wrong("\(found), but not if it is given twice")
  }
}

// MARK: - Dates

extension Harness {
  /// Dates: what is read is read again, the same, from how it is printed.
  static let dates = Harness([
    "2017-05-22 13:00:00", "05/22/2017 01:00:00 PM", "22/05/2017 1:00 p. m.",
    "2017-05-22T13:00:00.123456+05:30", "20170522", "1495458000", "1495458000000",
    "22-May-2017", "2016-02-29", "2017-12-31T24:00:00Z", "2017-W21-1", "0001-01-01 00:00",
    "9999-12-31 23:59:60", "may 22, 2017", "2017/05",
  ]) { bytes in
    guard case .format(let format) = TimestampFormat.sniff(samples: [bytes]) else {
      return .refused
    }
    guard let timestamp = format.parse(bytes.span) else {
      return .wrong("\(format) doesn't read it")
    }
    let printed = Array(timestamp.description.utf8)
    guard case .format(let other) = TimestampFormat.sniff(samples: [printed]),
      other.parse(printed.span) == timestamp
    else { return .wrong("\(timestamp) isn't read again") }
    return .taken
  }

  /// Patterns of dates, and texts of such: read or refused.
  static let datePatterns = Harness([
    "%d/%m/%Y %H:%M\n22/05/2017 13:00", "%Y-%m-%dT%H:%M:%S.%f%z\n2017-05-22T13:00:00.5-0500",
    "%b %d, %y %I:%M %p\nMay 22, 17 01:00 p. m.", "%s\n1495458000", "%G-W%V-%u\n2017-W21-1",
    "%F %T\n2017-05-22 13:00:00", "%j %Y\n142 2017", "%D%%\n05/22/17%",
  ]) { bytes in
    let parts = bytes.split(separator: 10, maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2,
      let pattern = try? TimestampPattern(String(decoding: parts[0], as: UTF8.self))
    else { return .refused }
    let text = Array(parts[1])
    return TimestampFormat.pattern(pattern).read(text.span) == nil ? .refused : .taken
  }
}
