/// What every job that reads a table, of one file or several, is told about it.
protocol TableRequest: Sendable {
  /// The paths of the table's files, at least one; `-` for standard input.
  var paths: [String] { get }

  /// How the file comes to the ranks.
  var input: InputWay { get }

  /// Whether the first row names the columns.
  var hasHeader: Bool { get }

  /// Whether the file is a plain text, which has no columns.
  var isPlainText: Bool { get }

  /// The byte between two fields; nil to find it out.
  var delimiter: UInt8? { get }

  /// The decimal mark; nil to find it out.
  var decimal: UInt8? { get }

  /// The texts that mean a missing value, besides the empty one.
  var nullTokens: [String] { get }

  /// How dates are written; nil to find it out.
  var dateFormat: DateOrder? { get }

  /// Which rows are looked at; nil for all.
  var condition: String? { get }

  /// The number of threads of each rank; nil for a fair share of the host's processors.
  var threads: Int? { get }

  /// The bytes in a block of the grid.
  var blockBytes: Int { get }

  /// The bytes read at a time; nil for as many as suit the machine.
  var chunkBytes: Int? { get }

  /// What counts the bytes that have been read; nil if nobody wants to know.
  var progress: InputProgress? { get }
}

extension TableRequest {
  /// False: most jobs read tables.
  var isPlainText: Bool { false }

  /// What the first file, which defines the columns, is called in messages.
  var inputName: String { inputNames[0] }

  /// What the files are called in messages.
  var inputNames: [String] { paths.map { $0 == "-" ? "standard input" : $0 } }
}
