internal import COpenMPI

extension Communicator {
  /// Sends a value to a rank.
  ///
  /// May wait until the receiver is there; to send to oneself, use
  /// ``sendReceive(_:to:from:tag:)-(T,_,_,_)`` or an immediate call. Wraps `MPI_Send`.
  ///
  /// - Parameters:
  ///   - value: What to send.
  ///   - destination: The rank that receives it.
  ///   - tag: What tells this message from others to the same rank.
  /// - Throws: ``MPIError`` if the destination is no rank of the communicator, or the tag negative.
  public func send<T: BitwiseCopyable>(
    _ value: T,
    to destination: Int,
    tag: Int = 0
  ) throws(MPIError) {
    try send([value], to: destination, tag: tag)
  }

  /// Sends elements to a rank, in one message.
  ///
  /// May wait until the receiver is there. Arrays may have any length. Wraps `MPI_Send`.
  ///
  /// - Parameters:
  ///   - values: What to send.
  ///   - destination: The rank that receives it.
  ///   - tag: What tells this message from others to the same rank.
  /// - Throws: ``MPIError`` if the destination is no rank of the communicator, or the tag negative.
  public func send<T: BitwiseCopyable>(
    _ values: [T],
    to destination: Int,
    tag: Int = 0
  ) throws(MPIError) {
    // Not by `values.span`: in Swift 6.3.1, release builds of a caller in another module drop the
    // stores to an array that is only read that way here.
    try unsafe values.withUnsafeBufferPointer { (buffer) throws(MPIError) in
      try unsafe sendBuffer(buffer, to: destination, tag: tag)
    }
  }

  /// Sends a part of some storage to a rank, in one message and without a copy.
  ///
  /// May wait until the receiver is there. Wraps `MPI_Send`.
  ///
  /// - Parameters:
  ///   - values: What to send.
  ///   - destination: The rank that receives it.
  ///   - tag: What tells this message from others to the same rank.
  /// - Throws: ``MPIError`` if the destination is no rank of the communicator, or the tag negative.
  public func send<T: BitwiseCopyable>(
    _ values: Span<T>,
    to destination: Int,
    tag: Int = 0
  ) throws(MPIError) {
    try unsafe values.withUnsafeBufferPointer { (buffer) throws(MPIError) in
      try unsafe sendBuffer(buffer, to: destination, tag: tag)
    }
  }

  /// Sends the elements of a buffer.
  @unsafe
  private func sendBuffer<T: BitwiseCopyable>(
    _ values: UnsafeBufferPointer<T>,
    to destination: Int,
    tag: Int
  ) throws(MPIError) {
    let call: StaticString = "MPI_Send"
    let (peer, tag32) = try checkPeer(destination, tag, call)
    guard let handle = try unsafe active(call) else {
      return unsafe deliverOwn(values, tag: tag)
    }
    let layout = try MessageLayout(T.self, count: values.count, limit: largestCount, call)
    let base = values.baseAddress
    try unsafe check(call, MPI_Send(base, layout.count, layout.datatype, peer, tag32, handle))
  }

  /// Receives one value from a rank.
  ///
  /// Wraps `MPI_Recv`.
  ///
  /// - Parameters:
  ///   - type: The type of the value, which must be the one that was sent.
  ///   - source: The rank that sends it.
  ///   - tag: The tag under which it is sent.
  /// - Returns: The value.
  /// - Throws: ``MPIError`` if the source is no rank of the communicator, or the tag negative; if
  ///   the message is longer than one value (``MPIError/ErrorClass/truncate``), or shorter.
  public func receive<T: BitwiseCopyable>(
    _ type: T.Type = T.self,
    from source: Int,
    tag: Int = 0
  ) throws(MPIError) -> T {
    let values = try receive(type, atMost: 1, from: source, tag: tag)
    guard let value = values.first else {
      throw MPIError(refusing: "MPI_Recv", .count, "the message is empty, and must be one value")
    }
    return value
  }

