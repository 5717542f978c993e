import CSV
import Expressions
import MPI
import Scan
import Vocabulary

/// What a row of the output is made of.
struct RowPlan: Sendable {
  /// A part of a row.
  enum Piece: Sendable {
    /// Neighbouring columns of the table.
    case fields(ColumnRun)
    /// A value, by its number among those that are computed.
    case value(Int)
  }

  /// The output's columns.
  let outputs: [ColumnList.Column]

  /// Their names.
  var names: [String] { outputs.map(\.name) }

  /// The bytes of their names: those of the file where they aren't UTF-8.
  let nameBytes: [[UInt8]]

  /// What a row is made of, in order.
  let pieces: [Piece]

  /// The same if it is made of nothing but columns of the table; nil if not.
  let runs: [ColumnRun]?

  /// The columns of the table that are written as they are, by their 0-based positions.
  let fields: [Int]

  /// The positions of all columns that are read.
  var columns: [Int]

  /// What computes the values; nil if there are none.
  let computer: ValueComputer?

  /// How rows are written.
  let format: RowFormat

  /// The byte between two fields of the files; nil if there are several, or blanks.
  let inputDelimiter: UInt8?

  /// What is missing in the column at position 0, and so in all others.
  let rule: NumericColumn

  /// Whether rows are images for a store, and not text; see `RowImage`.
  var makesImages = false

  /// The grid in time that the rows become; nil if they are written as they are.
  var regular: RegularPlan?

  /// What divides the rows among files; nil if nothing does. If something does, rows are images in front of
  /// which their keys stand; see ``PartitionPlan``.
  var partition: PartitionPlan?

  /// Finds columns.
  ///
  /// - Parameters:
  ///   - list: the columns; nil for all of the table.
  ///   - outputs: columns whose names go before those of the table.
  ///   - subject: the part of the request in which they stand.
  ///   - format: how rows are written.
  ///   - table: the table.
  ///   - ranks: all ranks.
  /// - Throws: an agreed ``CaudalError`` if one isn't there, or a value can't be computed.
  init(
    _ list: ColumnList?, orOf outputs: [ColumnList.Column] = [], in subject: CaudalError.Subject,
    _ format: RowFormat, _ table: Table, on ranks: borrowing Communicator
  ) throws {
    let layout = table.layout
    let columns: [ColumnList.Column]
    do throws(ConditionError) {
      columns =
        try list?.columns(of: layout, orOf: outputs)
        ?? layout.columnNames.enumerated().map { .field($0, name: $1) }
    } catch {
      throw CaudalError(error, subject: subject)
    }
    var values: [WrittenValue] = []
    let pieces = columns.map { column -> Piece in
      switch column {
      case .field(let position, _): return .fields(ColumnRun(position))
      case .value(let value, _):
        values.append(value)
        return .value(values.count - 1)
      }
    }
    let computed =
      values.isEmpty ? nil : try table.valueComputer(of: values, in: subject, on: ranks)
    self.outputs = columns
    nameBytes = columns.map { layout.nameBytes(of: $0) }
    computer = computed?.computer
    fields = pieces.compactMap { if case .fields(let run) = $0 { run.first } else { nil } }
    self.columns = Set(fields + (computed?.columns ?? [])).sorted()
    self.pieces = Self.joined(pieces)
    runs = values.isEmpty ? ColumnRun.runs(of: fields) : nil
    inputDelimiter = layout.dialect.rows.kernelDelimiter
    self.format = format
    rule = NumericColumn(
      index: 0, nullTokens: table.nullTokens, numbers: layout.dialect.numbers)
  }

  /// Takes columns of a table as they are.
  ///
  /// - Parameters:
  ///   - fields: their 0-based positions; if there are none, rows are empty.
  ///   - format: how rows are written.
  ///   - table: the table.
  init(fields: [Int], _ format: RowFormat, _ table: Table) {
    let layout = table.layout
    outputs = fields.map { .field($0, name: layout.columnNames[$0]) }
    nameBytes = fields.map { layout.nameBytes(ofColumn: $0) }
    computer = nil
    self.fields = fields
    columns = Set(fields).sorted()
    pieces = Self.joined(fields.map { .fields(ColumnRun($0)) })
    runs = ColumnRun.runs(of: fields)
    inputDelimiter = layout.dialect.rows.kernelDelimiter
    self.format = format
    rule = NumericColumn(
      index: 0, nullTokens: table.nullTokens, numbers: layout.dialect.numbers)
  }

