/// What every job that reads a table is told about it.
protocol TableRequest: Sendable {
  /// The path of the file; `-` for standard input.
  var path: String { get }

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

  /// What the input is called in messages.
  var inputName: String { path == "-" ? "standard input" : path }
}
