import Patterns
import TestSupport
import Testing

/// Which texts match, and where a pattern makes no sense.
@Suite struct PatternTests {
  private struct Expected: Decodable {
    struct Case: Decodable {
      let kind: String
      let pattern: String
      let matches: [Int]
    }

    let texts: [String]
    let cases: [Case]
  }

  private static func pattern(_ kind: String, _ text: String) throws(PatternError) -> Pattern {
    kind == "regexp"
      ? try Pattern(regexp: text) : try Pattern(like: text, ignoresCase: kind == "ilike")
  }

  private static func matches(_ matcher: inout PatternMatcher, _ text: [UInt8]) -> Bool {
    matcher.matches(text.span)
  }

  private static func matches(_ pattern: Pattern, _ text: String) -> Bool {
    var matcher = PatternMatcher(pattern)
    return matches(&matcher, Array(text.utf8))
  }

  @Test func sameAsPython() throws {
    let expected = try Fixtures.decode("pattern_expected.json", as: Expected.self)
    #expect(expected.cases.count >= 850)
    for test in expected.cases {
      var matcher = PatternMatcher(try Self.pattern(test.kind, test.pattern))
      // Twice: the second time most states are known.
      for _ in 0..<2 {
        let found = expected.texts.indices.filter {
          Self.matches(&matcher, Array(expected.texts[$0].utf8))
        }
        #expect(found == test.matches, "\(test.kind) \(test.pattern)")
      }
    }
  }

  /// Each with a ▸ where the pattern stops making sense.
  @Test(arguments: [
    ("a(b▸", "the parenthesis that opens here is never closed"),
    ("a▸)", "this parenthesis was never opened"), ("▸*a", "nothing stands here that * could"),
    ("a|▸+", "nothing stands here that + could"), ("a*▸*", "a repetition can't be repeated"),
    ("a▸{2", "this is no number of repetitions"), ("a▸{3,2}", "repetitions go from a number"),
    ("a▸{1001}", "repetitions go from a number"), ("é▸[a", "the bracket that opens here"),
    ("[▸[:alpha:]]", "there are no classes such as [:alpha:]"), ("[▸z-a]", "this is no range"),
    ("[▸\\d-9]", "this is no range"), ("(a)▸\\1", "there are no references to earlier groups"),
    ("▸\\bx", "\\b has no meaning here"), ("▸\\", "a character belongs behind the backslash"),
    ("a▸(?=b)", "groups begin with ( or (?: here"), ("a▸(?i)b", "groups begin with"),
    ("▸^*", "a place in the text can't be repeated"),
    ("▸((a{100}){100}){100}", "this pattern is too large"),
  ])
  func errors(_ marked: String, _ reason: String) throws {
    let parts = marked.split(separator: "▸", omittingEmptySubsequences: false)
    // Where a parenthesis is never closed, the spot is its own.
    let text = parts.joined()
    let error = try #require(throws: PatternError.self) { try Pattern(regexp: text) }
    #expect(error.reason.hasPrefix(reason), "\(error.reason)")
    let position = text == "a(b" ? 1 : parts[0].unicodeScalars.count
    #expect(error.position == position, "\(text)")
  }

  @Test func escapes() throws {
    #expect(Self.matches(try Pattern(like: "100!%", escape: "!"), "100%"))
    #expect(!Self.matches(try Pattern(like: "100!%", escape: "!"), "1000"))
    #expect(Self.matches(try Pattern(like: "a\\%", escape: nil), "a\\b"))
    #expect(throws: PatternError.self) { try Pattern(like: "a!", escape: "!") }
  }

  /// A byte that is no UTF-8 is one character, which no letter is.
  @Test func otherBytes() throws {
    func matches(_ pattern: Pattern, _ text: [UInt8]) -> Bool {
      var matcher = PatternMatcher(pattern)
      return matcher.matches(text.span)
    }
    let latin: [UInt8] = [0x4E, 0xD1, 0x4F]
    #expect(matches(try Pattern(like: "N_O"), latin))
    #expect(matches(try Pattern(regexp: "^N[^a]O$"), latin))
    #expect(!matches(try Pattern(like: "NÑO"), latin))
    #expect(!matches(try Pattern(regexp: "^\\w+$"), latin))
    // A surrogate, a form too long, and half a character: as many characters as bytes.
    let others: [[UInt8]] = [[0xED, 0xA0, 0x80], [0xC0, 0x80], [0xE2, 0x82], [0xF5, 0x80]]
    for bytes in others {
      let blanks = String(repeating: "_", count: bytes.count)
      #expect(matches(try Pattern(like: blanks), bytes))
    }
  }

  /// What takes a backtracking matcher for ever, and a pattern with more states than are kept.
  @Test(.timeLimit(.minutes(30))) func linear() throws {
    let text = [UInt8](repeating: UInt8(ascii: "a"), count: 100_000)
    for pattern in ["(a*)*b", "(a|a)*b", "^(a+)+$b", "(a?){50}a{50}b", "(x+x+)+y"] {
      var matcher = PatternMatcher(try Pattern(regexp: pattern))
      let isMatch = matcher.matches(text.span)
      #expect(!isMatch)
    }
    var many = PatternMatcher(try Pattern(regexp: "(^|b)[ab]{4}a[ab]{17}c"))
    var random = SeededGenerator(stream: 77)
    var letters = (0..<60_000).map { _ in
      Bool.random(using: &random) ? UInt8(ascii: "a") : UInt8(ascii: "b")
    }
    let before = many.matches(letters.span)
    letters += Array("b".utf8) + Array("bbbb".utf8) + Array("a".utf8)
    letters += [UInt8](repeating: UInt8(ascii: "b"), count: 17) + Array("c".utf8)
    let after = many.matches(letters.span)
    #expect(!before && after)
  }
}
