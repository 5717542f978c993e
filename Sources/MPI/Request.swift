internal import COpenMPI

/// A send that has been started.
///
/// A request that is dropped before it is complete lets the message go on its way; the copy of the
/// elements is then never freed, for nobody can tell when MPI has read it.
public struct SendRequest: ~Copyable {
  fileprivate let transfer: Transfer

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
  fileprivate let state: ReceiveState<Element>

  init(transfer: Transfer, own: OwnReceive?, capacity: Int) {
    self.state = ReceiveState(transfer: transfer, own: own, capacity: capacity)
  }

  /// Waits for the message.
  ///
  /// Wraps `MPI_Wait`.
  ///
  /// - Returns: As many elements as were sent.
  /// - Throws: ``MPIError`` if the message is longer than the capacity, or not a whole number of
  ///   elements; on a solo communicator also if there is no message.
  public consuming func wait() throws(MPIError) -> [Element] {
    try state.wait()
  }

  /// Whether the message has arrived; if so, ``wait()`` returns at once.
  ///
  /// Wraps `MPI_Test`.
  public func test() throws(MPIError) -> Bool {
    try state.test()
  }
}

/// The parts of a receive that has been started.
private struct ReceiveState<Element: BitwiseCopyable> {
  let transfer: Transfer
  let own: OwnReceive?
  let capacity: Int

  func test() throws(MPIError) -> Bool {
    if let own { return own.posted.message != nil }
    return try transfer.test()
  }

  func wait() throws(MPIError) -> [Element] {
    let call: StaticString = "MPI_Wait"
    if let own {
      guard let message = own.posted.message else { throw deadlock(call) }
      return try elements(of: message, atMost: capacity, call)
    }
    try transfer.wait()
    let count = try unsafe elementCount(Element.self, transfer.status, atMost: capacity, call)
    return try unsafe array(count: count) { (buffer) throws(MPIError) in
      let received = unsafe transfer.buffer.prefix(count * MemoryLayout<Element>.stride)
      unsafe UnsafeMutableRawBufferPointer(buffer).copyMemory(from: .init(rebasing: received))
    }
  }
}

/// Any number of sends that have been started.
///
/// Swift's arrays don't hold values that cannot be copied, such as requests; this does.
///
/// ```swift
/// var sends = SendRequests()
/// for destination in 0..<communicator.size {
///   sends.append(try communicator.immediateSend(values, to: destination))
/// }
/// try sends.wait()
/// ```
public struct SendRequests: ~Copyable {
  private var transfers: [Transfer] = []

  /// Makes an empty collection.
  public init() {}

  /// Adds a send.
  public mutating func append(_ request: consuming SendRequest) {
    transfers.append(request.transfer)
  }

  /// Waits until all messages have left.
  ///
  /// Wraps `MPI_Wait`, for one after the other.
  public consuming func wait() throws(MPIError) {
    for transfer in transfers { try transfer.wait() }
  }
}

/// Any number of receives that have been started.
public struct ReceiveRequests<Element: BitwiseCopyable>: ~Copyable {
  private var receives: [ReceiveState<Element>] = []

  /// Makes an empty collection.
  public init() {}

  /// Adds a receive.
  public mutating func append(_ request: consuming ReceiveRequest<Element>) {
    receives.append(request.state)
  }

  /// The number of receives.
  public var count: Int { receives.count }

  /// Whether the message of one of the receives has arrived.
  ///
  /// Wraps `MPI_Test`.
  ///
  /// - Parameter index: The receive's number, from 0, in the order in which they were added.
  /// - Returns: Whether it has.
  /// - Throws: ``MPIError`` if MPI fails, or has been finalised.
  public func test(_ index: Int) throws(MPIError) -> Bool {
    try receives[index].test()
  }

  /// Waits for all messages.
  ///
  /// Wraps `MPI_Wait`, for one after the other.
  ///
  /// - Returns: The messages, in the order in which their receives were added.
  /// - Throws: ``MPIError`` as does waiting for the first receive that fails.
  public consuming func wait() throws(MPIError) -> [[Element]] {
    var messages: [[Element]] = []
    for receive in receives { messages.append(try receive.wait()) }
    return messages
  }
}
