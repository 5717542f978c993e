internal import COpenMPI

/// The facts that are known of a message before it is received.
public struct Envelope: Sendable, Hashable {
  /// The rank that sent it.
  public let source: Int

  /// The tag under which it was sent.
  public let tag: Int

  /// The length of the message in bytes.
  public let byteCount: Int
}

extension Communicator {
  /// Waits for a message, and says where it is from without receiving it.
  ///
  /// ```swift
  /// let envelope = try communicator.probe()
  /// let values = try communicator.receive(
  ///   varying: Double.self, from: envelope.source, tag: envelope.tag)
  /// ```
  ///
  /// Wraps `MPI_Probe`.
  ///
  /// - Parameters:
  ///   - source: The rank that sends the message; any rank by default.
  ///   - tag: The tag under which it is sent; any tag by default.
  /// - Returns: Who sent the message, under which tag, and how long it is.
  /// - Throws: ``MPIError`` if the source is no rank of the communicator, or the tag negative.
  public func probe(from source: Int? = nil, tag: Int? = nil) throws(MPIError) -> Envelope {
    let call: StaticString = "MPI_Probe"
    var (peer, tag32) = try checkPeer(source ?? 0, tag ?? 0, call)
    if source == nil { peer = Int32(MPI_ANY_SOURCE) }
    if tag == nil { tag32 = Int32(MPI_ANY_TAG) }
    guard let handle = try unsafe active(call) else {
      guard let message = mailbox.first(tag: tag) else { throw deadlock(call) }
      return Envelope(source: 0, tag: message.tag, byteCount: message.bytes.count)
    }
    var status = MPI_Status()
    try unsafe check(call, MPI_Probe(peer, tag32, handle, &status))
    let bytes = try unsafe elementCount(UInt8.self, status, call)
    return Envelope(
      source: Int(status.MPI_SOURCE),
      tag: Int(status.MPI_TAG),
      byteCount: bytes
    )
  }

  /// Narrows a peer's rank and a tag, or refuses them.
  func checkPeer(
    _ peer: Int,
    _ tag: Int,
    _ call: StaticString
  ) throws(MPIError) -> (peer: Int32, tag: Int32) {
    guard (0..<size).contains(peer) else {
      throw MPIError(refusing: call, .rank, "there is no rank \(peer) in 0..<\(size)")
    }
    guard tag >= 0, let tag32 = Int32(exactly: tag) else {
      throw MPIError(refusing: call, .tag, "the tag \(tag) is not in 0..<2^31")
    }
    return (Int32(peer), tag32)
  }

  /// Puts a message of a solo communicator to itself into its mailbox.
  @unsafe
  func deliverOwn<T: BitwiseCopyable>(_ values: UnsafeBufferPointer<T>, tag: Int) {
    let bytes = unsafe Array(UnsafeRawBufferPointer(values))
    mailbox.deliver(Mailbox.Message(tag: tag, bytes: bytes))
  }

  /// The message that a solo communicator has sent to itself.
  func takeOwn(tag: Int, _ call: StaticString) throws(MPIError) -> Mailbox.Message {
    guard let message = mailbox.take(tag: tag) else { throw deadlock(call) }
    return message
  }
}

/// The error of a solo communicator that would wait for ever.
func deadlock(_ call: StaticString) -> MPIError {
  MPIError(
    refusing: call,
    .other,
    "no message was sent, and on a solo communicator none can arrive"
  )
}

/// The room to receive into so that a message of more than `capacity` elements is noticed.
///
/// Open MPI 4.1 cuts a message to oneself silently if its receive is waiting when it is sent. With
/// room for one element more, such a message shows by its length.
func roomToNotice(_ capacity: Int) -> Int {
  capacity + 1
}

/// How many elements of `T` a received message has.
///
/// Throws if they are more than `capacity`.
@unsafe
func elementCount<T: BitwiseCopyable>(
  _: T.Type,
  _ status: MPI_Status,
  atMost capacity: Int = .max,
  _ call: StaticString
) throws(MPIError) -> Int {
  var bytes: MPI_Count = 0
  var status = status
  try unsafe check("MPI_Get_elements_x", MPI_Get_elements_x(&status, MPI_BYTE, &bytes))
  return try wholeElements(T.self, bytes: Int(bytes), atMost: capacity, call)
}

/// How many elements of `T`, which may not be more than `capacity`, make up so many bytes.
private func wholeElements<T: BitwiseCopyable>(
  _: T.Type,
  bytes: Int,
  atMost capacity: Int,
  _ call: StaticString
) throws(MPIError) -> Int {
  let (count, rest) = bytes.quotientAndRemainder(dividingBy: MemoryLayout<T>.stride)
  guard rest == 0 else {
    throw MPIError(
      refusing: call,
      .type,
      "the message has \(bytes) bytes, no whole number of \(T.self)"
    )
  }
  guard count <= capacity else {
    throw MPIError(refusing: call, .truncate, "MPI_ERR_TRUNCATE: message truncated")
  }
  return count
}

/// The elements of a message to oneself, under the rules of MPI.
func elements<T: BitwiseCopyable>(
  of message: Mailbox.Message,
  atMost capacity: Int,
  _ call: StaticString
) throws(MPIError) -> [T] {
  let count = try wholeElements(T.self, bytes: message.bytes.count, atMost: capacity, call)
  return try unsafe array(count: count) { (buffer) throws(MPIError) in
    unsafe UnsafeMutableRawBufferPointer(buffer).copyBytes(from: message.bytes)
  }
}
