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
    // Not by `values.span`: in Swift 6.3.1, release builds of a caller in another module drop the
    // stores to an array that is only read that way here.
    let transfer = try unsafe values.withUnsafeBufferPointer { (buffer) throws(MPIError) in
      try unsafe startSend(buffer, to: destination, tag: tag)
    }
    return SendRequest(transfer: transfer)
  }

  /// Starts to send a part of some storage to a rank, and returns at once.
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
    _ values: Span<T>,
    to destination: Int,
    tag: Int = 0
  ) throws(MPIError) -> SendRequest {
    let transfer = try unsafe values.withUnsafeBufferPointer { (buffer) throws(MPIError) in
      try unsafe startSend(buffer, to: destination, tag: tag)
    }
    return SendRequest(transfer: transfer)
  }

  /// Copies the elements and starts to send the copy.
  @unsafe
  private func startSend<T: BitwiseCopyable>(
    _ values: UnsafeBufferPointer<T>,
    to destination: Int,
    tag: Int
  ) throws(MPIError) -> Transfer {
    let call: StaticString = "MPI_Isend"
    let (peer, tag32) = try checkPeer(destination, tag, call)
    guard let handle = try unsafe active(call) else {
      unsafe deliverOwn(values, tag: tag)
      return Transfer(bytes: 0)
    }
    let layout = try MessageLayout(T.self, count: values.count, limit: largestCount, call)
    let transfer = Transfer(bytes: values.count * MemoryLayout<T>.stride)
    unsafe transfer.buffer.copyMemory(from: UnsafeRawBufferPointer(values))
    let base = unsafe transfer.buffer.baseAddress
    try unsafe check(
      call,
      MPI_Isend(
        base,
        layout.count,
        layout.datatype,
        peer,
        tag32,
        handle,
        &transfer.request
      )
    )
    return transfer
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
  /// - Throws: ``MPIError`` if the source is no rank of the communicator, or the tag or the
  ///   capacity negative.
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
