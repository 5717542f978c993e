import CSV
import Filter
import MPI

/// A table that has been opened, in whichever way its bytes come to the ranks.
struct TableScan {
  private let shared: SharedScan?
  private let streamed: StreamedScan?
  private let request: TableRequest

  /// What the heads of the files say.
  let layout: FileLayout

  /// How the files come to the ranks.
  let input: InputWay

  /// Opens a table on all ranks.
  ///
  /// - Parameters:
  ///   - request: the files and how to read them.
  ///   - column: the column whose numbers tell the decimal mark.
  ///   - ranks: all ranks.
  /// - Throws: an agreed ``CaudalError``.
  init(
    _ request: TableRequest, column: String, on ranks: borrowing Communicator
  ) throws {
    self.request = request
    input = try ranks.chooseInput(for: request)
    let isStream = input == .scattered
    shared = isStream ? nil : try SharedScan(request, column: column, on: ranks)
    streamed = isStream ? try StreamedScan(request, column: column, on: ranks) : nil
    guard let layout = shared?.layout ?? streamed?.layout else {
      preconditionFailure("a table is read in one of two ways")
    }
    self.layout = layout
  }

  /// What the input is called in messages.
  var inputName: String { request.inputName }

  /// The texts that mean a missing value, besides the empty one.
  var nullTokens: [String] { request.nullTokens }

  /// What was read, once all has been.
  var inputDescription: InputDescription {
    InputDescription(
      files: request.paths, bytes: byteCount,
      delimiter: mark(layout.dialect.delimiter), decimal: mark(layout.dialect.decimal))
  }

  /// A byte that means something in a table, but not in a plain text.
  private func mark(_ byte: UInt8) -> Character? {
    layout.dialect.isPlainText ? nil : Character(Unicode.Scalar(byte))
  }

  /// The number of uncompressed bytes, once all have been read.
  var byteCount: Int { shared?.grid.byteCount ?? streamed?.byteCount ?? 0 }

  /// The formats of the dates in some columns; see ``Communicator/timestampFormats(of:_:_:samples:)``.
  ///
  /// - Parameters:
  ///   - columns: the columns' 0-based positions, ascending.
  ///   - ranks: all ranks.
  /// - Returns: the formats, the same on every rank.
  /// - Throws: an agreed ``CaudalError``.
  func timestampFormats(
    of columns: [Int], on ranks: borrowing Communicator
  ) throws -> [Int: TimestampFormat] {
    try ranks.timestampFormats(of: columns, request, layout) { column throws(SourceError) in
      try samples(ofColumn: column)
    }
  }

  /// The contents of a field in the first rows of the first file that has some, on rank 0.
  ///
  /// - Parameter column: the field's 0-based position.
  /// - Returns: the contents in the rows of some tens of kilobytes.
  /// - Throws: `SourceError` if the bytes can't be had.
  func samples(ofColumn column: Int) throws(SourceError) -> [[UInt8]] {
    if let shared { return try shared.samples(ofColumn: column) }
    return try streamed?.samples(ofColumn: column) ?? []
  }

  /// What chooses rows by the request's condition.
  ///
  /// - Parameter ranks: all ranks.
  /// - Returns: the selector and the 0-based numbers of the fields that it reads; nil if there is no
  ///   condition.
  /// - Throws: an agreed ``CaudalError`` if the condition makes no sense.
  func selector(
    on ranks: borrowing Communicator
  ) throws -> (selector: RowSelector, fields: [Int])? {
    guard let condition = request.condition else { return nil }
    let plan: FilterPlan
    do throws(FilterError) {
      plan = try FilterPlan(condition, layout: layout, nullTokens: request.nullTokens)
    } catch {
      // The same on every rank: all have the same condition and the same layout.
      throw CaudalError(
        .usage, "--where: \(error.reason)",
        illustration: error.message.split(separator: "\n").dropFirst().map(String.init))
    }
    let formats = try timestampFormats(of: plan.timestampColumns, on: ranks)
    return (plan.makeSelector(timestampFormats: formats), plan.columns)
  }

  /// Reads the table.
  ///
  /// - Parameters:
  ///   - wantedFields: the 0-based numbers of the fields that sinks read.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  ///   - makeSink: makes what a thread's rows go to.
  ///   - forget: forgets what sinks have handed over; called when all rows are scanned again.
  /// - Returns: the sinks, those of each pass together; see ``SharedScan`` and ``StreamedScan``.
  /// - Throws: an agreed ``CaudalError``: the first row of the file that can't be used, or a
  ///   failure to read.
  func scan<Sink: UnitRowSink>(
    _ wantedFields: [Int], on ranks: borrowing Communicator, _ workers: Workers,
    into makeSink: @escaping @Sendable () -> Sink, forget: () -> Void = {}
  ) throws -> [[Sink]] {
    if let shared {
      return try shared.scan(wantedFields, on: ranks, workers, into: makeSink, forget: forget)
    }
    return [try streamed?.scan(wantedFields, on: ranks, workers, into: makeSink) ?? []]
  }

