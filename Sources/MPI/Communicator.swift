internal import COpenMPI
internal import Glibc

/// A group of processes that communicate among themselves, in a context of their own.
///
/// A communicator comes from the ``Environment`` (all processes of the job), from splitting or
/// duplicating another one, or from ``solo()``: a process by itself, without MPI.
///
/// ```swift
/// let total = try communicator.allreduce(count, .sum)
/// let parts = try communicator.allgather(varying: values)  // one array from each rank
/// if let even = try communicator.split(color: communicator.rank % 2) { … }
/// ```
///
/// Calls have MPI's names. Those that take arrays want the same length on every rank; `varying:`
/// marks those that don't, which MPI marks by a `v` and which tell the other ranks the lengths
/// themselves. Results that only one rank gets are `nil` elsewhere.
///
/// Collective calls (all but those of point to point communication) must be reached by every rank
/// of the communicator, in the same order.
///
/// A communicator cannot be copied; pass it as `borrowing`. A communicator that was made by
/// splitting or duplicating is freed at the end of its life. It isn't `Sendable`: what other
/// threads may do depends on the ``ThreadLevel``, which the compiler doesn't know.
@safe
public struct Communicator: ~Copyable {
  /// This process's number in the communicator, from 0.
  public let rank: Int

  /// The number of processes.
  public let size: Int

  /// The largest count that one MPI call is given; smaller in tests of what happens beyond.
  package var largestCount = Int(Int32.max)

  /// MPI's handle; nil for a solo communicator.
  private let handle: MPI_Comm?

  /// Whether the handle is to be freed.
  private let isOwned: Bool

  /// The messages that a solo communicator has sent to itself.
  let mailbox = Mailbox()

  /// Adopts a handle of MPI.
  @unsafe
  init(handle: MPI_Comm, isOwned: Bool) {
    var rank: Int32 = 0
    var size: Int32 = 1
    // These two fail for null handles only.
    unsafe MPI_Comm_rank(handle, &rank)
    unsafe MPI_Comm_size(handle, &size)
    self.rank = Int(rank)
    self.size = Int(size)
    unsafe self.handle = handle
    self.isOwned = isOwned
  }

  private init() {
    self.rank = 0
    self.size = 1
    unsafe self.handle = nil
    self.isOwned = false
  }

  deinit {
    guard isOwned, Runtime.phase == .active else { return }
    var handle = unsafe handle
    _ = unsafe MPI_Comm_free(&handle)
  }

  /// A communicator of this process alone, which never calls MPI.
  ///
  /// It needs no ``Environment`` and no launcher. Every collective, and messages to oneself, behave
  /// as on a communicator of one process; closures of a ``ReduceOperation`` are never called. A
  /// receive that no send can match throws instead of waiting for ever.
  public static func solo() -> Communicator {
    Communicator()
  }

  /// Whether this communicator was made by ``solo()``, or from one that was.
  public var isSolo: Bool {
    unsafe handle == nil
  }

  /// The handle to call MPI with, or nil for a solo communicator.
  ///
  /// - Throws: ``MPIError`` if MPI has been finalised in the meantime.
  @unsafe
  func active(_ call: StaticString) throws(MPIError) -> MPI_Comm? {
    guard let handle = unsafe handle else { return nil }
    guard Runtime.phase == .active else {
      throw MPIError(refusing: call, .communicator, "MPI has been finalised")
    }
    return unsafe handle
  }
}

extension Communicator {
  /// Cuts the communicator into disjoint ones, one for each color.
  ///
  /// Collective. Wraps `MPI_Comm_split`.
  ///
  /// - Parameters:
  ///   - color: Ranks of equal color get together; not negative. `nil` for a rank that takes part
  ///     in none of the new communicators.
  ///   - key: The order of the ranks in the new communicator; ties keep the present order.
  /// - Returns: This rank's new communicator, or `nil` if it has no color.
  /// - Throws: ``MPIError`` if color or key don't fit into 32 bits, or the color is negative.
  public func split(color: Int?, key: Int = 0) throws(MPIError) -> Communicator? {
    let call: StaticString = "MPI_Comm_split"
    guard (color ?? 0) >= 0, let color32 = Int32(exactly: color ?? Int(MPI_UNDEFINED)) else {
      throw MPIError(refusing: call, .argument, "the color \(color ?? 0) is not in 0..<2^31")
    }
    guard let key32 = Int32(exactly: key) else {
      throw MPIError(refusing: call, .argument, "the key \(key) does not fit into 32 bits")
    }
    guard let handle = try unsafe active(call) else { return color == nil ? nil : successor() }
    var new: MPI_Comm? = unsafe MPI_COMM_NULL
    try unsafe check(call, MPI_Comm_split(handle, color32, key32, &new))
    return unsafe adopt(new)
  }

