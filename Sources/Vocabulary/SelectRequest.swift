/// Which rows and columns of a table are written, and where to: options that have been checked.
public struct SelectRequest: Sendable {
  /// The table and how to read it.
  public var table: TableRequest

  /// The columns that become rows, before anything is joined; nil if none do.
  public var unpivot: Unpivot?

  /// The tables that are joined to it, one after the other.
  public var joins: [JoinRequest] = []

  /// The columns that are written; nil for all.
  public var columns: ColumnList?

  /// The order of the rows; nil for that of the files.
  public var order: SortKeys?

  /// What makes rows the same, of which only the first is written.
  public enum Distinction: Sendable {
    /// All that is written of them.
    case wholeRows
    /// The texts of some columns, or values.
    case keys(ColumnList)
  }

  /// What makes rows the same, of which only the first is written; nil to write all.
  public var distinction: Distinction?

  /// The most rows that are written, the first in their order; nil for all.
  public var limit: Int?

  /// The part of the rows that is written; nil for all.
  public var sample: RowSample?

  /// The grid in time that the rows become; nil to write them as they are.
  public var regular: RegularRequest?

  /// What removes a database that is being made when a signal ends a process; nil if nothing does.
  public var unfinishedFiles: (any UnfinishedFileKeeper)?

  /// The bytes of a cell of a file that several ranks write, each its own cells; nil for the standard.
  /// Small ones are there for tests.
  package var cellBytes: Int?

  /// The bytes of a text that are compressed at a time; nil for the standard. Small ones are there for
  /// tests.
  package var frameBytes: Int?

  /// The rows of a group of a Parquet file; nil for the standard. Small ones are there for tests.
  package var groupRows: Int?

  /// What a file holds. A database looks after itself.
  public var fileFormat = TableFileFormat(.csv)

  /// The byte between two fields of the output; nil for that of the first file.
  public var delimiter: UInt8?

  /// Whether an apostrophe is put in front of fields of CSV that a spreadsheet would take for formulas.
  public var isFormulaSafe = false

  /// Where rows go.
  public enum Output: Sendable {
    /// To a file or a pipe, in the format that the request says.
    case text(any RowWriter)
    /// Into a table of a database.
    case database(DatabaseTable)
    /// To files in a new folder, one for each value of some keys, in the format that the request says.
    case folder(any RowFolder, Partition)
  }

  /// Where the rows go.
  public var output: Output

  /// Creates a request with every option at its default.
  ///
  /// - Parameters:
  ///   - table: the table and how to read it.
  ///   - output: where the rows go.
  public init(table: TableRequest, output: Output) {
    self.table = table
    self.output = output
  }

  /// Creates a request whose rows are written to a file as CSV, with every option at its default.
  ///
  /// - Parameters:
  ///   - table: the table and how to read it.
  ///   - writer: what takes the rows, on rank 0.
  public init(table: TableRequest, writer: any RowWriter) {
    self.init(table: table, output: .text(writer))
  }
}

/// How rows are divided among files: those of which some columns, or values, are the same go into one.
public struct Partition: Sendable {
  /// The most files that are written if nothing else is said.
  public static let standardLimit = 1000

  /// The columns, or values, that name the files.
  public var keys: ColumnList

  /// The last part of each file's name.
  public var fileName: String

  /// The most files that are written.
  public var limit = standardLimit

  /// Divides rows.
  ///
  /// - Parameters:
  ///   - keys: the columns, or values, that name the files.
  ///   - fileName: the last part of each file's name.
  public init(by keys: ColumnList, in fileName: String) {
    self.keys = keys
    self.fileName = fileName
  }
}

/// A table of a database, into which rows go: all of them, or none.
public struct DatabaseTable: Sendable, Hashable {
  /// The database: `sqlite:weather.db`, or `postgresql://user@host/weather` without a password.
  public var address: String

  /// The table's name.
  public var name: String

  /// Whether the rows are added to those that the table has; if not, it is replaced.
  public var isAppendedTo = false

  /// The name of the load: one that was done before isn't done again. Nil to do it in any case.
  public var job: String?

  /// The columns that tell rows apart; none for no primary key.
  public var primaryKey: [String] = []

  /// The columns of each index.
  public var indexes: [[String]] = []

  /// The most connections by which PostgreSQL is given rows, each by a rank of its own. With several, the
  /// rows of a new table lie in no order.
  public var connections = 1

  /// Names a table that is replaced.
  ///
  /// - Parameters:
  ///   - name: its name.
  ///   - address: the database.
  public init(_ name: String, in address: String) {
    self.name = name
    self.address = address
  }
}

/// A part of a table's rows, chosen by a hash of a seed and each row's place: the same rows for any
/// number of ranks and threads, and for every way of input.
public struct RowSample: Sendable, Hashable {
  /// How many rows are chosen.
  public enum Size: Sendable, Hashable {
    /// A share of the rows, 0 to 1: each row is chosen with this probability.
    case share(Double)
    /// So many rows, or all if there are fewer: those of the smallest hashes.
    case rows(Int)
  }

  /// How many rows are chosen.
  public let size: Size

  /// What the choice depends on, besides the rows' places.
  public let seed: UInt64

  /// Chooses a share of the rows.
  ///
  /// - Parameters:
  ///   - share: 0 to 1.
  ///   - seed: another seed chooses other rows.
  public init(share: Double, seed: UInt64 = 0) {
    precondition((0...1).contains(share), "a share is from 0 to 1")
    size = .share(share)
    self.seed = seed
  }

  /// Chooses some rows, of which every set of this size is as likely as any other.
  ///
  /// - Parameters:
  ///   - rows: their number, at least 0.
  ///   - seed: another seed chooses other rows.
  public init(rows: Int, seed: UInt64 = 0) {
    precondition(rows >= 0, "a number of rows is at least 0")
    size = .rows(rows)
    self.seed = seed
  }
}

/// What became of a ``SelectRequest``.
public struct SelectedRows: Sendable {
  /// The names of the columns that were written.
  public let columnNames: [String]

  /// The number of rows that were written.
  public let rows: Int

  /// The number of bytes that were written.
  public let bytes: Int

  /// The number of files that they were written to; nil if it wasn't asked to divide them.
  public package(set) var files: Int?

  /// What the rows have become in a regular grid; nil if none was asked for.
  public package(set) var regular: RegularSummary?

  /// The input that was read.
  public let input: InputDescription

  /// How it was done. The only part that depends on the way of running.
  public let run: RunDescription

  /// Puts the parts together.
  package init(
    columnNames: [String], rows: Int, bytes: Int, input: InputDescription, run: RunDescription
  ) {
    self.columnNames = columnNames
    self.rows = rows
    self.bytes = bytes
    self.input = input
    self.run = run
  }
}
