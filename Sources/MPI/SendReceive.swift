internal import COpenMPI

extension Communicator {
  /// Sends a value to one rank while receiving one from another.
  ///
  /// Cannot deadlock where a ring of sends would. Wraps `MPI_Sendrecv`.
  ///
  /// - Parameters:
  ///   - value: What to send.
  ///   - destination: The rank that receives it.
  ///   - source: The rank from which to receive.
  ///   - tag: The tag of both messages.
  /// - Returns: The received value.
  /// - Throws: ``MPIError`` if one of the ranks isn't in the communicator, or the tag negative; or
  ///   if the received message isn't one value.
  public func sendReceive<T: BitwiseCopyable>(
    _ value: T,
    to destination: Int,
    from source: Int,
    tag: Int = 0
  ) throws(MPIError) -> T {
    let received = try sendReceive([value], to: destination, atMost: 1, from: source, tag: tag)
    guard let value = received.first else {
      throw MPIError(refusing: "MPI_Sendrecv", .count, "the message is empty, and must be a value")
    }
    return value
  }

  /// Sends elements to one rank while receiving elements from another.
  ///
  /// Cannot deadlock where a ring of sends would. Wraps `MPI_Sendrecv`.
  ///
  /// - Parameters:
  ///   - values: What to send.
  ///   - destination: The rank that receives it.
  ///   - capacity: The largest number of elements to accept.
  ///   - source: The rank from which to receive.
  ///   - tag: The tag of both messages.
  /// - Returns: As many elements as the source sent.
  /// - Throws: ``MPIError`` if one of the ranks isn't in the communicator, or the tag or the
  ///   capacity negative; if the received message is longer, or not a whole number of elements.
  public func sendReceive<T: BitwiseCopyable>(
    _ values: [T],
    to destination: Int,
    atMost capacity: Int,
    from source: Int,
    tag: Int = 0
  ) throws(MPIError) -> [T] {
    let call: StaticString = "MPI_Sendrecv"
    let (to, tag32) = try checkPeer(destination, tag, call)
    let (from, _) = try checkPeer(source, tag, call)
    guard capacity >= 0 else {
      throw MPIError(refusing: call, .count, "the capacity \(capacity) is negative")
    }
    guard let handle = try unsafe active(call) else {
      try send(values, to: destination, tag: tag)
      return try elements(of: takeOwn(tag: tag, call), atMost: capacity, call)
    }
    let room = roomToNotice(capacity)
    let outgoing = try MessageLayout(T.self, count: values.count, limit: largestCount, call)
    let incoming = try MessageLayout(T.self, count: room, limit: largestCount, call)
    return try unsafe array(capacity: room) {
      (buffer: UnsafeMutableBufferPointer<T>) throws(MPIError) in
      var status = MPI_Status()
      let code = unsafe values.withUnsafeBufferPointer { values in
        unsafe MPI_Sendrecv(
          values.baseAddress,
          outgoing.count,
          outgoing.datatype,
          to,
          tag32,
          buffer.baseAddress,
          incoming.count,
          incoming.datatype,
          from,
          tag32,
          handle,
          &status
        )
      }
      try check(call, code)
      return try unsafe elementCount(T.self, status, atMost: capacity, call)
    }
  }
}
