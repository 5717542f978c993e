internal import COpenMPI
internal import Glibc
internal import Synchronization

/// MPI, initialised: the value whose life is the time between `MPI_Init_thread` and `MPI_Finalize`.
///
/// ```swift
/// let environment = try Environment()
/// let world = environment.world
/// print("rank \(world.rank) of \(world.size)")
/// try environment.finalize()
/// ```
///
/// In a script's top-level code, wrap this in a function: a global variable can neither be consumed
/// nor does its life ever end.
///
/// MPI can be initialised once in the life of a process. Errors are returned by calls, as
/// ``MPIError``, rather than ending the job as is MPI's default.
///
/// Finalising is collective: it waits for the other ranks. A rank that has met an error of its own,
/// while the others are still communicating, should ``abort(code:)`` instead.
public struct Environment: ~Copyable {
  /// The support of threads that the library promises; may be less than what was asked for.
  public let threadLevel: ThreadLevel

  /// Initialises MPI and makes its errors return.
  ///
  /// Wraps `MPI_Init_thread`, and `MPI_Comm_set_errhandler` on the predefined communicators.
  ///
  /// - Parameter threadLevel: What the program means to do with threads. Compare it with the
  ///   ``threadLevel`` that the library grants.
  /// - Throws: ``MPIError`` if MPI has been initialised before, be it by this type or by others,
  ///   and also if it has been finalised since; or if the library fails to start.
  public init(threadLevel: ThreadLevel = .funneled) throws(MPIError) {
    try Runtime.begin()
    var provided: Int32 = 0
    let code = unsafe MPI_Init_thread(nil, nil, threadLevel.constant, &provided)
    if code != MPI_SUCCESS { Runtime.giveUp() }
    try check("MPI_Init_thread", code)
    try unsafe check(
      "MPI_Comm_set_errhandler",
      MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN)
    )
    try unsafe check(
      "MPI_Comm_set_errhandler",
      MPI_Comm_set_errhandler(MPI_COMM_SELF, MPI_ERRORS_RETURN)
    )
    self.threadLevel = ThreadLevel(constant: provided) ?? .single
  }

  deinit {
    // Whoever cares about the error calls `finalize()`.
    try? Runtime.finish()
  }

  /// Ends the use of MPI, waiting for all ranks to do the same.
  ///
  /// Communicators that are still around become unusable: they throw. Wraps `MPI_Finalize`,
  /// before which it waits until Open MPI's own thread has handled what is queued for it, usually
  /// for microseconds: Open MPI 4.1 crashes if that thread is late.
  public consuming func finalize() throws(MPIError) {
    discard self
    try Runtime.finish()
  }

  /// Leaves MPI as it is, without finalising it: for a process that is about to end, or to be ended,
  /// because of an error that the other ranks don't know of. To finalise would be to wait for them.
  public consuming func abandon() { discard self }

  /// All the processes of the job (`MPI_COMM_WORLD`).
  public var world: Communicator {
    unsafe Communicator(handle: MPI_COMM_WORLD, isOwned: false)
  }

  /// The name and version of the MPI library, on one line.
  ///
  /// Works before initialisation. Wraps `MPI_Get_library_version`.
  public static var libraryVersion: String {
    var length: Int32 = 0
    let text = unsafe string(capacity: Int(MPI_MAX_LIBRARY_VERSION_STRING)) { buffer in
      unsafe MPI_Get_library_version(buffer, &length) == MPI_SUCCESS
    }
    return text ?? "unknown"
  }

  /// Ends the whole job, now, with an exit code that cannot be taken for success.
  ///
  /// A code outside 1...125 is replaced by 1: launchers report `MPI_Abort(0)` and `MPI_Abort(256)`
  /// as success, and give codes above 125 meanings of their own. Without MPI, ends this process
  /// with that code. Wraps `MPI_Abort`.
  public static func abort(code: Int) -> Never {
    let code = exitCode(for: code)
    fflush(nil)
    if Runtime.phase == .active { _ = unsafe MPI_Abort(MPI_COMM_WORLD, code) }
    exit(code)
  }

  /// Whether MPI has been initialised in this process, be it finalised by now or not.
  package static var isBegun: Bool { Runtime.phase != .idle }

  /// The code with which the job really ends when it is aborted with `code`.
  package static func exitCode(for code: Int) -> Int32 {
    (1...125).contains(code) ? Int32(code) : 1
  }
}

/// The state of MPI in this process.
enum Runtime {
  /// Where in its life MPI is.
  enum Phase: UInt8 {
    case idle
    case active
    case finalized
  }

  private static let state = Atomic<UInt8>(Phase.idle.rawValue)

  static var phase: Phase {
    Phase(rawValue: state.load(ordering: .acquiring)) ?? .finalized
  }

  /// Claims the one initialisation that a process has.
  static func begin() throws(MPIError) {
    let claim = state.compareExchange(
      expected: Phase.idle.rawValue,
      desired: Phase.active.rawValue,
      ordering: .acquiringAndReleasing
    )
    var isInitialized: Int32 = 0
    try unsafe check("MPI_Initialized", MPI_Initialized(&isInitialized))
    if claim.exchanged && isInitialized == 0 { return }
    let reason =
      switch Phase(rawValue: claim.original) {
      case .finalized: "MPI has been finalised, and cannot be initialised again"
      case .active: "MPI is already initialised, and can be only once in a process"
      default: "MPI has been initialised by other code, and can be only once in a process"
      }
    if claim.exchanged { giveUp() }
    throw MPIError(refusing: "MPI_Init_thread", .other, reason)
  }

  /// Marks MPI as unusable from here on.
  static func giveUp() {
    state.store(Phase.finalized.rawValue, ordering: .releasing)
  }

  /// Frees what the module has cached and finalises MPI.
  static func finish() throws(MPIError) {
    DatatypeCache.clear()
    giveUp()
    ProgressThread.drain()
    try check("MPI_Finalize", MPI_Finalize())
  }
}
