import Foundation
import MPI
import TestSupport
import Testing

@testable import Caudal

/// Groups of the rows of files, in one process, cut into blocks and chunks of every size.
@Suite("Groups of files")
struct GroupFileTests {
  /// A group as it should be.
  private struct Group: Equatable {
    var key: [String]
    var rows = 0
    var values: [Double] = []
  }

  private static func describe(
    _ path: String, by keys: KeySelection, _ change: (inout DescribeRequest) -> Void = { _ in }
  ) throws -> [ColumnDescription] {
    var request = DescribeRequest(path: path, column: "x")
    request.groupKeys = keys
    request.table.dialect.delimiter = ","
    request.table.dialect.decimal = .point
    change(&request)
    return Array(try Caudal.describe(request, on: .solo()).columns)
  }

  @Test("Keys of several parts are told apart: \"a\", \"bc\" isn't \"ab\", \"c\"")
  func unambiguous() throws {
    let texts = [
      "", "a", "ab", "abc", "bc", "c", "\0", "\0\u{1}", "\u{1}", "a\0", "\0\0", ",", "\"",
    ]
    func quoted(_ text: String) -> String { "\"" + text.replacing("\"", with: "\"\"") + "\"" }
    var rows: [String] = []
    for first in texts {
      for second in texts {
        for date in ["", "2017-05-22", "0001-01-01"] {
          rows.append("\(quoted(first)),\(date),\(quoted(second)),\(rows.count)\n")
        }
      }
    }
    let file = "p,d,q,x\n" + rows.joined() + rows.joined()
    let folder = FileManager.default.temporaryDirectory.appending(path: "caudal-\(UUID()).csv")
    try Data(file.utf8).write(to: folder)
    defer { try? FileManager.default.removeItem(at: folder) }
    let date = KeyReference.part(.date, of: "d")
    for keys in [["p", date, "q"], ["q", "p", date]] as [KeySelection] {
      let groups = try Self.describe(folder.path, by: keys) { $0.statistics = [.rows, .min, .max] }
      #expect(groups.count == rows.count)
      for (number, group) in groups.enumerated() {
        #expect(group.rows == 2)
        #expect(group.minimum == Double(number) && group.maximum == Double(number))
        let parts = Dictionary(uniqueKeysWithValues: group.group.map { ($0.name, $0.text) })
        #expect(parts["p"] == texts[number / 3 / texts.count])
        #expect(parts["q"] == texts[number / 3 % texts.count])
        #expect(parts["date(d)"] == ["", "2017-05-22", "0001-01-01"][number % 3])
      }
    }
  }

  @Test("A long key is one whatever the chunks, and one that is too long is an error")
  func longKeys() async throws {
    try await withTemporaryFolder { folder in
      let limit = 1 << 16
      for (name, wrap) in [("plain", ""), ("quoted", "\"")] {
        for isLast in [false, true] {
          for length in [limit - 1, limit, limit + 1, 3 * limit] {
            // Two keys that differ in their last bytes only.
            let keys = ["1", "2"].map { String(repeating: "k", count: length - 1) + $0 }
            let rows = (0..<5).map { row in
              let key = wrap + keys[row % 2] + wrap
              return isLast ? "\(row),\(key)\r\n" : "\(key),\(row)\r\n"
            }
            let text = (isLast ? "x,k\r\n" : "k,x\r\n") + rows.joined()
            let path = try folder.write(text.utf8, to: "\(name).csv")
            for chunk in [1000, 65_535, 70_000, 200_000, 1 << 20] {
              let what = "\(name), \(length) bytes, last: \(isLast), chunks of \(chunk)"
              do {
                let groups = try Self.describe(path, by: "k") {
                  $0.table.chunkBytes = chunk
                  $0.statistics = [.rows]
                }
                #expect(length <= limit, "\(what)")
                #expect(groups.map(\.rows) == [3, 2], "\(what)")
                #expect(groups.map { $0.group[0].text } == keys, "\(what)")
              } catch let error as CaudalError {
                #expect(length > limit, "\(what)")
                #expect(error.kind == .badData)
                #expect(error.message.contains("row 2, byte \(isLast ? 7 : 5), column \"k\""))
                #expect(error.message.hasSuffix("is not a key of at most 65536 bytes"))
              }
            }
          }
        }
      }
    }
  }

