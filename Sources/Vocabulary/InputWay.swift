/// How a file comes to the ranks.
public enum InputWay: String, Sendable, CaseIterable {
  /// As it can: shared if it is an ordinary file that every rank sees, else scattered.
  case automatic = "auto"
  /// Every rank opens the file and reads its own part.
  case shared
  /// Rank 0 reads the file and sends its rows to the ranks while they work.
  case scattered = "scatter"
}
