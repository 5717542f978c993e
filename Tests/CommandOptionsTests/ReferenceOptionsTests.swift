import Caudal
import Testing

@testable import CaudalCommand

/// Lists of columns and keys as they are typed.
@Suite struct ReferenceOptionsTests {
  @Test(arguments: [
    ("a", ["a"]), ("", [""]), (",", ["", ""]), ("a,b", ["a", "b"]), (" a ,\tb ", ["a", "b"]),
    ("a b,c", ["a b", "c"]), ("\"a,b\",c", ["\"a,b\"", "c"]),
    ("\"a\"\",\",b", ["\"a\"\",\"", "b"]),
    // Quotes that are characters like others.
    ("\"a,b", ["\"a", "b"]), ("a\",\"b", ["a\"", "\"b"]), ("\"a\"x,b", ["\"a\"x", "b"]),
    ("month(\"a,b\"),c", ["month(\"a,b\")", "c"]), ("month( \"a,b\" )", ["month( \"a,b\" )"]),
    ("\"\",a", ["\"\"", "a"]), ("é,\"ñ,\"", ["é", "\"ñ,\""]),
  ])
  func items(_ text: String, _ expected: [String]) {
    #expect(ListOption.items(of: text) == expected)
  }

  @Test(arguments: [
    ("a", "a"), ("\"a,b\"", "a,b"), ("\"a \"\"b\"\"\"", "a \"b\""), ("\"\"", ""), ("\"", "\""),
    ("\"\"\"\"", "\""), ("\" a \"", "a"), ("\"a\"b\"", "\"a\"b\""), ("a\"", "a\""),
    ("\"\"\"\"\"\"", "\"\""),
  ])
  func unquoted(_ item: String, _ expected: String) {
    #expect(ListOption.unquoted(item) == expected)
  }

  @Test(
    arguments: [
      ("ValorObservado", "ValorObservado"), ("3", "3"), (" a ", "a"),
      ("*", .named("*", otherwise: .everyNumericColumn)),
      ("a,b", .named("a,b", otherwise: ["a", "b"])),
      (
        "a, t*",
        .named("a, t*", otherwise: ColumnSelection(picks: [.column("a"), .like("t*")]))
      ),
      ("3-6", .named("3-6", otherwise: ColumnSelection(picks: [.range(3...6, text: "3-6")]))),
      ("6-3", "6-3"), ("\"t*\"", .named("\"t*\"", otherwise: ["t*"])), ("!", "!"),
      ("!n", .named("!n", otherwise: ColumnSelection(picks: [.but(.column("n"))]))),
      ("\"a,b\"", .named("\"a,b\"", otherwise: ["a,b"])),
      ("\"a,b\",c", .named("\"a,b\",c", otherwise: ["a,b", "c"])),
    ] as [(String, ColumnSelection)])
  func columns(_ text: String, _ expected: ColumnSelection) {
    #expect(ColumnOption(argument: text).selection == expected)
  }

  @Test(
    arguments: [
      ("Departamento", "Departamento"), ("", ""), ("a,", .named("a,", otherwise: ["a", ""])),
      ("month(x)", [.named("month(x)", otherwise: .part(.month, of: "x"))]),
      ("Year( x )", [.named("Year( x )", otherwise: .part(.year, of: "x"))]),
      (
        "bin(x, 15min),a",
        .named(
          "bin(x, 15min),a", otherwise: [.named("bin(x, 15min)", otherwise: quarter("x")), "a"])
      ),
      (
        "Bin(\"a,b\",15 min)",
        .named(
          "Bin(\"a,b\",15 min)",
          otherwise: [.named("Bin(\"a,b\",15 min)", otherwise: quarter("a,b"))])
      ),
      ("bin(x, 7 q)", "bin(x, 7 q)"), ("bin(x)", "bin(x)"), ("bin(x, 36 h)", "bin(x, 36 h)"),
      ("bin(x, 0 d)", "bin(x, 0 d)"), ("bin(a,b", .named("bin(a,b", otherwise: ["bin(a", "b"])),
      ("second(x)", "second(x)"), ("date(", "date("), ("(x)", "(x)"),
      (
        "a,date(2)",
        .named("a,date(2)", otherwise: ["a", .named("date(2)", otherwise: .part(.date, of: "2"))])
      ),
      (
        "hour(\"a,b\")",
        .named(
          "hour(\"a,b\")", otherwise: [.named("hour(\"a,b\")", otherwise: .part(.hour, of: "a,b"))])
      ),
      ("\"month(x)\"", .named("\"month(x)\"", otherwise: ["month(x)"])),
    ] as [(String, KeySelection)])
  func keys(_ text: String, _ expected: KeySelection) {
    #expect(KeyOption(argument: text).selection == expected)
  }

  private static func quarter(_ column: ColumnReference) -> KeyReference {
    guard let bin = DateBin("15 min") else { preconditionFailure("a quarter of an hour is a span") }
    return .bin(bin, of: column)
  }

  @Test(arguments: DatePart.allCases)
  func parts(_ part: DatePart) {
    let text = "\(part)(Fecha)"
    #expect(
      KeyOption(argument: text).selection == [.named(text, otherwise: .part(part, of: "Fecha"))])
  }
}
