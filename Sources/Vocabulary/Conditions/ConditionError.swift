package import CSV

/// A condition, or a list of columns, that makes no sense, and the spot where it stops making sense.
public struct ConditionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// One line that says what is wrong and what to do.
  public let reason: String

  /// The condition on one line: line ends and tabs are blanks.
  public let text: String

  /// The number of characters of ``text`` in front of the spot.
  public let position: Int

  /// Describes an error.
  ///
  /// - Parameters:
  ///   - reason: what is wrong.
  ///   - scalars: the condition.
  ///   - offset: the number of scalars in front of the spot.
  package init(_ reason: String, in scalars: some Sequence<Unicode.Scalar>, at offset: Int) {
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

  /// Two lines: the condition, and a caret under the spot.
  public var illustration: [String] {
    ["  \(text)", "  \(String(repeating: " ", count: position))^"]
  }

  /// Three lines: what is wrong, the condition, and a caret under the spot.
  public var description: String { ([reason] + illustration).joined(separator: "\n") }
}

extension ConditionError {
  /// Words for a column that isn't found.
  ///
  /// - Parameter error: why it isn't.
  /// - Returns: a sentence that says what there is.
  package static func reason(of error: ColumnError) -> String {
    switch error {
    case .missing(let name, let names):
      return "there is no column \"\(name)\"" + ColumnError.offer(names, insteadOf: name)
    case .ambiguous(let name, let numbers):
      // In a condition, a number without quotes is a value.
      let list = numbers.map { "\"\($0)\"" }.joined(separator: ", ")
      return "several columns are called \"\(name)\"; give a number: \(list)"
    }
  }
}
