import TestSupport
import Testing

@testable import CSV

/// The grids of several files, one behind the other.
@Suite struct TableGridTests {
  /// Files of 25, 3, 10 and 40 bytes in blocks of 10; the second and the third have no rows.
  private var grid: TableGrid {
    var grid = TableGrid(blockBytes: 10)
    append(byteCount: 25, dataStart: 4, to: &grid)
    append(byteCount: 3, dataStart: 3, to: &grid)
    append(byteCount: 10, dataStart: 10, to: &grid)
    append(byteCount: 40, dataStart: 12, to: &grid)
    return grid
  }

  private func append(byteCount: Int, dataStart: Int, to grid: inout TableGrid) {
    let layout = FileLayout(columnNames: ["x"], dataStart: dataStart, dialect: Dialect())
    grid.append(byteCount: byteCount, head: FileHead(layout: layout))
  }

  @Test("The grid starts anew in each file")
  func blocks() {
    #expect(grid.blockCount == 3 + 1 + 1 + 4)
    #expect(grid.byteCount == 78)
    #expect((0..<9).map { grid.file(ofBlock: $0) } == [0, 0, 0, 1, 2, 3, 3, 3, 3])
    #expect(grid.bytes(of: 0..<1) == 0..<10)
    #expect(grid.bytes(of: 2..<3) == 20..<25)
    #expect(grid.bytes(of: 2..<7) == 20..<58)
    #expect(grid.bytes(of: 8..<9) == 68..<78)
    #expect(grid.bytes(of: 9..<9) == 78..<78)
    #expect(grid.files[3].local(6..<8) == 1..<3)
  }

  @Test("Blocks tile the table", arguments: [1, 2, 3, 4, 7, 20])
  func ranks(size: Int) {
    let slices = (0..<size).map { grid.blocks(ofRank: $0, of: size) }
    #expect(Array(slices.joined()) == Array(0..<9))
    #expect(slices.reduce(0) { $0 + grid.bytes(of: $1).count } == 78)
  }

  @Test("Headers are jumped over, and files that have nothing else")
  func rows() {
    #expect(grid.row(at: 0) == 4)
    #expect(grid.row(at: 4) == 4)
    #expect(grid.row(at: 24) == 24)
    #expect(grid.row(at: 25) == 25 + 3 + 10 + 12)
    #expect(grid.row(at: 60) == 60)
    #expect(grid.row(at: 78) == 78)
    #expect(TableGrid(blockBytes: 10).row(at: 0) == 0)
  }
}

/// Heads of a table's later files.
@Suite struct FileRoleTests {
  private func head(_ text: String, behind first: String) throws -> FileHead {
    let table = try LayoutReader().readLayout(of: MemorySource(first), as: .first)
    return try LayoutReader().readLayout(of: MemorySource(text), as: .other(table))
  }

  @Test("A file like the first needs no places")
  func same() throws {
    #expect(try head("a,b\n1,2\n", behind: "a,b\n3,4\n").places == nil)
    // Another delimiter must be known where fields are copied as they stand there.
    let other = try head("a;b\n1;2\n", behind: "a,b\n3,4\n")
    #expect(other.places?.isReordered == false)
    #expect(other.layout.dialect.delimiter == UInt8(ascii: ";"))
  }

  @Test("Columns are found by name, and the mark by the table's column")
  func reordered() throws {
    let found = try head("\"c\";a;b\n1,5;2,5;x\n", behind: "a,b,c\n1,x,2\n")
    #expect(found.places?.fields == [1, 2, 0])
    #expect(found.places?.numbers.decimal == UInt8(ascii: ","))
    #expect(found.layout.columnNames == ["a", "b", "c"])
    #expect(found.places?.isReordered == true)
    let decimal = try head("a;b\n1,5;2\n", behind: "a,b\n1,2\n")
    #expect(decimal.places?.fields == [0, 1])
    #expect(decimal.places?.isReordered == false)
  }

  @Test("Names that occur twice are all right in the same order")
  func repeated() throws {
    #expect(try head("a,b,a\n", behind: "a,b,a\n1,2,3\n").places == nil)
    #expect(throws: LayoutReader.Failure.self) {
      try head("a,a,b\n", behind: "a,b,a\n1,2,3\n")
    }
  }
}

/// Null tokens that are numbers mean the same in files with either mark.
@Suite struct WrittenColumnTests {
  @Test func decimals() {
    let tokens = ["-9.5", "-7,25", "NA"]
    let point = NumericColumn(index: 0, nullTokens: tokens, decimal: Byte.point)
    let comma = point.written(as: NumberSyntax(decimal: Byte.comma))
    #expect(comma == NumericColumn(index: 0, nullTokens: tokens, decimal: Byte.comma))
    #expect(comma.written(as: NumberSyntax(decimal: Byte.point)) == point)
    #expect(point.read(Array("-9.50".utf8).span) == .missing)
    #expect(comma.read(Array("-7,250".utf8).span) == .missing)
    #expect(comma.read(Array("1,5".utf8).span) == .number(1.5))
  }
}