  /// Receives a message of up to `capacity` elements from a rank.
  ///
  /// Wraps `MPI_Recv`.
  ///
  /// - Parameters:
  ///   - type: The type of the elements, which must be the one that was sent.
  ///   - capacity: The largest number of elements to accept.
  ///   - source: The rank that sends them.
  ///   - tag: The tag under which they are sent.
  /// - Returns: As many elements as were sent.
  /// - Throws: ``MPIError`` if the source is no rank of the communicator, or the tag or the
  ///   capacity negative; if the message is longer (``MPIError/ErrorClass/truncate``), or not a
  ///   whole number of elements.
  public func receive<T: BitwiseCopyable>(
    _ type: T.Type = T.self,
    atMost capacity: Int,
    from source: Int,
    tag: Int = 0
  ) throws(MPIError) -> [T] {
    let call: StaticString = "MPI_Recv"
    let (peer, tag32) = try checkPeer(source, tag, call)
    guard capacity >= 0 else {
      throw MPIError(refusing: call, .count, "the capacity \(capacity) is negative")
    }
    guard let handle = try unsafe active(call) else {
      return try elements(of: takeOwn(tag: tag, call), atMost: capacity, call)
    }
    let layout = try MessageLayout(T.self, count: capacity, limit: largestCount, call)
    return try unsafe array(capacity: capacity) {
      (buffer: UnsafeMutableBufferPointer<T>) throws(MPIError) in
      var status = MPI_Status()
      try unsafe check(
        call,
        MPI_Recv(buffer.baseAddress, layout.count, layout.datatype, peer, tag32, handle, &status)
      )
      return try unsafe elementCount(T.self, status, call)
    }
  }

  /// Receives a message into an array that is there already, from a rank.
  ///
  /// Spares the memory that other ways to receive allocate for each message. Wraps `MPI_Recv`.
  ///
  /// - Parameters:
  ///   - buffer: What to overwrite from its beginning; its length is the largest number of elements
  ///     to accept, and stays.
  ///   - source: The rank that sends the elements.
  ///   - tag: The tag under which they are sent.
  /// - Returns: How many elements were sent.
  /// - Throws: ``MPIError`` if the source is no rank of the communicator, or the tag negative; if
  ///   the message is longer (``MPIError/ErrorClass/truncate``), or not a whole number of elements.
  public func receive<T: BitwiseCopyable>(
    into buffer: inout [T],
    from source: Int,
    tag: Int = 0
  ) throws(MPIError) -> Int {
    let call: StaticString = "MPI_Recv"
    let (peer, tag32) = try checkPeer(source, tag, call)
    let capacity = buffer.count
    guard let handle = try unsafe active(call) else {
      let message: [T] = try elements(of: takeOwn(tag: tag, call), atMost: capacity, call)
      buffer.replaceSubrange(..<message.count, with: message)
      return message.count
    }
    let layout = try MessageLayout(T.self, count: capacity, limit: largestCount, call)
    var status = MPI_Status()
    let code = unsafe buffer.withUnsafeMutableBufferPointer { buffer in
      unsafe MPI_Recv(
        buffer.baseAddress,
        layout.count,
        layout.datatype,
        peer,
        tag32,
        handle,
        &status
      )
    }
    try check(call, code)
    return try unsafe elementCount(T.self, status, call)
  }

  /// Receives a message of any length from a rank.
  ///
  /// Wraps `MPI_Mprobe` and `MPI_Mrecv`.
  ///
  /// - Parameters:
  ///   - type: The type of the elements, which must be the one that was sent.
  ///   - source: The rank that sends them.
  ///   - tag: The tag under which they are sent.
  /// - Returns: As many elements as were sent.
  /// - Throws: ``MPIError`` if the source is no rank of the communicator, or the tag negative; if
  ///   the message is not a whole number of elements.
  public func receive<T: BitwiseCopyable>(
    varying type: T.Type,
    from source: Int,
    tag: Int = 0
  ) throws(MPIError) -> [T] {
    let call: StaticString = "MPI_Mrecv"
    let (peer, tag32) = try checkPeer(source, tag, call)
    guard let handle = try unsafe active(call) else {
      return try elements(of: takeOwn(tag: tag, call), atMost: .max, call)
    }
    var message: MPI_Message?
    var status = MPI_Status()
    try unsafe check("MPI_Mprobe", MPI_Mprobe(peer, tag32, handle, &message, &status))
    let count = try unsafe elementCount(T.self, status, call)
    let layout = try MessageLayout(T.self, count: count, limit: largestCount, call)
    return try unsafe array(count: count) { (buffer) throws(MPIError) in
      try unsafe check(
        call,
        MPI_Mrecv(buffer.baseAddress, layout.count, layout.datatype, &message, MPI_STATUS_IGNORE)
      )
    }
  }
}
