import Testing

@testable import CSV

/// Numbers of more digits than a table has, as a rule.
@Suite("Long numbers")
struct LongNumberTests {
  @Test("Whole numbers of up to 60 digits are printed with all of them, longer ones with a power")
  func printed() throws {
    let digits = "3666639869337709772345166663986933770977234513108944472453206312345"
    for (count, wanted) in [
      (60, String(digits.prefix(60))),
      (61, "3." + digits.prefix(61).dropFirst() + "e+60"),
      (67, "3." + digits.dropFirst() + "e+66"),
    ] {
      let number = try #require(exact(String(digits.prefix(count))))
      #expect(number.text == wanted, "\(count) digits")
    }
  }

  @Test("Many digits behind the decimal mark are printed, and read again the same")
  func readAgain() throws {
    let digits = String(repeating: "123456789", count: 9)
    for text in ["0.\(digits)", "-12.\(digits)", "\(digits).5", "0.000\(digits)", "\(digits)e-81"] {
      let number = try #require(exact(text))
      #expect(exact(number.text) == number, "\(text): \(number.text)")
    }
  }

  private func exact(_ text: String) -> ExactNumber? { ExactNumber(Array(text.utf8).span) }
}
