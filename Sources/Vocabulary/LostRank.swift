/// That some ranks don't answer, or don't reach each other, so that no collective would ever end.
///
/// It can't be agreed on, as the ranks can't talk: whoever notices throws it, and should end the whole
/// job.
public struct LostRank: Error, Sendable {
  /// One line for the user.
  public let message: String

  /// Describes what was noticed.
  package init(message: String) { self.message = message }
}
