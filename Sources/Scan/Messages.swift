package import CSV
import Expressions
import MPI
import Ranks
package import Vocabulary

extension CaudalError {
  /// The error for a file whose head can't be read or makes no sense.
  package init(_ failure: LayoutReader.Failure, path: String) {
    switch failure {
    case .source(let error): self.init(error, path: path)
    case .layout(let error): self.init(error, path: path)
    }
  }

  private init(_ error: LayoutError, path: String) {
    switch error {
    case .empty:
      self.init(.badData, "\(path): the file is empty; the first row must name the columns")
    case .unknownEncoding(let name):
      self.init(
        .usage, "\(path): there is no encoding \"\(name)\"; iconv --list shows those there are")
    case .compressed:
      self.init(
        .badData, "\(path): the file is compressed twice; decompress it once")
    case .foreign(let form): self.init(form, path: path)
    case .headerTooLong(let bytes):
      self.init(
        .badData, "\(path): row 1: no end of the header in \(bytes) bytes; is a quote unclosed?")
    case .nothingLeft:
      self.init(
        .badData, "\(path): no row remains behind those that are left out in front of the data")
    case .skipTooLong(let bytes):
      self.init(
        .badData,
        "\(path): the rows left out in front of the data end behind the first \(bytes) bytes, in which"
          + " a table must begin; cut them off")
    case .ambiguousDelimiter(let delimiters):
      let names = delimiters.map(CaudalError.delimiterName).joined(separator: " or by ")
      self.init(
        .usage, "\(path): the fields may be divided by \(names)", advice: .delimiter)
    case .ambiguousHeader(let row):
      self.init(
        .usage, "\(path): the first row (\(row)) may name the columns, or be data", advice: .header)
    case .column(.missing(let name, let columns)):
      let offer = ColumnError.offer(columns, insteadOf: name)
      let fault = DateBin.fault(inKey: name).map { "; as spans of time, \($0)" } ?? ""
      self.init(.usage, "\(path): there is no column \"\(name)\"\(offer)\(fault)")
    case .column(.ambiguous(let name, let numbers)):
      let list = numbers.map(String.init).joined(separator: ", ")
      self.init(
        .usage, "\(path): several columns are called \"\(name)\"; give a number: \(list)")
    case .missingColumn(let name):
      self.init(
        .badData,
        "\(path): there is no column \"\(name)\", which the first file has;"
          + " the files of a table have the same columns")
    case .foreignColumn(let name):
      self.init(
        .badData,
        "\(path): the column \"\(name)\" is not in the first file;"
          + " the files of a table have the same columns")
    case .repeatedColumn(let name):
      self.init(
        .badData,
        "\(path): the columns stand in another order than in the first file, and"
          + " several are called \"\(name)\"; bring them into the same order")
    case .otherColumnCount(let found, let expected):
      self.init(
        .badData,
        "\(path): the rows have \(found) column\(found == 1 ? "" : "s"), those of the"
          + " first file \(expected); the files of a table have the same columns")
    }
  }
}

extension CaudalError {
  /// A delimiter in words.
  static func delimiterName(_ delimiter: [UInt8]) -> String {
    switch String(decoding: delimiter, as: UTF8.self) {
    case "\t": "a tab"
    case ",": "a comma"
    case ";": "a semicolon"
    case "|": "a bar"
    case let text: "\"\(text)\""
    }
  }
}

extension RecordFailure {
  /// The error that says where the row is, what is wrong with it and what to do.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - rowsBefore: the number of rows before the failure's slice. The message counts from 1, the
  ///     header of a file included.
  ///   - layout: the columns' names, and how the file was read.
  /// - Returns: the error.
  func error(path: String, rowsBefore: Int, layout: FileLayout) -> CaudalError {
    let row = rowsBefore + self.rowsBefore + layout.rowsBeforeData + 1
    let byte = layout.isOfDatabase ? "" : ", byte \(byteOffset)"
    return error(
      at: "\(path): row \(row)\(byte)", layout,
      isFirst: row == layout.rowsBeforeData + 1 && layout.hasHeader)
  }

  /// The error that says what is wrong with a row.
  ///
  /// - Parameters:
  ///   - place: where the row is.
  ///   - layout: the columns' names, and how the file was read.
  ///   - isFirst: whether it is the row behind the header.
  /// - Returns: the error.
  package func error(
    at place: String, _ layout: FileLayout, isFirst: Bool = false
  ) -> CaudalError {
    let field = "\(place), column \"\(column.map { layout.columnNames[$0] } ?? "")\""
    switch reason {
    case .notANumber(let text):
      return NumberMisreading(text, layout).error(field, isFirstRow: isFirst)
    case .outOfRange(let text):
      return CaudalError(
        .badData, "\(field): \"\(text)\" is beyond the largest double", advice: .nullTokens)
    case .unexpected(let text, let what), .tooLong(let text, let what):
      return CaudalError(.badData, "\(field): \"\(text)\" is not \(what)")
    case .clock(let text, let fault): return Self.error(fault, "\(field): \"\(text)\"")
    case .fieldCount(let found, let expected):
      let first = layout.hasHeader ? "header" : "first row"
      let rows = layout.dialect.rows
      let delimiter =
        rows.dividesAtBlanks ? "blanks" : CaudalError.delimiterName(rows.delimiter)
      return CaudalError(
        .badData,
        "\(place): \(found) field\(found == 1 ? "" : "s") where the \(first) has \(expected);"
          + " check the delimiter (\(delimiter)) and the quotes of this row")
    case .unterminatedQuote:
      return CaudalError(
        .badData,
        "\(place): a quoted field begins here that never ends;"
          + " close the quote, or double it if it is text")
    case .rowTooLong:
      return CaudalError(.badData, "\(place): \(SourceError(.rowTooLong).reason)")
    case .textBehindQuote:
      return CaudalError(
        .badData, "\(place): text stands here behind a closing quote", advice: .quotes)
    }
  }

  /// The error for a time that means nothing on its column's clock.
  private static func error(_ fault: TimestampClock.Fault, _ text: String) -> CaudalError {
    switch fault {
    case .offset:
      CaudalError(
        .badData, "\(text) has a UTC offset, and the first times of this column have none",
        advice: .timeZone)
    case .noOffset:
      CaudalError(
        .badData, "\(text) has no UTC offset, and the first times of this column have one",
        advice: .timeZone)
    case .skipped(let zone):
      CaudalError(
        .badData, "\(text) does not exist in \(zone), where clocks were put forward over it",
        advice: .fixedTimeZone)
    case .unknown(let zone):
      CaudalError(
        .badData, "\(text) is not from 1900 to 2100, the years for which \(zone) is known",
        advice: .nullTokens)
    case .outOfRange:
      CaudalError(.badData, "\(text) is beyond the years 1 to 9999 in UTC")
    }
  }
}
