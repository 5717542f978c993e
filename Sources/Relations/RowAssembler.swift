import CSV
import Expressions
import Scan
import Values

/// Writes rows by a plan; every thread has its own.
struct RowAssembler: Sendable {
  /// The plan.
  let plan: RowPlan

  /// What computes values.
  private var computer: ValueComputer?

  /// What makes the keys that divide rows among files; nil if nothing does.
  private var keys: KeyImages?

  /// Prepares for batches.
  init(_ plan: RowPlan) {
    self.plan = plan
    computer = plan.computer
    keys = plan.partition.map { KeyImages($0.keys) }
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
    keys?.read(rows, &choice)
  }

  /// Appends rows of the batch that was looked at last.
  ///
  /// - Parameters:
  ///   - rows: the rows.
  ///   - batch: the batch.
  ///   - text: what they are appended to.
  ///   - noteEnd: takes note of where each row ends in the text; nil if nobody wants to know.
  func append(
    _ rows: RowMask, of batch: borrowing RowBatch, to text: inout [UInt8],
    noteEnd: ((Int) -> Void)? = nil
  ) {
    guard let keys else { return appendRows(rows, of: batch, to: &text, noteEnd) }
    var written: [UInt8] = []
    rows.forEach { row in
      keys.append(row, of: batch, to: &text)
      if plan.makesImages {
        appendRows(RowMask(only: row), of: batch, to: &text, nil)
      } else {
        written.removeAll(keepingCapacity: true)
        appendRows(RowMask(only: row), of: batch, to: &written, nil)
        RowImage.append(written.span, to: &text)
      }
      noteEnd?(text.count)
    }
  }

  /// Appends rows without the keys that divide them.
  private func appendRows(
    _ rows: RowMask, of batch: borrowing RowBatch, to text: inout [UInt8],
    _ noteEnd: ((Int) -> Void)?
  ) {
    if plan.makesImages { return appendImages(rows, of: batch, to: &text, noteEnd) }
    if plan.outputs.isEmpty {
      return rows.forEach { _ in
        text.append(UInt8(ascii: "\n"))
        noteEnd?(text.count)
      }
    }
    if let runs = plan.runs {
      return batch.appendRows(
        rows, of: runs, plan.format, delimiter: plan.inputDelimiter, to: &text, noteEnd: noteEnd)
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
      noteEnd?(text.count)
    }
  }

  /// Appends rows as images.
  private func appendImages(
    _ rows: RowMask, of batch: borrowing RowBatch, to image: inout [UInt8],
    _ noteEnd: ((Int) -> Void)?
  ) {
    rows.forEach { row in
      plan.appendImage(ofRow: row, of: batch, computer, to: &image)
      noteEnd?(image.count)
    }
  }
}

extension RowPlan {
  /// Appends a row as an image.
  ///
  /// - Parameters:
  ///   - row: the row.
  ///   - batch: the batch that was looked at last.
  ///   - computer: what has computed its values.
  ///   - image: what it is appended to.
  func appendImage(
    ofRow row: Int, of batch: borrowing RowBatch, _ computer: ValueComputer?,
    to image: inout [UInt8]
  ) {
    for piece in pieces {
      switch piece {
      case .fields(let run):
        for column in run.first..<run.first + run.count {
          batch.withText(of: column, inRow: row) { text in
            if rule.isMissing(text) {
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
