package import CSV
package import MPI
package import Ranks

/// Makes the rows of a table of those of another one.
///
/// A table that is made so is planned, filtered and read as any other, but for its rows being read in
/// rounds only.
package protocol DerivedTable {
  /// The table that is read.
  var base: Table { get }

  /// The columns of the rows that are made; the dialect says how their numbers are written.
  var layout: FileLayout { get }

  /// The contents of some columns in the first rows, on rank 0.
  ///
  /// - Parameter columns: the columns' 0-based positions.
  /// - Returns: for each of the columns some contents.
  /// - Throws: `SourceError` if the bytes can't be had.
  func samples(ofColumns columns: [Int]) throws(SourceError) -> [[[UInt8]]]

  /// The place in the table that is read of what a row was made of.
  ///
  /// - Parameter place: a row's place.
  /// - Returns: the offset of the row that it was made of.
  func basePlace(of place: Int) -> Int

  /// The same table, made of another opening of what is read.
  func opened(on base: Table) -> any DerivedTable

  /// Reads the rows that a filter lets pass, in rounds; see
  /// ``Table/scanInRounds(_:_:on:_:into:_:)``.
  func scanInRounds<Sink: RoundSink>(
    _ wantedFields: [Int], _ filter: RowFilter, on ranks: borrowing Communicator,
    _ workers: Workers, into makeSink: @escaping @Sendable () -> Sink,
    _ take: ([Sink.Unit]) throws -> Bool
  ) throws
}

/// Rows in memory, scanned as those of a unit of a file: into a sink that takes those that are made of
/// others.
package struct MadeRowsScan<Sink: RoundSink>: Sendable {
  private var scan: ThreadScan<Sink>
  private let wantedFields: [Int]
  private let layout: FileLayout
  private let fields: [Int]

  /// Prepares for units.
  ///
  /// - Parameters:
  ///   - sink: what takes the rows.
  ///   - filter: what chooses them.
  ///   - wantedFields: the columns that the sink reads.
  ///   - layout: the columns that stand in the rows.
  ///   - fields: for each column of the table, where it stands in the rows.
  package init(
    into sink: Sink, _ filter: RowFilter, _ wantedFields: [Int], _ layout: FileLayout,
    fields: [Int]
  ) {
    scan = ThreadScan(into: sink, filter)
    self.wantedFields = wantedFields + filter.fields
    self.layout = layout
    self.fields = fields
  }

  /// The sink.
  package var sink: Sink { scan.sink }

  /// Why no more rows can be taken; nil as long as they can.
  package var failure: LocalFailure? { scan.failure }

  /// Scans the rows of a unit.
  ///
  /// - Parameters:
  ///   - text: the rows.
  ///   - offsets: where each begins.
  ///   - places: where each comes from, ascending.
  ///   - number: the number of the unit.
  /// - Returns: the first row that can't be used; nil if all can.
  package mutating func scan(
    _ text: [UInt8], at offsets: [Int], from places: [Int], unit number: Int
  ) -> RecordFailure? {
    let rowPlaces = RowPlaces(places, at: offsets)
    let file = TableFile(
      number: 0, firstBlock: number, origin: 0,
      head: FileHead(
        layout: layout,
        places: ColumnPlaces(fields: fields, layout.dialect, rowPlaces: rowPlaces)))
    let grid = BlockGrid(byteCount: text.count, blockBytes: max(1, text.count))
    let scanner = RowScanner(file, wantedFields: wantedFields, grid: grid)
    let source = MemoryBytes(bytes: text)
    do throws(SourceError) {
      try scan.scan(
        0..<1, firstBlock: number, from: text.isEmpty ? nil : 0, in: source, with: scanner)
    } catch {
      preconditionFailure("memory can always be read")
    }
    return scan.outcomes.last?.scan.failure
  }
}

/// Bytes in memory, read as a file is.
private struct MemoryBytes: ByteSource {
  let bytes: [UInt8]

  var byteCount: Int { bytes.count }

  func read(
    into region: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(SourceError) -> Int {
    let end = min(bytes.count, offset + region.count)
    guard offset < end else { return 0 }
    // Sound: the region has room for as many.
    unsafe region.copyBytes(from: bytes[offset..<end])
    return end - offset
  }
}
