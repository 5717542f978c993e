import CSV
import Expressions
import MPI
import Scan
import Stores
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

  /// What a row is made of, in order.
  let pieces: [Piece]

  /// The same if it is made of nothing but columns of the table; nil if not.
  let runs: [ColumnRun]?

  /// The columns of the table that are written as they are, by their 0-based positions.
  let fields: [Int]

  /// The positions of all columns that are read.
  let columns: [Int]

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
    _ format: RowFormat, _ table: Table,
    on ranks: borrowing Communicator
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

  /// The row that names the columns.
  var header: [UInt8] {
    var text: [UInt8] = []
    for name in names {
      format.append(Array(name.utf8).span, to: &text, isAlone: names.count == 1)
      text.append(format.delimiter)
    }
    text[text.count - 1] = UInt8(ascii: "\n")
    return text
  }
}

/// Writes rows by a plan; every thread has its own.
struct RowAssembler: Sendable {
  /// The plan.
  let plan: RowPlan

  /// What computes values.
  private var computer: ValueComputer?

  /// Prepares for batches.
  init(_ plan: RowPlan) {
    self.plan = plan
    computer = plan.computer
  }

  /// Looks at rows, and computes their values.
  ///
  /// - Parameters:
  ///   - rows: a batch.
  ///   - choice: the rows that are chosen; afterwards those that can be used.
  mutating func read(_ rows: borrowing RowBatch, _ choice: inout RowChoice) {
    for column in plan.fields {
      choice.stop(at: rows.firstLongText(of: column, in: choice.rows, as: "text to write"))
    }
    choice.stop(at: computer?.compute(choice.rows, of: rows))
  }

  /// Appends rows of the batch that was looked at last.
  func append(_ rows: RowMask, of batch: borrowing RowBatch, to text: inout [UInt8]) {
    if plan.makesImages { return appendImages(rows, of: batch, to: &text) }
    if let runs = plan.runs {
      return batch.appendRows(
        rows, of: runs, plan.format, delimiter: plan.inputDelimiter, to: &text)
    }
    guard let computer else { preconditionFailure("what isn't there is computed") }
    let isAlone = plan.outputs.count == 1
    rows.forEach { row in
      for piece in plan.pieces {
        switch piece {
        case .fields(let run):
          for column in run.first..<run.first + run.count {
            batch.appendField(column, ofRow: row, plan.format, to: &text)
            text.append(plan.format.delimiter)
          }
        case .value(let value):
          computer.appendField(value, ofRow: row, plan.format, to: &text, isAlone: isAlone)
          text.append(plan.format.delimiter)
        }
      }
      text[text.count - 1] = UInt8(ascii: "\n")
    }
  }

  /// Appends rows as images.
  private func appendImages(
    _ rows: RowMask, of batch: borrowing RowBatch, to image: inout [UInt8]
  ) {
    rows.forEach { row in
      for piece in plan.pieces {
        switch piece {
        case .fields(let run):
          for column in run.first..<run.first + run.count {
            batch.withText(of: column, inRow: row) { text in
              if plan.rule.isMissing(text) {
                RowImage.appendMissing(to: &image)
              } else {
                RowImage.append(text, to: &image)
              }
            }
          }
        case .value(let value):
          var text: [UInt8] = []
          if computer?.append(value, ofRow: row, to: &text) == true {
            RowImage.append(text.span, to: &image)
          } else {
            RowImage.appendMissing(to: &image)
          }
        }
      }
    }
  }
}

extension RowFormat {
  /// How the rows of a request are written: as the first file is, unless it says otherwise.
  init(_ request: SelectRequest, _ layout: FileLayout) {
    self.init(
      delimiter: request.delimiter ?? layout.dialect.rows.kernelDelimiter ?? UInt8(ascii: ","),
      decimal: layout.dialect.numbers.decimal ?? UInt8(ascii: "."))
  }
}
