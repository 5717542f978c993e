import CSV
import Testing

/// Columns are found by name, by name in another case, or by number.
@Suite struct ColumnFinderTests {
  private static let layout = FileLayout(
    columnNames: ["Estación", "Valor", "valor", "2", "Otro", "OTRO", "x", "x", "Y", ""],
    dataStart: 0, dialect: Dialect())

  @Test(arguments: [
    ("Valor", 1), ("valor", 2), ("Otro", 4), ("OTRO", 5), ("ESTACIÓN", 0), ("estación", 0),
    ("y", 8), ("2", 3), ("1", 0), ("3", 2), ("10", 9), ("", 9), ("Estacio\u{301}n", 0),
  ])
  func found(_ text: String, _ expected: Int) throws {
    #expect(try Self.position(text) == expected)
  }

  @Test(arguments: [
    ("VALOR", [2, 3]), ("otro", [5, 6]), ("x", [7, 8]), ("X", [7, 8]),
  ])
  func ambiguous(_ text: String, _ numbers: [Int]) {
    #expect(throws: ColumnError.ambiguous(text, numbers: numbers)) { try Self.position(text) }
  }

  @Test(arguments: ["z", "0", "11", "-1", "1.0", "99999999999999999999", " 1"])
  func missing(_ text: String) {
    #expect(throws: ColumnError.missing(text, columns: Self.layout.columnNames)) {
      try Self.position(text)
    }
  }

  /// A number alone finds no names.
  @Test func numberAlone() throws {
    let finder = ColumnFinder(Self.layout)
    #expect(try finder.position(named: nil, numbered: 2) == 1)
    #expect(throws: ColumnError.missing("11", columns: Self.layout.columnNames)) {
      try finder.position(named: nil, numbered: 11)
    }
  }

  @Test func hasColumn() {
    let finder = ColumnFinder(Self.layout)
    #expect(finder.hasColumn(named: "Y") && !finder.hasColumn(named: "y"))
    #expect(finder.hasColumn(namedInAnyCase: "y") && !finder.hasColumn(namedInAnyCase: "1"))
  }

  private static func position(_ text: String) throws -> Int {
    try ColumnFinder(layout).position(named: text, numbered: Int(text))
  }

  /// No columns, no trap.
  @Test func noColumns() async {
    await #expect(processExitsWith: .success) {
      let layout = FileLayout(columnNames: [], dataStart: 0, dialect: Dialect())
      #expect(throws: ColumnError.missing("1", columns: [])) {
        try ColumnFinder(layout).position(named: "1", numbered: 1)
      }
    }
  }
}
