internal import COpenMPI

/// A call into MPI that failed, or that was refused before it could communicate.
///
/// ```swift
/// do {
///   try communicator.send(value, to: 12)
/// } catch where error.errorClass == .rank {
///   // there is no rank 12
/// }
/// ```
///
/// Arguments that can be judged on the spot (a root outside the communicator, a count that doesn't
/// fit MPI's 32 bits) are refused with the same type, so that callers handle one kind of error. An
/// error of one rank is that rank's own: the others don't hear of it and may be waiting in the very
/// collective that this rank has left. Agree on errors by communication, or end the job with
/// ``Communicator/abort(code:)``.
public struct MPIError: Error, Sendable, Hashable {
  /// The code that the call returned; its meaning belongs to the MPI library.
  public let code: Int

  /// The standard's class of the error, the same in every MPI library.
  public let errorClass: ErrorClass

  /// The name of the failed call, as the MPI standard spells it: `MPI_Recv`.
  public let call: String

  /// The failure in the words of the MPI library or, for refused arguments, of this one.
  public let message: String

  /// Makes the error of a call that was refused before it was made.
  init(refusing call: StaticString, _ errorClass: ErrorClass, _ message: String) {
    self.code = errorClass.rawValue
    self.errorClass = errorClass
    self.call = call.description
    self.message = message
  }

  /// Makes the error of a call that returned `code`, asking the library for class and message.
  init(_ call: StaticString, code: Int32) {
    var classCode: Int32 = 0
    if unsafe MPI_Error_class(code, &classCode) != MPI_SUCCESS { classCode = code }
    var length: Int32 = 0
    let text = unsafe string(capacity: Int(MPI_MAX_ERROR_STRING)) { buffer in
      unsafe MPI_Error_string(code, buffer, &length) == MPI_SUCCESS
    }
    self.code = Int(code)
    self.errorClass = ErrorClass(rawValue: Int(classCode))
    self.call = call.description
    self.message = text ?? "unknown error \(code)"
  }
}

extension MPIError: CustomStringConvertible {
  /// One line that names the call and says what went wrong.
  public var description: String {
    "\(call) failed: \(message)"
  }
}

extension MPIError {
  /// A class of errors, as the MPI standard numbers them.
  public struct ErrorClass: RawRepresentable, Hashable, Sendable {
    /// The class's number in the MPI library: `MPI_ERR_TRUNCATE` and its siblings.
    public let rawValue: Int

    /// Makes the class of a number.
    public init(rawValue: Int) {
      self.rawValue = rawValue
    }

    /// A count is negative, or more than MPI can express (`MPI_ERR_COUNT`).
    public static let count = ErrorClass(rawValue: Int(MPI_ERR_COUNT))
    /// A datatype is unknown or doesn't fit the values (`MPI_ERR_TYPE`).
    public static let type = ErrorClass(rawValue: Int(MPI_ERR_TYPE))
    /// A tag is out of range (`MPI_ERR_TAG`).
    public static let tag = ErrorClass(rawValue: Int(MPI_ERR_TAG))
    /// A communicator is no longer, or not yet, usable (`MPI_ERR_COMM`).
    public static let communicator = ErrorClass(rawValue: Int(MPI_ERR_COMM))
    /// A rank is outside the communicator (`MPI_ERR_RANK`).
    public static let rank = ErrorClass(rawValue: Int(MPI_ERR_RANK))
    /// A root is outside the communicator (`MPI_ERR_ROOT`).
    public static let root = ErrorClass(rawValue: Int(MPI_ERR_ROOT))
    /// An argument is wrong in another way (`MPI_ERR_ARG`).
    public static let argument = ErrorClass(rawValue: Int(MPI_ERR_ARG))
    /// A message was longer than the receiver's buffer (`MPI_ERR_TRUNCATE`).
    public static let truncate = ErrorClass(rawValue: Int(MPI_ERR_TRUNCATE))
    /// Something else, which the message names (`MPI_ERR_OTHER`).
    public static let other = ErrorClass(rawValue: Int(MPI_ERR_OTHER))
  }
}

/// Throws unless `code`, the result of `call`, is success.
///
/// Every code that MPI returns to this module comes through here.
@inline(__always)
func check(_ call: StaticString, _ code: Int32) throws(MPIError) {
  if code != MPI_SUCCESS { throw MPIError(call, code: code) }
}

/// The C string that `fill` writes, or nil if it returns false.
@unsafe
func string(capacity: Int, fill: (UnsafeMutablePointer<CChar>) -> Bool) -> String? {
  unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity + 1) { buffer in
    unsafe buffer.initialize(repeating: 0)
    guard let base = buffer.baseAddress, unsafe fill(base) else { return nil }
    return unsafe String(cString: base)
  }
}
