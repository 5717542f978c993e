import CSV
import Expressions
import Vocabulary

/// A small file, of which a condition chooses rows.
struct FilteredFile {
  /// The rows that were chosen, and the first that can't be used.
  struct Choice: Equatable {
    /// The numbers of the chosen rows before the one that can't be used.
    var rows: [Int] = []
    /// The first row that has a field which can't be used.
    var unusableRow: Int?
    /// That field's position.
    var unusableColumn: Int?
    /// The reason why that field can't be used.
    var reason: RecordFailure.Reason?
  }

  /// The file's bytes.
  let bytes: [UInt8]

  /// The columns and dialect that its head tells.
  let layout: FileLayout

  /// The formats of the columns that are timestamps.
  let formats: [Int: TimestampFormat]

  /// Creates a file without quotes, whose first row names the columns.
  ///
  /// - Parameters:
  ///   - header: the names, with commas between them.
  ///   - rows: the rows' texts.
  ///   - formats: the formats of the columns that are timestamps.
  ///   - decimal: the decimal mark.
  ///   - delimiter: what separates fields, in the header, too.
  init(
    _ header: String, _ rows: [String], formats: [Int: TimestampFormat] = [:],
    decimal: Character = ".", delimiter: Character = ","
  ) {
    bytes = Array((([header] + rows).joined(separator: "\n") + "\n").utf8)
    layout = FileLayout(
      columnNames: header.split(separator: delimiter).map(String.init),
      dataStart: header.utf8.count + 1,
      dialect: Dialect(
        delimiter: delimiter.asciiValue ?? 0, decimal: decimal.asciiValue ?? 0))
    self.formats = formats
  }

  /// Chooses rows.
  ///
  /// - Parameters:
  ///   - condition: the condition.
  ///   - nullTokens: what means a missing value.
  ///   - kinds: what the columns look like whose kind matters, as far as that is known.
  ///   - chunkBytes: the bytes that are read at a time.
  ///   - kernel: how the bytes are looked at.
  /// - Returns: what was chosen.
  /// - Throws: ``ConditionError`` if the condition makes no sense.
  func choose(
    _ condition: String, nullTokens: [String] = TableRequest.standardNullTokens,
    kinds: [Int: ColumnKind] = [:],
    chunkBytes: Int = RowScanner.standardChunkBytes, kernel: ByteKernel = .fastest
  ) throws -> Choice {
    let plan = try FilterPlan(
      Condition(condition), layout: layout, nullTokens: nullTokens, kinds: kinds)
    let grid = BlockGrid(byteCount: bytes.count, blockBytes: 1 << 20)
    let scanner = RowScanner(
      TableFile(layout), wantedFields: plan.columns, grid: grid, chunkBytes: chunkBytes,
      kernel: kernel)
    var sink = Sink(
      selector: try plan.makeSelector(
        timestamps: formats.mapValues { TimestampReading($0) }))
    let scan = try scanner.scan(
      0..<grid.blockCount, from: layout.dataStart, in: Memory(bytes: bytes), into: &sink)
    var choice = sink.choice
    if let failure = scan.failure {
      choice.unusableRow = failure.rowsBefore
      choice.unusableColumn = failure.column
      choice.reason = failure.reason
    }
    return choice
  }

  /// Computes the values of a list of columns, of which none is a column as it is.
  ///
  /// - Parameters:
  ///   - list: the list.
  ///   - nullTokens: what means a missing value.
  ///   - kinds: what the columns look like whose kind matters, as far as that is known.
  ///   - clock: the clock of the columns that are timestamps.
  ///   - chunkBytes: the bytes that are read at a time.
  ///   - kernel: how the bytes are looked at.
  ///   - format: how fields are written; nil for values as they are.
  ///   - rows: whether a row's values are wanted.
  /// - Returns: the texts of the rows' values, nil where one is missing, and of a field that can't be used.
  /// - Throws: ``ConditionError`` if the list makes no sense.
  func compute(
    _ list: String, nullTokens: [String] = TableRequest.standardNullTokens,
    kinds: [Int: ColumnKind] = [:], clock: TimestampClock = .wall,
    chunkBytes: Int = RowScanner.standardChunkBytes, kernel: ByteKernel = .fastest,
    format: RowFormat? = nil, rows: @escaping @Sendable (Int) -> Bool = { _ in true }
  ) throws -> (types: [ValueType], rows: [[String?]], failure: RecordFailure?) {
    let values = try ColumnList(list).columns(of: layout).compactMap { column in
      if case .value(let value, _) = column { value } else { WrittenValue?.none }
    }
    let plan = try ValuePlan(values, layout: layout, nullTokens: nullTokens, kinds: kinds)
    let grid = BlockGrid(byteCount: bytes.count, blockBytes: 1 << 20)
    let scanner = RowScanner(
      TableFile(layout), wantedFields: plan.columns, grid: grid, chunkBytes: chunkBytes,
      kernel: kernel)
    var sink = ValueSink(
      computer: try plan.makeComputer(
        timestamps: formats.mapValues { TimestampReading($0, by: clock) }),
      valueCount: values.count, format: format, isWanted: rows)
    let scan = try scanner.scan(
      0..<grid.blockCount, from: layout.dataStart, in: Memory(bytes: bytes), into: &sink)
    return (plan.types, sink.texts, scan.failure)
  }

  private struct ValueSink: RowSink {
    var computer: ValueComputer
    let valueCount: Int
    let format: RowFormat?
    let isWanted: @Sendable (Int) -> Bool
    var rowsBefore = 0
    var texts: [[String?]] = []

    mutating func take(_ batch: borrowing RowBatch) -> UnusableField? {
      var rows = RowMask()
      for row in 0..<batch.count where isWanted(rowsBefore + row) { rows.insert(row) }
      let unusable = computer.compute(rows, of: batch)
      (rows & RowMask(first: unusable?.row ?? batch.count)).forEach { row in
        texts.append(
          (0..<valueCount).map { value in
            var text: [UInt8] = []
            if let format {
              computer.appendField(value, ofRow: row, format, to: &text, isAlone: valueCount == 1)
              return String(decoding: text, as: UTF8.self)
            }
            let isThere = computer.append(value, ofRow: row, to: &text)
            return isThere ? String(decoding: text, as: UTF8.self) : nil
          })
      }
      rowsBefore += unusable?.row ?? batch.count
      return unusable
    }

    mutating func endBlock(_ block: ScannedBlock) {}
  }

  private struct Sink: RowSink {
    var selector: RowSelector
    var choice = Choice()
    var rowsBefore = 0

    mutating func take(_ rows: borrowing RowBatch) -> UnusableField? {
      let selection = selector.select(from: rows)
      selection.rows.forEach { choice.rows.append(rowsBefore + $0) }
      rowsBefore += selection.unusable?.row ?? rows.count
      return selection.unusable
    }

    mutating func endBlock(_ block: ScannedBlock) {}
  }

  private struct Memory: ByteSource {
    let bytes: [UInt8]

    var byteCount: Int { bytes.count }

    func read(
      into region: UnsafeMutableRawBufferPointer, at offset: Int
    ) throws(SourceError) -> Int {
      let end = min(bytes.count, offset + region.count)
      guard offset < end else { return 0 }
      unsafe region.copyBytes(from: bytes[offset..<end])
      return end - offset
    }
  }
}

extension String {
  /// The text as a field, in quotes.
  var asQuotedField: String { "\"" + replacing("\"", with: "\"\"") + "\"" }
}
