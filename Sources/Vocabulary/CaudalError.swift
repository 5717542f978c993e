/// Why a job ended without a result.
///
/// Such an error is *agreed on*: when a function that works on a communicator throws one, it throws
/// the same one on every rank, and all ranks have reached the same collectives. Errors of any other
/// type are this rank's alone and call for an abort.
///
/// ```swift
/// do { … } catch let error as CaudalError {
///   print(error.message)
///   if case .decimalMark(let mark) = error.advice { … }
/// }
/// ```
public struct CaudalError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A kind of thing that can go wrong.
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

  /// The kind of thing that went wrong.
  public let kind: Kind

  /// The part of the request that makes no sense, if it is one: with it the sentence begins.
  public let subject: Subject?

  /// The problem in one line: file, place and trouble; after a subject, what is to be said of it.
  public package(set) var problem: String

  /// How the request should be changed, where that may help.
  public let advice: Advice?

  /// Lines that show the place in what the user has written, if there are any.
  public let illustration: [String]

  /// Creates an error.
  ///
  /// - Parameters:
  ///   - kind: what kind of thing went wrong.
  ///   - problem: one line that says what is wrong; after a subject, what is to be said of it.
  ///   - subject: the part of the request that makes no sense.
  ///   - advice: how the request should be changed.
  ///   - illustration: lines that show the place in what the user has written.
  public init(
    _ kind: Kind, _ problem: String, subject: Subject? = nil, advice: Advice? = nil,
    illustration: [String] = []
  ) {
    self.kind = kind
    self.subject = subject
    self.problem = problem
    self.advice = advice
    self.illustration = illustration
  }

  /// Creates the error of a job whose condition, or whose columns, make no sense.
  ///
  /// - Parameters:
  ///   - error: what is wrong.
  ///   - subject: the part of the request that it is about.
  public init(_ error: ConditionError, subject: Subject = .condition) {
    self.init(.usage, error.reason, subject: subject, illustration: error.illustration)
  }

  /// One line: what is wrong and what to do.
  public var message: String { message(naming: \.words, advising: \.words) }

  /// One line in which parts of a request are called as the user knows them.
  ///
  /// - Parameters:
  ///   - name: what a part of a request is called.
  ///   - advise: how it is said what to change.
  /// - Returns: the line, without its end.
  public func message(
    naming name: (Subject) -> String, advising advise: (Advice) -> String
  ) -> String {
    let sentence = subject.map { "\(name($0)) \(problem)" } ?? problem
    return advice.map { "\(sentence); \(advise($0))" } ?? sentence
  }

  /// The message.
  public var description: String { message }
}
