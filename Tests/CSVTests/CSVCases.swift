import Foundation
import TestSupport
import Testing

/// The files of `csv_expected.json`, with their rows.
struct CSVCases: Decodable {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let bytes_base64: String
    let delimiter: String
    let header: [String]
    let rows: [[String]]

    /// Whether text stands behind a closing quote.
    let stray_text: Bool

    var testDescription: String { name }

    /// The file.
    var bytes: [UInt8] { Array(Data(base64Encoded: bytes_base64) ?? Data()) }

    /// The byte between two fields.
    var delimiterByte: UInt8 { delimiter.utf8.first ?? 0 }
  }

  let cases: [Case]

  private static let everything =
    (try? Fixtures.decode("csv_expected.json", as: CSVCases.self).cases) ?? []

  /// All files whose rows can be used; none if the fixture can't be read, which a test reports.
  static let all = everything.filter { !$0.stray_text }

  /// The files in which text stands behind a closing quote.
  static let stray = everything.filter(\.stray_text)
}

/// The file `nasty.csv` and what is in it.
struct NastyFile: Decodable {
  let delimiter: String
  let header: [String]
  let values: [Double?]
  let rows: [[String]]

  /// Reads the file and what is expected of it.
  static func load() throws -> (bytes: [UInt8], expected: NastyFile) {
    let file = Fixtures.folder.appending(path: "nasty.csv")
    let expected = try Fixtures.decode("nasty_expected.json", as: NastyFile.self)
    return (Array(try Data(contentsOf: file)), expected)
  }
}