  /// Cuts the communicator into one for each machine, whose ranks can share memory.
  ///
  /// Collective. Ranks keep their order. Wraps `MPI_Comm_split_type`.
  public func splitByMachine() throws(MPIError) -> Communicator {
    let call: StaticString = "MPI_Comm_split_type"
    guard let handle = try unsafe active(call) else { return successor() }
    var new: MPI_Comm? = unsafe MPI_COMM_NULL
    let shared = Int32(MPI_COMM_TYPE_SHARED)
    try unsafe check(call, MPI_Comm_split_type(handle, shared, 0, MPI_INFO_NULL, &new))
    guard let communicator = unsafe adopt(new) else {
      throw MPIError(refusing: call, .communicator, "MPI made no communicator")
    }
    return communicator
  }

  /// A communicator of the same processes whose messages cannot meet those of this one.
  ///
  /// Collective. A library duplicates the communicator that it is given. Wraps `MPI_Comm_dup`.
  public func duplicate() throws(MPIError) -> Communicator {
    let call: StaticString = "MPI_Comm_dup"
    guard let handle = try unsafe active(call) else { return successor() }
    var new: MPI_Comm? = unsafe MPI_COMM_NULL
    try unsafe check(call, MPI_Comm_dup(handle, &new))
    guard let communicator = unsafe adopt(new) else {
      throw MPIError(refusing: call, .communicator, "MPI made no communicator")
    }
    return communicator
  }

  /// The name of the machine on which this process runs.
  ///
  /// Wraps `MPI_Get_processor_name`; `gethostname` on a solo communicator, and after finalising.
  public var processorName: String {
    let isActive = !isSolo && Runtime.phase == .active
    var length: Int32 = 0
    let name = unsafe string(capacity: Int(MPI_MAX_PROCESSOR_NAME)) { buffer in
      isActive
        ? unsafe MPI_Get_processor_name(buffer, &length) == MPI_SUCCESS
        : unsafe gethostname(buffer, Int(MPI_MAX_PROCESSOR_NAME)) == 0
    }
    return name ?? "unknown"
  }

  /// Ends the processes of the communicator, and in practice the whole job, now.
  ///
  /// The code is mapped as by ``Environment/abort(code:)``. A solo communicator ends this process
  /// with the code, without a call of MPI. Wraps `MPI_Abort`.
  ///
  /// Where the communicator is a local variable rather than a parameter, Swift 6.3 warns,
  /// mistakenly, that code will never be executed; ``Environment/abort(code:)`` does not set it
  /// off.
  public func abort(code: Int) -> Never {
    let code = Environment.exitCode(for: code)
    fflush(nil)
    if let handle = unsafe handle, Runtime.phase == .active { _ = unsafe MPI_Abort(handle, code) }
    exit(code)
  }

  /// Throws unless `root` is a rank of the communicator.
  func checkRoot(_ root: Int, _ call: StaticString) throws(MPIError) {
    guard (0..<size).contains(root) else {
      throw MPIError(refusing: call, .root, "the root \(root) is not a rank of 0..<\(size)")
    }
  }

  /// A solo communicator that inherits this one's limit.
  private func successor() -> Communicator {
    var new = Communicator.solo()
    new.largestCount = largestCount
    return new
  }

  /// The owned communicator of a new handle, or nil for MPI's null.
  @unsafe
  private func adopt(_ handle: MPI_Comm?) -> Communicator? {
    guard let handle = unsafe handle, unsafe handle != MPI_COMM_NULL else { return nil }
    var new = unsafe Communicator(handle: handle, isOwned: true)
    new.largestCount = largestCount
    return new
  }
}
