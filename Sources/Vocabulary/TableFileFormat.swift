/// What a file holds that a table is written to.
public enum TableFormat: String, Sendable, Hashable, CaseIterable {
  /// Fields divided by a delimiter, as they are.
  case csv
  /// Of each row an object of JSON on a line, with numbers and truths where columns hold nothing else.
  case jsonLines = "jsonl"
  /// Parquet: columns with types, in row groups, compressed.
  case parquet
}

/// How a text is compressed.
public enum TextCompression: Sendable, Hashable, CaseIterable {
  /// gzip, in members of 4 MiB of the text.
  case gzip
  /// Zstandard, in frames of 4 MiB of the text.
  case zstandard
}

/// The format of a file, and whether it is compressed.
///
/// ```swift
/// let format = TableFileFormat(fileName: "weather/2017.jsonl.gz")
/// // format.format == .jsonLines, format.compression == .gzip
/// ```
public struct TableFileFormat: Sendable, Hashable {
  /// What the file holds.
  public var format: TableFormat

  /// How it is compressed as a whole; nil if it isn't. Parquet is compressed inside.
  public var compression: TextCompression?

  /// Describes a file.
  ///
  /// - Parameters:
  ///   - format: what it holds.
  ///   - compression: how it is compressed as a whole.
  public init(_ format: TableFormat, _ compression: TextCompression? = nil) {
    self.format = format
    self.compression = compression
  }

  /// What a file's name says that it holds, by its last letters, whatever their case.
  ///
  /// `.gz` and `.zst` are compressed; in front of these, or without them, `.jsonl` and `.ndjson` are lines
  /// of JSON, `.parquet` is Parquet. All others are CSV.
  ///
  /// - Parameter fileName: a name or a path.
  public init(fileName: String) {
    var name = fileName.lowercased()[...]
    func cut(_ ending: String) -> Bool {
      guard name.hasSuffix(ending), name.utf8.count > ending.utf8.count else { return false }
      name = name.dropLast(ending.count)
      return true
    }
    compression = cut(".gz") ? .gzip : cut(".zst") ? .zstandard : nil
    format = cut(".jsonl") || cut(".ndjson") ? .jsonLines : cut(".parquet") ? .parquet : .csv
  }
}
