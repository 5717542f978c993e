/// Says what a job has to say while it runs, such as that the columns of a file stand in another order.
///
/// Nothing below the command prints: whoever starts a job decides what becomes of its notes.
package struct Notes: Sendable {
  private let handler: @Sendable (String) -> Void

  /// Has notes handled.
  ///
  /// - Parameter handler: is given each note, one line; on the rank that has it.
  package init(_ handler: @escaping @Sendable (String) -> Void) { self.handler = handler }

  /// Notes that nobody hears.
  package static var unheard: Notes { Notes { _ in } }

  /// Says something.
  ///
  /// - Parameter text: one line.
  package func say(_ text: String) { handler(text) }
}
