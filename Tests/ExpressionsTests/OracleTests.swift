import CSV
import Expressions
import TestSupport
import Testing

/// Conditions choose the rows that SQLite chooses.
@Suite struct OracleTests {
  private struct Expected: Decodable {
    struct Case: Decodable {
      let `where`: String
      let rows: [Int]
    }

    let columns: [String]
    let rows: [[String]]
    let cases: [Case]
  }

  /// With chunks of all sizes, rows are read by the vector kernel and by the state machine.
  @Test(arguments: ByteKernel.available, [61, 1 << 16])
  func fixture(_ kernel: ByteKernel, _ chunkBytes: Int) throws {
    let expected = try Fixtures.decode("filter_expected.json", as: Expected.self)
    #expect(expected.cases.count >= 500)
    let file = FilteredFile(
      expected.columns.joined(separator: ","),
      expected.rows.map { fields in
        "\(fields[0]),\(fields[1].asQuotedField),\(fields[2])"
      }, formats: [2: .monthFirst])
    for test in expected.cases {
      let choice = try file.choose(test.where, chunkBytes: chunkBytes, kernel: kernel)
      #expect(choice == FilteredFile.Choice(rows: test.rows), "\(test.where)")
    }
  }
}
