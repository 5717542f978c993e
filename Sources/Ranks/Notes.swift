package import Vocabulary

/// Says what a job has to say while it runs, such as that the columns of a file stand in another order.
///
/// Nothing below the command prints: whoever starts a job decides what becomes of its notes.
package struct Notes: Sendable {
  private let handler: @Sendable (String) -> Void
  private let advise: @Sendable (CaudalError.Advice) -> String

  /// Has notes handled.
  ///
  /// - Parameters:
  ///   - handler: is given each note, one line; on the rank that has it.
  ///   - advise: how it is said what to change.
  package init(
    _ handler: @escaping @Sendable (String) -> Void,
    advising advise: @escaping @Sendable (CaudalError.Advice) -> String = { $0.words }
  ) {
    self.handler = handler
    self.advise = advise
  }

  /// Notes that nobody hears.
  package static var unheard: Notes { Notes { _ in } }

  /// Says something.
  ///
  /// - Parameters:
  ///   - text: one line.
  ///   - advice: what may be changed.
  package func say(_ text: String, _ advice: CaudalError.Advice? = nil) {
    handler(advice.map { "\(text); \(advise($0))" } ?? text)
  }
}
