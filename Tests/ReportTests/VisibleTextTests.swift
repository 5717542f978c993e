import Foundation
import Testing

@testable import Report

/// The part of a text that reaches a terminal, and how much room it takes there.
@Suite("Visible texts")
struct VisibleTextTests {
  @Test(
    "What a terminal would obey is escaped",
    arguments: [
      ("", ""), ("plain", "plain"), ("ñ, 中文 and 😀", "ñ, 中文 and 😀"),
      ("\u{1B}[2J", "\\e[2J"), ("a\nb\r\nc\td", "a\\nb\\r\\nc\\td"),
      ("\0\u{7}\u{8}", "\\u{0}\\u{7}\\u{8}"),
      ("\u{7F}\u{80}\u{85}\u{9B}31m\u{9F}\u{A0}", "\\u{7F}\\u{80}\\u{85}\\u{9B}31m\\u{9F}\u{A0}"),
      ("\u{200E}\u{200F}\u{61C}", "\\u{200E}\\u{200F}\\u{61C}"),
      ("\u{202A}\u{202E}", "\\u{202A}\\u{202E}"), ("\u{2066}\u{2069}", "\\u{2066}\\u{2069}"),
      ("\u{2028}\u{2029}", "\\u{2028}\\u{2029}"), ("a\\n", "a\\n"),
      // A letter and its accent, and a family whose members are joined, stay what they are.
      ("e\u{301}", "e\u{301}"), ("👨\u{200D}👩\u{200D}👧", "👨\u{200D}👩\u{200D}👧"),
    ])
  func escapes(text: String, shown: String) {
    // By scalars: for a String, an accent is the same in one scalar and in two.
    #expect(Array(text.visible.unicodeScalars) == Array(shown.unicodeScalars))
  }

  @Test("No control character and no mark of direction is left, of all that there are")
  func allCharacters() {
    let all = (UInt32(0)...0x10FFFF).compactMap(Unicode.Scalar.init)
    let dangerous = all.filter { scalar in
      let category = scalar.properties.generalCategory
      return [.control, .lineSeparator, .paragraphSeparator].contains(category)
        || scalar.properties.isBidiControl
    }
    let escaped = all.filter { Array(String($0).visible.unicodeScalars) != [$0] }
    #expect(escaped == dangerous && escaped.count == 79)
    let shown = escaped.map { String($0).visible }.joined()
    #expect(shown.unicodeScalars.allSatisfy { (0x21..<0x7F).contains($0.value) })
  }

  @Test(
    "The width of a text in cells",
    arguments: [
      ("", 0), ("plain", 5), ("ñandú", 5), ("n\u{303}andu\u{301}", 5), ("中文", 4), ("ｗｉｄｅ", 8),
      ("ﾊﾝｶｸ", 4), ("한국", 4), ("\u{1112}\u{1161}\u{11AB}", 2), ("ไทยกำ้", 5), ("שָׁלוֹם", 4), ("नमस्ते", 4),
      ("😀", 2), ("✓", 1), ("⌚", 2), ("🇨🇴", 2), ("–…′", 3), ("\n", 2), ("\u{9B}", 6), ("—m₃/m₂²", 7),
    ])
  func width(text: String, cells: Int) { #expect(VisibleText(text).width == cells) }

  /// The C library's `wcwidth`, which Swift doesn't import.
  private typealias Width = @convention(c) (CInt) -> CInt

  @Test("Widths are those of the C library")
  func systemWidths() throws {
    let function = try unsafe #require(dlsym(nil, "wcwidth"))
    // Sound: that is the function's signature, as wchar_t is 32 bits wide on Linux.
    let wcwidth = unsafe unsafeBitCast(function, to: Width.self)
    let locale = try unsafe #require(newlocale(1 << LC_CTYPE, "C.UTF-8", nil))
    let previous = unsafe uselocale(locale)
    defer {
      unsafe uselocale(previous)
      unsafe freelocale(locale)
    }
    // Old characters, which every version of the library knows; but for numbers in black squares,
    // which are wide by its own will, signs that became wide in Unicode 16, and one Ahom mark.
    let contested: [ClosedRange<UInt32>] = [
      0x2630...0x2637, 0x268A...0x268F, 0x3248...0x324F, 0x4DC0...0x4DFF, 0x1171E...0x1171E,
      0x1D300...0x1D376,
    ]
    var compared = 0
    var different: [String] = []
    for value in UInt32(0x20)...0x3FFFF where !contested.contains(where: { $0.contains(value) }) {
      guard let scalar = Unicode.Scalar(value), !scalar.isCommand,
        let age = scalar.properties.age, age.major <= 12,
        scalar.properties.generalCategory != .privateUse
      else { continue }
      let width = wcwidth(CInt(value))
      guard width >= 0 else { continue }
      if scalar.width != Int(width) { different.append(String(value, radix: 16)) }
      compared += 1
    }
    #expect(different == [] && compared > 130_000)
  }

  @Test(
    "Texts are cut at whole characters, the ellipsis counted",
    arguments: [
      ("12345", 5, "12345", false), ("123456", 5, "1234…", true), ("中文中", 6, "中文中", false),
      ("中文中", 5, "中文…", true), ("中文中文", 6, "中文…", true), ("ab\n", 4, "ab\\n", false),
      ("abc\n", 4, "abc…", true), ("a\u{9B}", 6, "a…", true), ("x", 1, "x", false),
      ("xy", 1, "…", true), ("中", 1, "…", true), ("", 1, "", false),
      ("e\u{301}e\u{301}e\u{301}", 3, "e\u{301}e\u{301}e\u{301}", false),
      ("e\u{301}e\u{301}e\u{301}e\u{301}", 3, "e\u{301}e\u{301}…", true), ("…", 1, "…", false),
    ])
  func cut(text: String, limit: Int, shown: String, isCut: Bool) {
    let visible = VisibleText(text, limit: limit)
    #expect(Array(visible.text.unicodeScalars) == Array(shown.unicodeScalars))
    #expect(visible.isCut == isCut)
    #expect(visible.width <= limit && visible.width == VisibleText(visible.text).width)
  }

  @Test("Marks without width don't make endless texts")
  func marks() {
    let text = "a" + String(repeating: "\u{301}", count: 100_000)
    let visible = VisibleText(text, limit: 60)
    #expect(visible.isCut && visible.text.utf8.count <= 60 * 16 + 3)
    #expect(VisibleText(text).text == text)
  }
}
