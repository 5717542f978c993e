package import CSV
package import MPI
package import Ranks
package import Vocabulary

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

  /// The tables whose columns some columns are.
  ///
  /// - Parameter columns: the columns' 0-based positions.
  /// - Returns: each of these tables, and the positions there; nil if they are made of others.
  func origins(ofColumns columns: [Int]) -> [(table: Table, columns: [Int])]?

  /// The place in the table that is read of what a row was made of.
  ///
  /// - Parameter place: a row's place.
  /// - Returns: the offset of the row that it was made of.
  func basePlace(of place: Int) -> Int

  /// The same table, made of another opening of what is read.
  func opened(on base: Table) -> any DerivedTable

  /// Adds the steps to a plan by which the rows are made; see ``Table/explain(_:_:_:in:on:_:)``.
  func explain(
    _ wantedFields: [Int], _ filter: RowFilter, _ reading: PlannedReading, in plan: inout Plan,
    on ranks: borrowing Communicator, _ workers: Workers
  ) throws -> PlannedRows

  /// Finds out, before anything is written, whether rows can be made: reads what they are made of.
  ///
  /// - Parameters:
  ///   - wantedFields: the columns that will be wanted.
  ///   - filter: what will choose rows.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  /// - Throws: an agreed ``CaudalError`` if they can't.
  func prepare(
    for wantedFields: [Int], _ filter: RowFilter, on ranks: borrowing Communicator,
    _ workers: Workers
  ) throws

  /// Reads the rows that a filter lets pass, in rounds; see
  /// ``Table/scanInRounds(_:_:on:_:into:_:)``.
  func scanInRounds<Sink: RoundSink>(
    _ wantedFields: [Int], _ filter: RowFilter, on ranks: borrowing Communicator,
    _ workers: Workers, into makeSink: @escaping @Sendable () -> Sink,
    _ take: ([Sink.Unit]) throws -> Bool
  ) throws
}

extension DerivedTable {
  package func origins(ofColumns columns: [Int]) -> [(table: Table, columns: [Int])]? { nil }
}

/// Rows that are made of others: which columns stand in them.
package struct MadeRows: Sendable {
  /// The columns that stand in the rows.
  let layout: FileLayout

  /// For each column of the table, where it stands in the rows; 0 where it doesn't.
  let fields: [Int]

  /// The columns that stand in the rows, by their 0-based positions in the table.
  let columns: [Int]

  /// Whether what divides fields is a comma, and nothing encloses any but a double quote.
  var isCommaSeparated: Bool { layout.dialect.rows == RowSyntax() }

  /// Puts some columns of a table into rows.
  ///
  /// - Parameters:
  ///   - columns: their 0-based positions in the table, in the order of the rows.
  ///   - layout: the table's columns.
  package init(standing columns: [Int], of layout: FileLayout) {
    var fields = [Int](repeating: 0, count: layout.columnNames.count)
    for (place, column) in columns.enumerated() { fields[column] = place }
    self.fields = fields
    self.columns = columns
    self.layout = FileLayout(
      columnNames: columns.map { layout.columnNames[$0] }, dataStart: 0, dialect: layout.dialect,
      hasHeader: false)
  }

  /// Rows that were made of a unit.
  package struct Rows: Sendable {
    /// The rows.
    package var text: [UInt8] = []

    /// Where each begins.
    package private(set) var offsets: [Int] = []

    /// Where each comes from, ascending.
    package private(set) var places: [Int] = []

    /// No rows.
    package init() {}

    /// Takes rows over.
    ///
    /// - Parameters:
    ///   - text: the rows.
    ///   - offsets: where each begins.
    ///   - places: where each comes from, ascending.
    package init(text: [UInt8], offsets: [Int], places: [Int]) {
      (self.text, self.offsets, self.places) = (text, offsets, places)
    }

    /// The number of rows.
    package var count: Int { places.count }

    /// Makes room for some rows.
    package mutating func reserveCapacity(rows: Int, bytes: Int) {
      offsets.reserveCapacity(rows)
      places.reserveCapacity(rows)
      text.reserveCapacity(bytes)
    }

    /// Begins a row.
    ///
    /// - Parameter place: where it comes from.
    package mutating func begin(from place: Int) {
      offsets.append(text.count)
      places.append(place)
    }

    /// Where the row comes from in which a byte stands.
    package func place(ofRowAt offset: Int) -> Int {
      let next = offsets.firstIndex { $0 > offset } ?? offsets.count
      return next == 0 ? -1 : places[next - 1]
    }
  }
}

extension Dialect {
  /// How rows are written that are made of this file's: numbers stay as they are.
  package var ofMadeRows: Dialect {
    var dialect = Dialect()
    dialect.numbers = numbers
    return dialect
  }
}

/// Rows in memory, scanned as those of a unit of a file: into a sink that takes those that are made of
/// others.
package struct MadeRowsScan<Sink: RoundSink>: Sendable {
  private var scan: ThreadScan<Sink>
  private let wantedFields: [Int]
  private let made: MadeRows

  /// Whether the sink takes rows as they are: then they needn't be scanned.
  package let isUnchanged: Bool

  /// Prepares for units.
  ///
  /// - Parameters:
  ///   - sink: what takes the rows.
  ///   - filter: what chooses them.
  ///   - wantedFields: the columns that the sink reads.
  ///   - made: the columns that stand in the rows.
  package init(into sink: Sink, _ filter: RowFilter, _ wantedFields: [Int], _ made: MadeRows) {
    isUnchanged =
      filter.selector == nil && made.isCommaSeparated && sink.takesUnchanged(made.columns)
    scan = ThreadScan(into: sink, filter)
    self.wantedFields = wantedFields + filter.fields
    self.made = made
  }

  /// The sink.
  package var sink: Sink { scan.sink }

  /// Hands rows to the sink as they are.
  ///
  /// - Parameters:
  ///   - text: the rows.
  ///   - count: their number.
  ///   - number: the number of the unit.
  package mutating func takeUnchanged(_ text: [UInt8], count: Int, unit number: Int) {
    scan.sink.takeUnchanged(text, count: count, unit: number)
  }

  /// Why no more rows can be taken; nil as long as they can.
  package var failure: LocalFailure? { scan.failure }

  /// Scans the rows of a unit.
  ///
  /// - Parameters:
  ///   - rows: the rows.
  ///   - number: the number of the unit.
  /// - Returns: the first row that can't be used; nil if all can.
  package mutating func scan(_ rows: MadeRows.Rows, unit number: Int) -> RecordFailure? {
    let text = rows.text
    let rowPlaces = RowPlaces(rows.places, at: rows.offsets)
    let columns = ColumnPlaces(
      fields: made.fields, made.layout.dialect, rowPlaces: rowPlaces)
    let file = TableFile(
      number: 0, firstBlock: number, origin: 0,
      head: FileHead(layout: made.layout, places: columns))
    let grid = BlockGrid(byteCount: text.count, blockBytes: max(1, text.count))
    let scanner = RowScanner(file, wantedFields: wantedFields, grid: grid)
    let source = RowUnit(blocks: 0..<1, start: 0, bytes: text)
    do throws(SourceError) {
      try scan.scan(
        0..<1, firstBlock: number, from: text.isEmpty ? nil : 0, in: source, with: scanner)
    } catch {
      preconditionFailure("memory can always be read")
    }
    return scan.outcomes.last?.scan.failure
  }
}
