/// Why a job ended without a result.
///
/// Such an error is *agreed on*: when a function that works on a communicator throws one, it throws
/// the same one on every rank, and all ranks have reached the same collectives. Errors of any other
/// type are this rank's alone and call for an abort.
public struct CaudalError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of thing went wrong.
  public enum Kind: UInt8, Sendable, CaseIterable {
    /// The request makes no sense for this file.
    case usage
    /// The file's contents can't be used.
    case badData
    /// The file isn't there, or may not be read.
    case noInput
    /// Reading or writing failed.
    case inputOutput
    /// The output can't be created.
    case cannotCreate
    /// The program is at fault.
    case software
  }

  /// What kind of thing went wrong.
  public let kind: Kind

  /// One line for the user: file, place, what is wrong, what to do.
  public let message: String

  /// Lines that show the place in what the user has typed, if there are any.
  public let illustration: [String]

  /// Creates an error.
  ///
  /// - Parameters:
  ///   - kind: what kind of thing went wrong.
  ///   - message: one line for the user.
  ///   - illustration: lines that show the place in what the user has typed.
  public init(_ kind: Kind, _ message: String, illustration: [String] = []) {
    self.kind = kind
    self.message = message
    self.illustration = illustration
  }

  /// The message.
  public var description: String { message }
}

/// An error of one rank, before the ranks have agreed on it.
package struct LocalFailure: Error {
  /// Where in the file the trouble is: the first by position is the one that is reported. −1 if it
  /// isn't at any place.
  package var position: Int

  /// What is wrong.
  package let error: CaudalError

  /// Whether the trouble may be this host's alone, whose name then belongs into the message.
  package let isOfHost: Bool

  /// Creates a failure.
  ///
  /// - Parameters:
  ///   - position: where in the file the trouble is, or −1.
  ///   - error: what is wrong.
  ///   - isOfHost: whether the trouble may be this host's alone.
  package init(position: Int = -1, error: CaudalError, isOfHost: Bool = false) {
    self.isOfHost = isOfHost
    self.position = position
    self.error = error
  }
}
