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
      ("a, *", .named("a, *", otherwise: ["a", "*"])),
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
      ("minute(x)", "minute(x)"), ("date(", "date("), ("(x)", "(x)"),
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

  @Test(arguments: DatePart.allCases)
  func parts(_ part: DatePart) {
    let text = "\(part)(Fecha)"
    #expect(
      KeyOption(argument: text).selection == [.named(text, otherwise: .part(part, of: "Fecha"))])
  }
}
