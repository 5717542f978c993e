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
