/// What a rank of a job is doing, for whoever waits for it.
public enum JobPhase: Int, Sendable, CaseIterable {
  /// It has begun, and waits for the other ranks.
  case start
  /// It opens the files and reads their heads.
  case open
  /// It reads rows.
  case read
  /// It computes with what it has read, or waits for the other ranks to do so.
  case compute
  /// It writes the result, or waits for rank 0 to do so.
  case write

  /// Its name in documents.
  public var name: String {
    switch self {
    case .start: "start"
    case .open: "open"
    case .read: "read"
    case .compute: "compute"
    case .write: "write"
    }
  }
}
