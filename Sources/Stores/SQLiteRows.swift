import CSV
import Values
import Vocabulary

/// How the values of a column go into a column of SQLite.
struct SQLiteBinding {
  /// What is bound.
  enum Way {
    case integer
    case number
    case text
    /// Nothing: the table's column would change texts, as numbers made of them lose zeros in front.
    case refused(type: String)
  }

  let way: Way

  /// Binds to a column of a table that is made for it.
  init(_ column: StoredColumn) {
    way =
      switch column.type {
      case .integer: .integer
      case .number: .number
      case .decimal, .boolean, .date, .timestamp, .timestampUTC, .text: .text
      }
  }

  /// Binds to a column of a table that is there already.
  ///
  /// - Parameters:
  ///   - column: what the values are.
  ///   - known: what `pragma table_xinfo` says of the table.
  init(_ column: StoredColumn, inTableOf known: [[String?]]) {
    let own = SQLiteBinding(column)
    let name = column.name.lowercasedASCII
    guard let row = known.first(where: { $0[1]?.lowercasedASCII == name }) else {
      // SQLite says that there is no such column.
      self = own
      return
    }
    switch (SQLiteAffinity(declared: row[2] ?? ""), own.way) {
    case (.text, _): way = .text
    case (.none, _), (.numeric, .integer), (.numeric, .number): way = own.way
    case (.numeric, _): way = .refused(type: row[2] ?? "")
    }
  }

  /// The type with which a new column is declared.
  var typeName: String {
    switch way {
    case .integer: "INTEGER"
    case .number: "REAL"
    case .text, .refused: "TEXT"
    }
  }
}

/// What SQLite makes of values in a column: of the declared type only some letters count.
///
/// The rules are those of *Datatypes In SQLite*, section 3.1, <https://sqlite.org/datatype3.html>.
enum SQLiteAffinity {
  /// Texts that look like numbers become numbers.
  case numeric
  /// Numbers become texts.
  case text
  /// Values stay what they are.
  case none

  init(declared type: String) {
    let type = type.lowercasedASCII
    func has(_ words: String...) -> Bool { words.contains { type.contains($0) } }
    if has("int") {
      self = .numeric
    } else if has("char", "clob", "text") {
      self = .text
    } else if type.isEmpty || has("blob") {
      self = .none
    } else {
      self = .numeric
    }
  }
}

/// Puts rows into a table.
///
/// SQLite puts 32 rows that one statement names in less than half of the time that 32 statements need:
/// the statement is begun and ended once, and so is the search for the place.
final class SQLiteRows {
  /// Why a row can't be put in.
  enum Failure: Error {
    case unusable(StoreError)
    case database(SQLiteFailure, row: Int)
  }

  private let columns: [StoredColumn]
  private let bindings: [SQLiteBinding]
  private let parsers: [NumberParser]

  /// The statements that put one row in, and many.
  private let one: SQLiteStatement
  private let many: SQLiteStatement
  private let rowsOfMany: Int

  /// The number of rows that have been put in.
  private(set) var count = 0

  /// Prepares the statements.
  ///
  /// - Parameters:
  ///   - database: an open database.
  ///   - table: the table's name.
  ///   - columns: what the rows have.
  ///   - bindings: how the values of each column are put in.
  /// - Throws: what SQLite says.
  init(
    _ database: SQLiteDatabase, table: String, _ columns: [StoredColumn],
    _ bindings: [SQLiteBinding]
  ) throws(SQLiteFailure) {
    self.columns = columns
    self.bindings = bindings
    parsers = columns.map { NumberParser(decimal: $0.decimal) }
    let names = columns.map(\.name.quotedName).joined(separator: ", ")
    let row = "(" + Array(repeating: "?", count: columns.count).joined(separator: ", ") + ")"
    let insertion = "insert into \(table.quotedName) (\(names)) values "
    // Far fewer question marks than the 32,766 that a statement may have.
    rowsOfMany = max(1, min(32, 1024 / columns.count))
    let rows = Array(repeating: row, count: rowsOfMany).joined(separator: ", ")
    one = try database.prepare(insertion + row)
    many = try database.prepare(insertion + rows)
  }

  /// Puts rows in.
  ///
  /// - Parameters:
  ///   - images: row images.
  ///   - rowCount: their number.
  /// - Throws: ``Failure``.
  func write(_ images: Span<UInt8>, count rowCount: Int) throws(Failure) {
    let end = count + rowCount
    var place = 0
    while count < end {
      let start = place
      guard end - count >= rowsOfMany else {
        try put(1, of: images, &place, by: one)
        continue
      }
      do throws(Failure) { try put(rowsOfMany, of: images, &place, by: many) } catch {
        guard case .database = error else { throw error }
        // Nothing of the statement is left: it is done again row by row, to know which one it is.
        place = start
        for _ in 0..<rowsOfMany { try put(1, of: images, &place, by: one) }
      }
    }
  }

  /// Puts as many rows in as a statement takes.
  private func put(
    _ rowCount: Int, of images: Span<UInt8>, _ place: inout Int, by statement: SQLiteStatement
  ) throws(Failure) {
    var index = 0
    for row in 0..<rowCount {
      for column in bindings.indices {
        if let field = RowImage.field(in: images, &place) {
          let text = images.extracting(field)
          guard bind(text, column, at: index, in: statement) else {
            throw .unusable(unusable(text, column, row: count + row))
          }
        } else {
          statement.bindNull(at: index)
        }
        index += 1
      }
    }
    do throws(SQLiteFailure) { _ = try statement.step() } catch {
      statement.reset()
      throw .database(error, row: count)
    }
    statement.reset()
    count += rowCount
  }

  /// Binds a value.
  ///
  /// - Returns: whether the column can hold it.
  @inline(__always)
  private func bind(
    _ text: Span<UInt8>, _ column: Int, at index: Int, in statement: SQLiteStatement
  ) -> Bool {
    switch bindings[column].way {
    case .text:
      guard TextFault(in: text) == nil else { return false }
      return statement.bind(text, at: index)
    case .number:
      guard case .number(let value) = parsers[column].parse(text.extracting(text.inner)) else {
        return false
      }
      statement.bind(value, at: index)
    case .integer:
      let text = text.extracting(text.inner)
      guard let value = DecimalText(text, decimal: columns[column].decimal)?.integer(in: text)
      else { return false }
      statement.bind(value, at: index)
    case .refused: return false
    }
    return true
  }

  /// Why a value can't be put in.
  private func unusable(_ text: Span<UInt8>, _ column: Int, row: Int) -> StoreError {
    let name = columns[column].name
    if case .refused(let type) = bindings[column].way {
      return StoreError(
        .badData,
        "\(name): \(text.shown) is a text, and the table's column of type \(type) could change it",
        row: row)
    }
    if case .text = bindings[column].way {
      let problem = TextFault(in: text)?.problem ?? "is longer than SQLite has it"
      return StoreError(.badData, "\(name): \(text.shown) \(problem)", row: row)
    }
    return StoreError(.badData, "\(name): \(text.shown) isn't of the column's type", row: row)
  }
}
