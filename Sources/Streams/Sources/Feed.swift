import Glibc
import Vocabulary

/// A number that tells one run of bytes from others: a file, a connection.
typealias InputNumber = Int

/// Something that rows come from: it gives what is there, and never waits.
protocol Feed: AnyObject {
  /// Whether nothing will come any more.
  var isAtEnd: Bool { get }

  /// What a change of is waited for; nothing where only looking tells.
  var waits: [pollfd] { get }

  /// The bytes that are there and haven't been read; nil where nobody can tell.
  var lagBytes: Int? { get }

  /// Reads what is there.
  ///
  /// - Parameters:
  ///   - intake: takes it.
  ///   - limit: about the most bytes that are read.
  /// - Returns: whether anything was there.
  /// - Throws: ``CaudalError`` if it can't be read.
  func read(into intake: Intake, atMost limit: Int) throws(CaudalError) -> Bool
}

extension Feed {
  var lagBytes: Int? { nil }
}

/// What was read of a descriptor.
enum ReadOutcome {
  /// So many bytes, at least one.
  case bytes([UInt8])
  /// Nothing is there yet.
  case nothing
  /// Nothing will come any more.
  case end
  /// The system refused.
  case failure(CInt)
}

/// Reads bytes of a descriptor, of which ``poll(_:_:_:)`` has told that they are there, or which doesn't wait.
///
/// - Parameters:
///   - descriptor: the descriptor.
///   - limit: the most bytes.
///   - offset: where in a file; nil for what comes next.
/// - Returns: what was there.
func readAvailable(_ descriptor: CInt, atMost limit: Int, at offset: Int? = nil) -> ReadOutcome {
  var count = 0
  let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, filled in
    // Sound: the buffer has room for as many bytes as are asked for.
    repeat {
      count =
        if let offset {
          unsafe pread(descriptor, buffer.baseAddress, limit, offset)
        } else {
          unsafe read(descriptor, buffer.baseAddress, limit)
        }
    } while count < 0 && errno == EINTR
    filled = max(0, count)
  }
  if count > 0 { return .bytes(bytes) }
  if count == 0 { return .end }
  return errno == EAGAIN ? .nothing : .failure(errno)
}

/// What is to be said of a source.
func failure(of name: String, _ code: CInt, _ kind: CaudalError.Kind = .inputOutput) -> CaudalError
{
  CaudalError(kind, "\(name): \(unsafe String(cString: strerror(code)))")
}

/// Standard input, which ends when it ends.
final class StandardInputFeed: Feed {
  private let number: InputNumber
  private(set) var isAtEnd = false

  init(_ intake: Intake) { number = intake.begin("standard input", as: .stream(key: nil)) }

  var waits: [pollfd] {
    isAtEnd ? [] : [pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)]
  }

  func read(into intake: Intake, atMost limit: Int) throws(CaudalError) -> Bool {
    guard !isAtEnd, isReadable(STDIN_FILENO) else { return false }
    switch readAvailable(STDIN_FILENO, atMost: limit) {
    case .bytes(let bytes): try intake.append(bytes, to: number)
    case .nothing: return false
    case .end:
      isAtEnd = true
      try intake.end(number, keepingLastRow: true)
    case .failure(let code): throw failure(of: "standard input", code)
    }
    return true
  }
}

/// Whether a read of a descriptor wouldn't wait.
func isReadable(_ descriptor: CInt) -> Bool {
  var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
  return unsafe poll(&waiting, 1, 0) > 0
}
