/// The order in which groups are reported.
public enum GroupOrder: Sendable, Hashable {
  /// As they come in the file.
  case firstSeen
  /// By their keys, byte by byte.
  case key
  /// By a statistic of the first column, the largest first; groups without it last, equals as they
  /// come in the file.
  case statistic(Statistic)
}
