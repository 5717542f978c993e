/// Rows that still come, and what is made of them: options that have been checked.
///
/// ```swift
/// var request = FollowRequest(.describe(question), of: [.standardInput])
/// request.windows = FollowRequest.Windows(of: "time", every: TimeSpan("10 min")!)
/// ```
public struct FollowRequest: Sendable {
  /// What is made of the rows.
  public enum Question: Sendable {
    /// Statistics of columns, by group or of all rows. Of the request's table only how it is read counts.
    case describe(DescribeRequest)
    /// Counts of keys or words.
    case count(FrequencyRequest)

    /// How rows are read.
    package var table: TableRequest {
      get {
        switch self {
        case .describe(let request): request.table
        case .count(let request): request.table
        }
      }
      set {
        switch self {
        case .describe(var request):
          request.table = newValue
          self = .describe(request)
        case .count(var request):
          request.table = newValue
          self = .count(request)
        }
      }
    }
  }

  /// Which rows of the result are given again and again.
  public enum Mode: String, Sendable, CaseIterable {
    /// The whole result.
    case complete
    /// The windows that have changed since the last time.
    case update
    /// Each window once, when it has closed.
    case append
  }

  /// Spans of time into which rows are sorted.
  public struct Windows: Sendable {
    /// The column of times.
    public var time: ColumnReference

    /// The length of a window.
    public var length: TimeSpan

    /// The time from the beginning of a window to that of the next; nil for the length. The length is a multiple of
    /// it.
    public var slide: TimeSpan?

    /// How much earlier than the latest time so far a row may be; nil if windows don't close before the end.
    public var lateness: Lateness?

    /// Sorts rows into windows.
    ///
    /// - Parameters:
    ///   - time: the column of times.
    ///   - length: the length of a window.
    public init(of time: ColumnReference, every length: TimeSpan) {
      self.time = time
      self.length = length
    }

    /// Why there can't be such windows; nil if there can.
    package var fault: String? {
      if let fault = length.faultAsStep { return fault }
      guard let slide else { return nil }
      if let fault = slide.faultAsStep { return fault }
      guard slide.unit == length.unit, length.count % slide.count == 0 else {
        return
          "windows of \(length) can't begin every \(slide): the length must be a multiple of that"
      }
      return length.count / slide.count > 1000
        ? "a row would be in \(length.count / slide.count) windows; at most 1000 are possible" : nil
    }
  }

  /// How much earlier than the latest time so far a row may be.
  public enum Lateness: Sendable, Hashable {
    /// Not at all.
    case none
    /// So much. Days have 24 hours here.
    case upTo(TimeSpan)

    /// The length in seconds; nil of months, which have no fixed length.
    package var seconds: Int? {
      switch self {
      case .none: 0
      case .upTo(let span):
        switch span.unit {
        case .seconds: span.count
        case .days: span.count * 86_400
        case .months: nil
        }
      }
    }
  }

  /// What is made of the rows.
  public var question: Question

  /// Where they come from, at least one.
  public var sources: [LiveSource]

  /// The windows into which they are sorted; nil for none.
  public var windows: Windows?

  /// Which rows of the result are given.
  public var mode = Mode.complete

  /// The time between two results, in milliseconds.
  public var intervalMilliseconds = 1000

  /// After how many milliseconds without rows the windows close that have some; nil if they wait.
  public var idleMilliseconds: Int?

  /// Whether the job ends where the sources end, instead of waiting for more.
  public var endsWithSources = false

  /// The file that keeps how far the job has come; nil for none.
  public var checkpoint: String?

  /// The time between two checkpoints, in milliseconds.
  public var checkpointMilliseconds = 10_000

  /// The file for rows that are too late for a window, with their places; nil for none.
  public var lateRows: String?

  /// The folder that keeps what has come from sources that can't be read again, until a checkpoint has passed it;
  /// nil for none.
  public var spool: String?

  /// The fewest bytes of rows that are worth the way to another rank.
  package var bytesPerRank = 1 << 16

  /// Asks for something, with every other option at its default.
  ///
  /// - Parameters:
  ///   - question: what is made of the rows.
  ///   - sources: where they come from, at least one.
  public init(_ question: Question, of sources: [LiveSource]) {
    precondition(!sources.isEmpty, "rows come from somewhere")
    self.question = question
    self.sources = sources
  }
}

/// What takes results of rows that still come.
public protocol FollowSink: AnyObject {
  /// Takes a result.
  ///
  /// - Parameter result: what has been found so far.
  /// - Throws: ``CaudalError`` if it can't be written.
  func take(_ result: FollowResult) throws(CaudalError)

  /// Makes sure that what was taken outlives a crash.
  ///
  /// - Returns: how much has been written, to be cut back to; nil if it can't be.
  /// - Throws: ``CaudalError`` if it can't be written.
  func position() throws(CaudalError) -> Int?

  /// Takes back what was written behind a position.
  ///
  /// - Parameter position: what ``position()`` has returned, in this process or one before.
  /// - Returns: whether the windows at hand are to be given once more, as what was there of them is taken back, too.
  /// - Throws: ``CaudalError`` if that is impossible.
  func cutBack(to position: Int) throws(CaudalError) -> Bool
}