  @Test("Keys that aren't UTF-8 are told apart byte by byte")
  func invalidText() async throws {
    try await withTemporaryFolder { folder in
      var bytes = Array("k,x\n".utf8)
      for row in 0..<4 { bytes += [0xFF, row % 2 == 0 ? 0xFE : 0xFD] + Array(",\(row)\n".utf8) }
      let path = try folder.write(bytes, to: "latin.csv")
      let groups = try Self.describe(path, by: "k")
      #expect(groups.map(\.rows) == [2, 2])
      #expect(groups.map(\.mean) == [1, 2])
    }
  }

  private static let pieces = [
    "a", "b", ",", "\"", "\n", "\r\n", "é", " ", "0", "META", String(repeating: "x", count: 17),
  ]

  @Test("Random files, line ends and quotes in the keys: every row once", arguments: 1...12)
  func randomFiles(stream: Int) async throws {
    var generator = SeededGenerator(stream: 900 + stream)
    let keys = (0..<Int.random(in: 1...40, using: &generator)).map { _ in
      (0..<Int.random(in: 0...4, using: &generator)).map { _ in
        Self.pieces.randomElement(using: &generator) ?? ""
      }.joined()
    }
    let lineEnd = Bool.random(using: &generator) ? "\n" : "\r\n"
    let isLast = Bool.random(using: &generator)
    var groups: [Group] = []
    var text = (isLast ? "x,j,k" : "k,j,x") + lineEnd
    for _ in 0..<Int.random(in: 1...200, using: &generator) {
      let pair = [keys, keys].map { $0.randomElement(using: &generator) ?? "" }
      let value = ["", "NA", "-0", "1.5", "7", "1e3"].randomElement(using: &generator) ?? ""
      let fields = pair.map { key in
        let mustQuote = key.contains { ",\"\n\r\r\n".contains($0) }
        guard mustQuote || Bool.random(using: &generator) else { return key }
        return "\"" + key.replacing("\"", with: "\"\"") + "\""
      }
      let row = isLast ? [value, fields[1], fields[0]] : [fields[0], fields[1], value]
      text += row.joined(separator: ",") + lineEnd
      let index = groups.firstIndex { $0.key == pair } ?? groups.count
      if index == groups.count { groups.append(Group(key: pair)) }
      groups[index].rows += 1
      if let number = Double(value) { groups[index].values.append(number + 0) }
    }
    try await withTemporaryFolder { folder in
      let path = try folder.write(text.utf8, to: "random.csv")
      for blockBytes in [1, 2, 3, 5, 8, 13, 34, 89, 233, 610, 1 << 20] {
        for threads in [1, 3] {
          let found = try Self.describe(path, by: ["k", "j"]) { request in
            request.table.blockBytes = blockBytes
            request.table.chunkBytes = [1, 40, 1000, 1 << 18][blockBytes % 4]
            request.table.threads = threads
            request.table.input = blockBytes % 3 == 0 ? .scattered : .shared
            request.percentiles = [50]
          }
          let what = "blocks of \(blockBytes), \(threads) threads"
          #expect(found.map { $0.group.map(\.text) } == groups.map(\.key), "\(what)")
          #expect(found.map(\.rows) == groups.map(\.rows), "\(what)")
          #expect(found.map(\.count) == groups.map(\.values.count), "\(what)")
          #expect(found.map(\.minimum) == groups.map { $0.values.min() }, "\(what)")
          #expect(found.map(\.maximum) == groups.map { $0.values.max() }, "\(what)")
          let sums = groups.map { $0.values.reduce(0, +) }
          for (column, (group, sum)) in zip(found, zip(groups, sums)) where !group.values.isEmpty {
            // The values are short decimals, whose sums are exact.
            #expect(column.mean == sum / Double(group.values.count), "\(what)")
          }
        }
      }
    }
  }
}
