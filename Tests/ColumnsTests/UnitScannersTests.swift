import CSV
import Ranks
import Testing

@testable import Columns
@testable import Scan

/// The threads that scan units as they come.
@Suite struct UnitScannersTests {
  private func scanners(count: Int) -> UnitScanners<ColumnsSink> {
    let column = NumericColumn(index: 0, nullTokens: [], decimal: UInt8(ascii: "."))
    return UnitScanners(
      wanted: count,
      into: {
        let sink = UnitSink(column, maximumValues: 100, arrayPerUnit: true)
        return ThreadScan(into: ColumnsSink([sink], MemoryBudget(limit: .max)), RowFilter())
      }
    ) { unit, scan in
      let rows = unit.rows
      let grid = BlockGrid(byteCount: rows.byteCount, blockBytes: 4)
      let scanner = RowScanner(TableFile(unit.file.head.layout), wantedFields: [0], grid: grid)
      do throws(SourceError) {
        try scan.scan(rows.blocks, from: rows.start, in: rows, with: scanner)
      } catch {
        preconditionFailure("bytes in memory can be read")
      }
    }
  }

  /// Many more threads than processors, and than units; the numbers aren't held twice.
  @Test(arguments: [1, 2, 8, 300])
  func unitsAreHandedOver(count: Int) {
    let scanners = scanners(count: count)
    let layout = FileLayout(columnNames: ["x"], dataStart: 0, dialect: Dialect())
    let file = TableFile(
      number: 0, firstBlock: 0, origin: 0, head: FileHead(layout: layout))
    for block in 0..<20 {
      let bytes = Array("1.5\n".utf8)
      let rows = RowUnit(blocks: block..<block + 1, start: 4 * block, bytes: bytes)
      scanners.queue.put(StreamUnit(file: file, rows: rows))
    }
    let threads = scanners.finish()
    #expect(threads.flatMap(\.outcomes).allSatisfy { $0.rowCount == 1 })
    var scanned = ScannedUnits(maximumValues: 0)
    for thread in threads {
      var sink = thread.sink
      scanned.append(sink.takeScanned(0))
    }
    #expect(scanned.units.map(\.number).sorted() == Array(0..<20))
    #expect(scanned.units.allSatisfy { $0.rowCount == 1 })
    #expect(!scanners.queue.hasFailed)
    // Whoever frees numbers on the way must be the only one who holds them.
    #expect(scanners.finish().isEmpty)
  }
}
