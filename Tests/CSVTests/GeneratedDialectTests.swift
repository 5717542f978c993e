import Foundation
import TestSupport
import Testing

@testable import CSV

/// Tables in random dialects against what their generator meant: each is read rightly, or refused.
@Suite struct GeneratedDialectTests {
  /// The same tables in every run: as many as `CAUDAL_TEST_DIALECTS` says, or else 20,000 where code is
  /// optimised, and 1,000 where they take as long without.
  private static let count =
    ProcessInfo.processInfo.environment["CAUDAL_TEST_DIALECTS"].flatMap(Int.init)
    ?? (isOptimised ? 20_000 : 1_000)

  private static var isOptimised: Bool {
    var isDebug = false
    assert({ isDebug = true }() == ())
    return !isDebug
  }

  private enum Outcome: Hashable {
    case right
    case asked
    case refused
    case wrong(String)
  }

  @Test func noSilentWrongAnswer() async {
    let parts = await withTaskGroup(of: [Outcome: Int].self) { group in
      for part in 0..<8 {
        group.addTask {
          var outcomes: [Outcome: Int] = [:]
          for stream in stride(from: part, to: Self.count, by: 8) {
            var random = SeededGenerator(seed: 1202, stream: stream)
            outcomes[Self.outcome(of: GeneratedDialect(using: &random)), default: 0] += 1
          }
          return outcomes
        }
      }
      return await group.reduce(into: [Outcome: Int]()) { $0.merge($1, uniquingKeysWith: +) }
    }
    for case .wrong(let what) in parts.keys { Issue.record("\(what)") }
    let right = parts[.right] ?? 0
    print(
      "generated dialects: \(Self.count), right \(right), asked \(parts[.asked] ?? 0), refused"
        + " \(parts[.refused] ?? 0)")
    // Most are read without a question.
    #expect(right * 10 > Self.count * 7)
  }

  private static func outcome(of table: GeneratedDialect) -> Outcome {
    var options = DialectOptions()
    if !table.marks.isUsualDelimiter {
      options.delimiter = .bytes(Array(table.marks.delimiter.utf8))
    }
    if table.marks.quote != "\"" { options.quote = .byte(UInt8(ascii: "'")) }
    do {
      let read = try ReadTable(table.bytes, options)
      if read.wasRefused { return read.isAmbiguous ? .asked : .refused }
      let isRight =
        read.texts == table.texts
        && read.numbers == table.numbers.map { $0.map { $0.flatMap { Double($0).map { $0 + 0 } } } }
        && (!table.marks.hasHeader || read.layout.columnNames == GeneratedDialect.names)
      return isRight ? .right : .wrong("\(table)\n\(read.layout.dialect)")
    } catch LayoutReader.Failure.layout {
      return .asked
    } catch {
      return .wrong("\(error)")
    }
  }
}

/// A table as it is read: two columns of numbers and one of texts.
private struct ReadTable: RowSink {
  let layout: FileLayout
  private(set) var numbers: [[Double?]] = []
  private(set) var texts: [String] = []
  private(set) var wasRefused = false

  private let columns: [NumericColumn]

  /// Whether the decimal mark had to be asked for.
  var isAmbiguous: Bool { layout.dialect.numbers.decimal == nil }

  init(_ bytes: [UInt8], _ options: DialectOptions) throws {
    var stream = try RowStream(MemoryStream(bytes: bytes), blockBytes: 100, unitBlocks: 2)
    let head = try stream.readLayout(by: LayoutReader(options), as: .first)
    layout = head.layout
    columns = GeneratedDialect.numberColumns.map {
      NumericColumn(index: $0, nullTokens: [], numbers: head.layout.dialect.numbers)
    }
    guard layout.columnNames.count == GeneratedDialect.names.count else {
      wasRefused = true
      return
    }
    let file = TableFile(number: 0, firstBlock: 0, origin: 0, head: head)
    while let unit = try stream.nextUnit(), !wasRefused {
      let scanner = RowScanner(
        file, wantedFields: GeneratedDialect.numberColumns + [GeneratedDialect.textColumn],
        grid: BlockGrid(byteCount: unit.byteCount, blockBytes: 100), chunkBytes: 512)
      let start = unit.bytes.isEmpty ? nil : unit.start
      let scan = try scanner.scan(unit.blocks, from: start, in: unit, into: &self)
      wasRefused = scan.failure != nil
    }
  }

  mutating func take(_ rows: borrowing RowBatch) -> UnusableField? {
    var batches = columns.map { _ in NumberBatch() }
    var unusable: UnusableField?
    for index in columns.indices {
      let found = rows.readNumbers(
        of: columns[index], RowMask(first: rows.count), into: &batches[index])
      if let found, found.row < unusable?.row ?? .max { unusable = found }
    }
    for row in 0..<(unusable?.row ?? rows.count) {
      numbers.append(batches.map { $0.isPresent.contains(row) ? $0.values[row] : nil })
      texts.append(
        rows.withText(of: GeneratedDialect.textColumn, inRow: row) { text in
          String(decoding: text.indices.map { text[$0] }, as: UTF8.self)
        })
    }
    return unusable
  }

  mutating func endBlock(_ block: ScannedBlock) {}
}
