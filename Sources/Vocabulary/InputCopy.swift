/// An input that has been copied to where it can be read more than once.
package protocol InputCopy: Sendable {
  /// What the input was.
  var kind: InputDescription.Kind { get }

  /// What the input is called in messages.
  var name: String { get }

  /// The path of the input, as it was given.
  var path: String { get }
}
