internal import COpenMPI

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