  /// Takes the texts of columns, which are empty where a value is missing.
  ///
  /// - Parameters:
  ///   - fields: the columns' 0-based positions.
  ///   - format: how rows are written.
  ///   - table: the table.
  ///   - ranks: all ranks.
  /// - Throws: an agreed ``CaudalError``.
  init(
    valuesOf fields: [Int], _ format: RowFormat, _ table: Table, on ranks: borrowing Communicator
  ) throws {
    let layout = table.layout
    let values = fields.map { field in
      let column = ColumnReference(number: field + 1)
      return WrittenValue(
        .subject(ConditionSubject(column: column, part: nil, offset: 0)), in: "")
    }
    let computed = try table.valueComputer(of: values, in: .columns, taking: .texts, on: ranks)
    outputs = fields.map { .field($0, name: layout.columnNames[$0]) }
    nameBytes = fields.map { layout.nameBytes(ofColumn: $0) }
    pieces = fields.indices.map { .value($0) }
    runs = nil
    self.fields = []
    columns = computed.columns
    computer = computed.computer
    inputDelimiter = layout.dialect.rows.kernelDelimiter
    self.format = format
    rule = NumericColumn(
      index: 0, nullTokens: table.nullTokens, numbers: layout.dialect.numbers)
  }

  /// Pieces with neighbouring columns joined.
  private static func joined(_ pieces: [Piece]) -> [Piece] {
    var joined: [Piece] = []
    var columns: [Int] = []
    func flush() {
      joined += ColumnRun.runs(of: columns).map { .fields($0) }
      columns = []
    }
    for piece in pieces {
      if case .fields(let run) = piece {
        columns.append(run.first)
      } else {
        flush()
        joined.append(piece)
      }
    }
    flush()
    return joined
  }

  /// Whether what is written of a row of some columns in the standard format is the row itself.
  ///
  /// - Parameter columns: the columns, by their 0-based positions.
  /// - Returns: whether it is.
  func writesUnchanged(_ columns: [Int]) -> Bool {
    guard let runs, !makesImages, regular == nil, partition == nil else { return false }
    return runs.joined() == columns && format.delimiter == RowFormat().delimiter
      && !format.isSafe
  }

  /// Whether rows are fields as they are, in quotes or not, with nothing but ASCII between them.
  var writesFieldsAlone: Bool {
    runs != nil && !makesImages && regular == nil && partition == nil && format.delimiter < 0x80
  }

  /// The row that names the columns.
  var header: [UInt8] {
    var text: [UInt8] = []
    for name in nameBytes {
      format.append(name.span, to: &text, isAlone: nameBytes.count == 1)
      text.append(format.delimiter)
    }
    text[text.count - 1] = UInt8(ascii: "\n")
    return text
  }
}

extension RowPlan {
  /// Divides the rows among files.
  mutating func divide(by partition: PartitionPlan) {
    self.partition = partition
    columns = Set(columns).union(partition.keys.columns).sorted()
  }

  /// The same rows without the keys that divide them.
  var undivided: RowPlan {
    var plan = self
    plan.partition = nil
    return plan
  }
}

extension FileLayout {
  /// The bytes of the name of a column that is made of this table's.
  func nameBytes(of column: ColumnList.Column) -> [UInt8] {
    if case .field(let position, let name) = column, columnNames[position] == name {
      return nameBytes(ofColumn: position)
    }
    return Array(column.name.utf8)
  }
}

extension RowFormat {
  /// How the rows of a request are written: as the first file is, unless it says otherwise.
  init(_ request: SelectRequest, _ layout: FileLayout) {
    self.init(
      delimiter: request.delimiter ?? layout.dialect.rows.kernelDelimiter ?? UInt8(ascii: ","),
      decimal: layout.dialect.numbers.decimal ?? UInt8(ascii: "."),
      isSafe: request.isFormulaSafe)
  }
}