  /// Reads the numbers of a column.
  ///
  /// - Parameters:
  ///   - columns: the columns.
  ///   - keepsValues: whether the numbers are kept, and not only their summaries.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  /// - Returns: what this rank holds of each.
  /// - Throws: an agreed ``CaudalError``.
  func slices(
    of columns: [NumericColumn], keepsValues: Bool, on ranks: borrowing Communicator,
    _ workers: Workers
  ) throws -> ColumnSlices {
    let chosen = try selector(on: ranks)
    let isStream = input == .scattered && ranks.size > 1
    let maximum = maximumValues(on: ranks)
    let fields = columns.map(\.index) + (chosen?.fields ?? [])
    var passes = try scan(fields, on: ranks, workers) {
      ColumnsSink(
        columns.map {
          UnitSink($0, maximumValues: maximum, arrayPerUnit: isStream, keepsValues: keepsValues)
        },
        chosen?.selector)
    }
    var slices = ColumnSlices()
    let firstBlock = shared?.firstBlock(ofRank: ranks.rank)
    for column in columns.indices {
      // Taken out, so that what isn't needed any more can be freed.
      var scanned: [ScannedUnits] = []
      for pass in passes.indices {
        scanned.append(ScannedUnits(maximumValues: 0))
        for thread in passes[pass].indices {
          scanned[pass].append(passes[pass][thread].takeScanned(column))
        }
      }
      if let firstBlock {
        slices.append(ColumnSlice(firstBlock: firstBlock, replacing: scanned))
      } else {
        let units = scanned.removeFirst()
        slices.append(try ranks.slice(of: units, blockCount: streamed?.blockCount ?? 0))
      }
    }
    return slices
  }

  /// The most numbers that a thread's units can have together, or one of them where they are sent.
  private func maximumValues(on ranks: borrowing Communicator) -> Int {
    if let shared { return shared.maximumValues(ofRank: ranks.rank) }
    return ranks.size == 1 ? .max : streamed?.largestUnit ?? 0
  }
}

/// What a rank holds of some columns; each is taken out when its turn has come.
struct ColumnSlices: ~Copyable {
  private var slices: [Int: SliceBox] = [:]
  private var count = 0

  /// A slice that can stand in a dictionary.
  private final class SliceBox {
    var slice: ColumnSlice?
    init(_ slice: consuming ColumnSlice) { self.slice = consume slice }
  }

  fileprivate mutating func append(_ slice: consuming ColumnSlice) {
    slices[count] = SliceBox(slice)
    count += 1
  }

  /// Takes a column's slice out.
  mutating func take(_ column: Int) -> ColumnSlice {
    guard let slice = slices.removeValue(forKey: column)?.slice.take() else {
      preconditionFailure("a slice is taken once")
    }
    return slice
  }
}

extension ColumnSlice {
  /// Takes what was scanned in several passes: later ones replace units of earlier ones.
  fileprivate init(firstBlock: Int, replacing passes: [ScannedUnits]) {
    self.init(firstBlock: firstBlock, passes.first ?? ScannedUnits(maximumValues: 0))
    for pass in passes.dropFirst() { replace(with: pass) }
  }
}

/// Takes the numbers of several columns from the rows that a condition chooses.
struct ColumnsSink: UnitRowSink {
  static var replacesUnits: Bool { true }

  /// What takes the numbers of each column.
  private var sinks: [UnitSink]

  private var selector: RowSelector?

  /// Creates a sink.
  ///
  /// - Parameters:
  ///   - sinks: what takes the numbers of each column.
  ///   - selector: what chooses rows; nil for all.
  init(_ sinks: [UnitSink], _ selector: RowSelector?) {
    self.sinks = sinks
    self.selector = selector
  }

  /// Takes out what was scanned of a column.
  mutating func takeScanned(_ column: Int) -> ScannedUnits { sinks[column].takeScanned() }

  mutating func beginUnit(_ number: Int, _ blocks: Range<Int>) {
    for column in sinks.indices { sinks[column].beginUnit(number, blocks) }
  }

  mutating func take(_ rows: borrowing RowBatch) -> UnusableField? {
    if sinks.count == 1, selector == nil { return sinks[0].take(rows) }
    var mask = RowMask(first: rows.count)
    var unusable: UnusableField?
    if let selection = selector?.select(from: rows) {
      mask = selection.rows
      unusable = selection.unusable
    }
    for column in sinks.indices {
      let field = sinks[column].read(rows, mask)
      guard let field, field.row < unusable?.row ?? .max else { continue }
      unusable = field
      mask = mask & RowMask(first: field.row)
    }
    for column in sinks.indices { sinks[column].keep(mask) }
    return unusable
  }

  mutating func endBlock(_ block: ScannedBlock) {
    for column in sinks.indices { sinks[column].endBlock(block) }
  }

  mutating func endUnit(_ number: Int, _ scan: SliceScan) {
    for column in sinks.indices { sinks[column].endUnit(number, scan) }
  }
}
