internal import COpenMPI

extension Communicator {
  /// Starts to send elements to a rank, and returns at once.
  ///
  /// The request owns a copy of the elements. Wraps `MPI_Isend`.
  ///
  /// - Parameters:
  ///   - values: What to send.
  ///   - destination: The rank that receives it.
  ///   - tag: What tells this message from others to the same rank.
  /// - Returns: The send under way; wait for it.
  /// - Throws: ``MPIError`` if the destination is no rank of the communicator, or the tag negative.
  public func immediateSend<T: BitwiseCopyable>(
    _ values: [T],
    to destination: Int,
    tag: Int = 0
  ) throws(MPIError) -> SendRequest {
    let call: StaticString = "MPI_Isend"
    let (peer, tag32) = try checkPeer(destination, tag, call)
    guard let handle = try unsafe active(call) else {
      try send(values, to: destination, tag: tag)
      return SendRequest(transfer: Transfer(bytes: 0))
    }
    let layout = try MessageLayout(T.self, count: values.count, limit: largestCount, call)
    let transfer = Transfer(bytes: values.count * MemoryLayout<T>.stride)
    unsafe values.withUnsafeBytes { unsafe transfer.buffer.copyMemory(from: $0) }
    try unsafe check(
      call,
      MPI_Isend(
        transfer.buffer.baseAddress,
        layout.count,
        layout.datatype,
        peer,
        tag32,
        handle,
        &transfer.request
      )
    )
    return SendRequest(transfer: transfer)
  }

  /// Starts to receive up to `capacity` elements from a rank, and returns at once.
  ///
  /// Wraps `MPI_Irecv`.
  ///
  /// - Parameters:
  ///   - type: The type of the elements, which must be the one that was sent.
  ///   - capacity: The largest number of elements to accept.
  ///   - source: The rank that sends them.
  ///   - tag: The tag under which they are sent.
  /// - Returns: The receive under way; wait for it.
  /// - Throws: ``MPIError`` if the source is no rank of the communicator, or the tag or the capacity
  ///   negative.
  public func immediateReceive<T: BitwiseCopyable>(
    _ type: T.Type = T.self,
    atMost capacity: Int,
    from source: Int,
    tag: Int = 0
  ) throws(MPIError) -> ReceiveRequest<T> {
    let call: StaticString = "MPI_Irecv"
    let (peer, tag32) = try checkPeer(source, tag, call)
    guard capacity >= 0 else {
      throw MPIError(refusing: call, .count, "the capacity \(capacity) is negative")
    }
    guard let handle = try unsafe active(call) else {
      let own = OwnReceive(mailbox: mailbox, posted: mailbox.post(tag: tag))
      return ReceiveRequest(transfer: Transfer(bytes: 0), own: own, capacity: capacity)
    }
    let room = roomToNotice(capacity)
    let layout = try MessageLayout(T.self, count: room, limit: largestCount, call)
    let transfer = Transfer(bytes: room * MemoryLayout<T>.stride, isCancellable: true)
    try unsafe check(
      call,
      MPI_Irecv(
        transfer.buffer.baseAddress,
        layout.count,
        layout.datatype,
        peer,
        tag32,
        handle,
        &transfer.request
      )
    )
    return ReceiveRequest(transfer: transfer, own: nil, capacity: capacity)
  }
}

/// A send that has been started.
///
/// A request that is dropped before it is complete lets the message go on its way; the copy of the
/// elements is then never freed, for nobody can tell when MPI has read it.
public struct SendRequest: ~Copyable {
  private let transfer: Transfer

  init(transfer: Transfer) {
    self.transfer = transfer
  }

  /// Waits until the message has left.
  ///
  /// Wraps `MPI_Wait`.
  public consuming func wait() throws(MPIError) {
    try transfer.wait()
  }

  /// Whether the message has left; if so, ``wait()`` returns at once.
  ///
  /// Wraps `MPI_Test`.
  public func test() throws(MPIError) -> Bool {
    try transfer.test()
  }
}

