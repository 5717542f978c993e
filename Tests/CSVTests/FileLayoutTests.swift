import CSV
import Testing

/// Columns are found by name, by name in another case, or by number.
@Suite struct FileLayoutTests {
  private static let layout = FileLayout(
    columnNames: ["Estación", "Valor", "valor", "2", "Otro", "OTRO", "x", "x", "Y", ""],
    dataStart: 0, dialect: Dialect())

  @Test(arguments: [
    ("Valor", 1), ("valor", 2), ("Otro", 4), ("OTRO", 5), ("ESTACIÓN", 0), ("estación", 0),
    ("y", 8), ("2", 3), ("1", 0), ("3", 2), ("10", 9), ("", 9), ("Estacio\u{301}n", 0),
  ])
  func found(_ text: String, _ expected: Int) throws {
    #expect(try Self.layout.columnIndex(text) == expected)
  }

  @Test(arguments: [
    ("VALOR", [2, 3]), ("otro", [5, 6]), ("x", [7, 8]), ("X", [7, 8]),
  ])
  func ambiguous(_ text: String, _ numbers: [Int]) {
    #expect(throws: LayoutError.ambiguousColumn(text, numbers: numbers)) {
      try Self.layout.columnIndex(text)
    }
  }

  @Test(arguments: ["z", "0", "11", "-1", "1.0", "99999999999999999999", " 1"])
  func missing(_ text: String) {
    #expect(throws: LayoutError.noSuchColumn(text, columns: Self.layout.columnNames)) {
      try Self.layout.columnIndex(text)
    }
  }

  /// No columns, no trap.
  @Test func noColumns() async {
    await #expect(processExitsWith: .success) {
      let layout = FileLayout(columnNames: [], dataStart: 0, dialect: Dialect())
      #expect(throws: LayoutError.noSuchColumn("1", columns: [])) {
        try layout.columnIndex("1")
      }
    }
  }
}
