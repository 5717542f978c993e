/// A condition that makes no sense, and the spot where it stops making sense.
package struct FilterError: Error, Hashable, Sendable {
  /// One line that says what is wrong and what to do.
  package let reason: String

  /// The condition on one line: line ends and tabs are blanks.
  package let text: String

  /// The number of characters of ``text`` in front of the spot.
  package let position: Int

  /// Describes an error.
  ///
  /// - Parameters:
  ///   - reason: what is wrong.
  ///   - scalars: the condition.
  ///   - offset: the number of scalars in front of the spot.
  init(_ reason: String, in scalars: [Unicode.Scalar], at offset: Int) {
    func line(_ scalars: some Sequence<Unicode.Scalar>) -> String {
      var text = String.UnicodeScalarView()
      // A scalar for a scalar, so that the caret stays where it belongs.
      for scalar in scalars { text.append(scalar.properties.isWhitespace ? " " : scalar) }
      return String(text)
    }
    self.reason = reason
    text = line(scalars)
    position = line(scalars.prefix(offset)).count
  }

  /// Three lines: what is wrong, the condition, and a caret under the spot.
  package var message: String {
    "\(reason)\n  \(text)\n  \(String(repeating: " ", count: position))^"
  }
}