/// A receive that has been started.
///
/// A request that is dropped before it is complete is cancelled.
public struct ReceiveRequest<Element: BitwiseCopyable>: ~Copyable {
  private let transfer: Transfer
  private let own: OwnReceive?
  private let capacity: Int

  init(transfer: Transfer, own: OwnReceive?, capacity: Int) {
    self.transfer = transfer
    self.own = own
    self.capacity = capacity
  }

  /// Waits for the message.
  ///
  /// Wraps `MPI_Wait`.
  ///
  /// - Returns: As many elements as were sent.
  /// - Throws: ``MPIError`` if the message is longer than the capacity, or not a whole number of
  ///   elements; on a solo communicator also if there is no message.
  public consuming func wait() throws(MPIError) -> [Element] {
    let call: StaticString = "MPI_Wait"
    if let own {
      guard let message = own.posted.message else { throw deadlock(call) }
      return try elements(of: message, atMost: capacity, call)
    }
    try transfer.wait()
    let count = try unsafe elementCount(Element.self, transfer.status, atMost: capacity, call)
    return try unsafe array(count: count) { [transfer] (buffer) throws(MPIError) in
      let received = unsafe transfer.buffer.prefix(count * MemoryLayout<Element>.stride)
      unsafe UnsafeMutableRawBufferPointer(buffer).copyMemory(from: .init(rebasing: received))
    }
  }

  /// Whether the message has arrived; if so, ``wait()`` returns at once.
  ///
  /// Wraps `MPI_Test`.
  public func test() throws(MPIError) -> Bool {
    if let own { return own.posted.message != nil }
    return try transfer.test()
  }
}

/// A receive of a solo communicator, withdrawn when it goes.
final class OwnReceive {
  let mailbox: Mailbox
  let posted: Mailbox.Posted

  init(mailbox: Mailbox, posted: Mailbox.Posted) {
    self.mailbox = mailbox
    self.posted = posted
  }

  deinit {
    mailbox.cancel(posted)
  }
}

/// A request of MPI with the memory that it reads or writes.
///
/// Without a request, a transfer is complete.
@safe
final class Transfer {
  @unsafe let buffer: UnsafeMutableRawBufferPointer
  @unsafe var request: MPI_Request? = unsafe MPI_REQUEST_NULL
  private(set) var status = MPI_Status()
  private let isCancellable: Bool

  init(bytes: Int, isCancellable: Bool = false) {
    // Room for one byte at least, so that there is an address.
    unsafe self.buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(bytes, 1),
      alignment: 16
    )
    self.isCancellable = isCancellable
  }

  private var isPending: Bool {
    unsafe request != MPI_REQUEST_NULL
  }

  func wait() throws(MPIError) {
    guard isPending else { return }
    try requireMPI("MPI_Wait")
    try unsafe check("MPI_Wait", MPI_Wait(&request, &status))
  }

  func test() throws(MPIError) -> Bool {
    guard isPending else { return true }
    try requireMPI("MPI_Test")
    var isComplete: Int32 = 0
    try unsafe check("MPI_Test", MPI_Test(&request, &isComplete, &status))
    return isComplete != 0
  }

  deinit {
    if release() { unsafe buffer.deallocate() }
  }

  /// Ends a pending request; returns whether MPI is through with the buffer.
  private func release() -> Bool {
    guard isPending, Runtime.phase == .active else { return true }
    if isCancellable {
      return unsafe MPI_Cancel(&request) == MPI_SUCCESS
        && MPI_Wait(&request, MPI_STATUS_IGNORE) == MPI_SUCCESS
    }
    var isComplete: Int32 = 0
    _ = unsafe MPI_Test(&request, &isComplete, MPI_STATUS_IGNORE)
    if isComplete == 0 { _ = unsafe MPI_Request_free(&request) }
    return isComplete != 0
  }

  private func requireMPI(_ call: StaticString) throws(MPIError) {
    guard Runtime.phase == .active else {
      throw MPIError(refusing: call, .other, "MPI has been finalised")
    }
  }
}
