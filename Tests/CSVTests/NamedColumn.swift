@testable import CSV

extension LayoutReader {
  /// Creates a reader that knows some things.
  ///
  /// - Parameters:
  ///   - delimiter: the byte between two fields.
  ///   - decimal: the decimal mark.
  ///   - header: whether the first row names the columns.
  init(
    delimiter: UInt8? = nil, decimal: UInt8? = nil, header: DialectOptions.Header = .found
  ) {
    var options = DialectOptions()
    options.delimiter = delimiter.map { .bytes([$0]) }
    options.decimal = decimal
    options.header = header
    self.init(options)
  }

  /// Reads the head of a file, and finds a column.
  ///
  /// - Parameters:
  ///   - source: the file.
  ///   - column: the column's name or number.
  /// - Returns: the layout, and the column's 0-based position.
  /// - Throws: `LayoutReader.Failure` if the head makes no sense, or there is no such column.
  func readLayout(
    of source: borrowing some ByteSource & ~Copyable, column: String
  ) throws(Failure) -> (layout: FileLayout, column: Int) {
    let layout = try readLayout(of: source, as: .first).layout
    return (layout, try layout.position(of: column))
  }
}

extension FileLayout {
  /// The position of a column, by its name or number.
  fileprivate func position(of column: String) throws(LayoutReader.Failure) -> Int {
    do throws(ColumnError) {
      return try ColumnFinder(self).position(named: column, numbered: Int(column))
    } catch {
      throw .layout(.column(error))
    }
  }
}

extension RowStream where Base: ~Copyable {
  /// Reads the head of the stream, and finds a column; see
  /// ``CSV/LayoutReader/readLayout(of:column:)``.
  mutating func readLayout(
    by reader: LayoutReader, column: String
  ) throws(LayoutReader.Failure) -> (layout: FileLayout, column: Int) {
    let layout = try readLayout(by: reader, as: .first).layout
    return (layout, try layout.position(of: column))
  }
}

extension Dialect {
  /// The only byte of the delimiter.
  var delimiter: UInt8 { rows.delimiter[0] }

  /// The decimal mark, if it is known.
  var decimal: UInt8? { numbers.decimal }
}

extension RecordScanner {
  /// Creates a scanner of the standard syntax.
  init(delimiter: UInt8, wantedField: Int) {
    self.init(RowSyntax(delimiter: delimiter), wantedField: wantedField)
  }
}
