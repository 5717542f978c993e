/// The limits of a check, and the file that it looks at.
public struct CheckRequest: Sendable {
  /// The path of the file that every rank must see; nil to look at ranks and network only.
  public var path: String?

  /// How long a rank waits for the answer of another before it says so, in seconds.
  public var patience = 10.0

  /// The most that a rank reads of its slice of the file, in bytes.
  public var readLimit = 256 << 20

  /// The longest that a rank reads, in seconds.
  public var readSeconds = 1.0

  /// Creates a request with every option at its default.
  ///
  /// - Parameter path: the file's path, if there is a file.
  public init(path: String?) { self.path = path }
}
