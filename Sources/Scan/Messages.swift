package import CSV
import Filter
import MPI
import Ranks
package import Vocabulary

extension CaudalError {
  /// The error for a file that can't be opened or read.
  package init(_ error: SourceError, path: String) {
    let kind: Kind =
      error.isOfOpening ? .noInput : error.isOfContents ? .badData : .inputOutput
    let place = error.isOfOpening ? "" : "byte \(error.offset): "
    self.init(kind, "\(path): \(place)\(error.reason)")
  }

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
    case .notUTF8:
      self.init(.badData, "\(path): the file is UTF-16 or UTF-32; convert it to UTF-8 with iconv")
    case .compressed:
      self.init(.badData, "\(path): the file is compressed; decompress it first")
    case .headerTooLong(let bytes):
      self.init(
        .badData, "\(path): row 1: no end of the header in \(bytes) bytes; is a quote unclosed?")
    case .carriageReturns:
      self.init(
        .badData, "\(path): lines end with CR alone; convert the file with tr '\\r' '\\n'")
    case .noSuchColumn(let name, let columns):
      let more = columns.count > 30 ? ", and \(columns.count - 30) more" : ""
      let list = columns.prefix(30).map { "\"\($0)\"" }.joined(separator: ", ") + more
      self.init(.usage, "\(path): there is no column \"\(name)\"; the columns are \(list)")
    case .ambiguousColumn(let name, let numbers):
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

extension RecordFailure {
  /// One line that says where the row is, what is wrong with it and what to do.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - rowsBefore: the number of rows before the failure's slice. The message counts from 1, the
  ///     header included.
  ///   - layout: the columns' names, and how the file was read.
  /// - Returns: the line, without its end.
  package func message(path: String, rowsBefore: Int, layout: FileLayout) -> String {
    let row = rowsBefore + self.rowsBefore + (layout.hasHeader ? 2 : 1)
    let place = "\(path): row \(row), byte \(byteOffset)"
    let dialect = layout.dialect
    let column = column.map { layout.columnNames[$0] } ?? ""
    switch reason {
    case .notANumber(let text):
      let isComma = dialect.decimal == UInt8(ascii: ".") && text.contains(",")
      let isPoint = dialect.decimal == UInt8(ascii: ",") && text.contains(".")
      let hint =
        isComma
        ? "if the comma marks decimals, give --decimal ,"
        : isPoint
          ? "if the point marks decimals, give --decimal ."
          : "if it means a missing value, name it, and all others, by --null"
      return "\(place), column \"\(column)\": \"\(text)\" is not a number; \(hint)"
    case .outOfRange(let text):
      return "\(place), column \"\(column)\": \"\(text)\" is beyond the largest double;"
        + " if it means a missing value, name it, and all others, by --null"
    case .unexpected(let text, let what):
      return "\(place), column \"\(column)\": \"\(text)\" is not \(what)"
    case .fieldCount(let found, let expected):
      let first = layout.hasHeader ? "header" : "first row"
      return "\(place): \(found) field\(found == 1 ? "" : "s") where the \(first) has \(expected);"
        + " check the delimiter (\(delimiterName(dialect.delimiter))) and the quotes of this row"
    case .unterminatedQuote:
      return "\(place): a quoted field begins here that never ends;"
        + " close the quote, or double it if it is text"
    }
  }

  private func delimiterName(_ delimiter: UInt8) -> String {
    delimiter == UInt8(ascii: "\t") ? "a tab" : "\(Character(Unicode.Scalar(delimiter)))"
  }
}
