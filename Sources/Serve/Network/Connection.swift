import Glibc

/// A connection: what has arrived and is not read yet, and what is to be sent.
final class Connection {
  /// What a connection waits for.
  enum Phase {
    /// A request.
    case idle
    /// The rest of a request.
    case reading
    /// Its reader.
    case writing
    /// The end from the other side, behind the last answer: a close at once could take the answer
    /// away from the reader.
    case lingering
  }

  /// The descriptor.
  let descriptor: CInt

  /// The address at the other end.
  let remote: String

  /// What it waits for.
  var phase = Phase.idle

  /// When it has waited long enough, in nanoseconds.
  var deadline: UInt64

  /// What has arrived, from the beginning of a request.
  var input: [UInt8] = []

  /// The bytes of a body that are left out.
  var skipped = 0

  /// Whether nothing is read behind the answer that is being sent.
  var isLast = false

  /// Whether it counts among those that are limited.
  let isCounted: Bool

  private var head: [UInt8] = []
  private var body: [UInt8] = []
  private var sent = 0

  /// The bytes of the answer that is being sent.
  var pendingBytes: Int { head.count + body.count }

  init(_ descriptor: CInt, remote: String, deadline: UInt64, isCounted: Bool) {
    self.descriptor = descriptor
    self.remote = remote
    self.deadline = deadline
    self.isCounted = isCounted
  }

  /// Leaves out the bytes of a body that have arrived.
  ///
  /// - Returns: whether all of it has.
  func skipBody() -> Bool {
    consume(min(skipped, input.count), isBody: true)
    return skipped == 0
  }

  /// Leaves out bytes that are dealt with.
  func consume(_ count: Int, isBody: Bool = false) {
    if isBody { skipped -= count }
    if count == input.count {
      input.removeAll(keepingCapacity: true)
    } else {
      input.removeFirst(count)
    }
  }

  /// How sending went.
  enum Progress {
    case complete
    case partial
    case failed
  }

  /// Sends an answer as far as the system takes it.
  func send(_ head: [UInt8], _ body: [UInt8]) -> Progress {
    var sent = 0
    let progress = Self.send(descriptor, head, body, &sent)
    if progress == .partial {
      self.head = head
      self.body = body
      self.sent = sent
    }
    return progress
  }

  /// Goes on with an answer that was sent in part.
  func resume() -> Progress {
    let progress = Self.send(descriptor, head, body, &sent)
    if progress == .complete {
      head = []
      body = []
      sent = 0
    }
    return progress
  }

  /// Sends two arrays from a position on as if they were one.
  private static func send(
    _ descriptor: CInt, _ head: [UInt8], _ body: [UInt8], _ sent: inout Int
  ) -> Progress {
    while sent < head.count + body.count {
      let count = unsafe head.withUnsafeBytes { head in
        unsafe body.withUnsafeBytes { body in
          let first = unsafe UnsafeRawBufferPointer(rebasing: head[min(sent, head.count)...])
          let second = unsafe UnsafeRawBufferPointer(rebasing: body[max(0, sent - head.count)...])
          return unsafe sendTogether(descriptor, first, second)
        }
      }
      if count < 0 {
        if errno == EINTR { continue }
        return errno == EAGAIN ? .partial : .failed
      }
      sent += count
    }
    return .complete
  }

  /// Sends two pieces of memory by one call: two calls would be two packets.
  private static func sendTogether(
    _ descriptor: CInt, _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer
  ) -> Int {
    var pieces = unsafe [first, second].map {
      unsafe iovec(iov_base: UnsafeMutableRawPointer(mutating: $0.baseAddress), iov_len: $0.count)
    }
    return unsafe pieces.withUnsafeMutableBufferPointer { pieces in
      var message = unsafe msghdr()
      unsafe message.msg_iov = pieces.baseAddress
      unsafe message.msg_iovlen = pieces.count
      return unsafe sendmsg(descriptor, &message, CInt(MSG_NOSIGNAL))
    }
  }
}
