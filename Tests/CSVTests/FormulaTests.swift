import Testing

@testable import CSV

/// What a spreadsheet would take for a formula.
@Suite("Formulas")
struct FormulaTests {
  @Test(
    "Texts that would be computed",
    arguments: [
      "=1+1", "=cmd|' /C calc'!A0", "+1+1", "-1-1", "-", "+", "@SUM(A1)", "\tx", "\rx", "-2e", "-.",
      "+5 %",
      "-1e5+1", "-=1",
    ])
  func formulas(text: String) {
    let bytes = Array(text.utf8)
    let isFormula = bytes.span.isFormula
    #expect(isFormula)
  }

  @Test(
    "Texts and numbers that stay as they are",
    arguments: ["", "a=1", "1", "-1", "+1", "-1.5", "-1,5", "-.5", "-1e5", "+1E-5", " =1", "'=1"])
  func texts(text: String) {
    let bytes = Array(text.utf8)
    let isFormula = bytes.span.isFormula
    #expect(!isFormula)
  }

  @Test("A formula is written as a text in quotes, and nothing else is changed")
  func written() {
    var text: [UInt8] = []
    let format = RowFormat(isSafe: true)
    for field in ["=HYPERLINK(\"x\")", "-5", "a,b", "@x"] {
      let bytes = Array(field.utf8)
      format.append(bytes.span, to: &text)
      text.append(UInt8(ascii: "|"))
    }
    let expected = "\"'=HYPERLINK(\"\"x\"\")\"|-5|\"a,b\"|\"'@x\"|"
    #expect(String(decoding: text, as: UTF8.self) == expected)
  }
}
