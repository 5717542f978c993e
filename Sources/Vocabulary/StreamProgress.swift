import Synchronization

/// How far a job is that reads rows as they come, for whoever watches it.
public final class StreamProgress: Sendable {
  /// The figures of a moment.
  public struct Figures: Sendable, Equatable {
    /// The bytes of all sources that have been taken.
    public var bytes = 0
    /// The rows that have been taken.
    public var rows = 0
    /// The windows that are open; nil without windows.
    public var openWindows: Int?
    /// The results that have been given.
    public var results = 0
    /// The rows that came too late for their windows.
    public var lateRows = 0
    /// The bytes of files that are there, and haven't been taken; nil if the sources are no files.
    public var lagBytes: Int?
    /// The seconds since rows were taken last, or since the beginning.
    public var secondsSinceRows = 0.0

    /// Nothing yet.
    public init() {}
  }

  private let current = Mutex(Figures?.none)

  /// Nothing yet.
  public init() {}

  /// The figures; nil before the first.
  public var figures: Figures? { current.withLock { $0 } }

  /// Says how far it is.
  package func say(_ figures: Figures) { current.withLock { $0 = figures } }
}
