import Glibc
package import MPI
import Vocabulary

/// Memory that the ranks of a host have in common.
///
/// It has no name that could be left over: when no rank has it any more, because all have let it go or have
/// ended in whatever way, it is gone (memfd_create(2)). And it isn't bounded by the size of `/dev/shm`, which is
/// 64 MB in a container.
@safe
package final class SharedMemory: Sendable {
  /// Where it is in this process, for as long as this lives.
  nonisolated(unsafe) package let start: UnsafeMutableRawPointer

  /// The number of bytes.
  package let byteCount: Int

  /// What a rank tells the others of memory that it has made.
  private struct Offer: BitwiseCopyable {
    var process: pid_t = 0
    var descriptor: CInt = -1
    var device: UInt64 = 0
    var file: UInt64 = 0
    /// The system's number of the trouble, if there is none.
    var code: CInt = 0
  }

  /// Makes memory, all of its bytes 0.
  ///
  /// - Parameters:
  ///   - byteCount: the number of bytes, at least one.
  ///   - host: the ranks that have it in common, all of which call this.
  ///   - ranks: those that agree on whether there is any, all of which call this, each with its host.
  /// - Throws: an agreed ``CaudalError`` if the system refuses it.
  package init(
    byteCount: Int, of host: borrowing Communicator, agreedBy ranks: borrowing Communicator
  ) throws {
    var offer = host.rank == 0 ? Self.made(byteCount) : Offer()
    // Closed when all have it, or know that there is none.
    defer { if host.rank == 0, offer.descriptor >= 0 { close(offer.descriptor) } }
    try host.broadcast(&offer, from: 0)
    let taken = offer
    let isOwner = host.rank == 0
    unsafe start = try ranks.agree { () throws(LocalFailure) in
      unsafe try Self.mapped(taken, byteCount, isOwner: isOwner)
    }
    self.byteCount = byteCount
  }

  deinit { unsafe munmap(start, byteCount) }

  /// Whether the ranks of a host can have memory in common: they may be in containers of their own.
  ///
  /// - Parameter host: the ranks, all of which call this.
  /// - Returns: the same on all of them.
  /// - Throws: `MPIError` if they can't be reached.
  static func isPossible(on host: borrowing Communicator) throws(MPIError) -> Bool {
    var offer = host.rank == 0 ? made(1) : Offer()
    defer { if host.rank == 0, offer.descriptor >= 0 { close(offer.descriptor) } }
    try host.broadcast(&offer, from: 0)
    let place = unsafe try? mapped(offer, 1, isOwner: host.rank == 0)
    if let place = unsafe place { unsafe munmap(place, 1) }
    let isThere = unsafe place != nil
    return try host.allreduce(isThere ? 1 : 0, .minimum) == 1
  }

  private static func made(_ byteCount: Int) -> Offer {
    var offer = Offer()
    offer.process = getpid()
    offer.descriptor = makeFile()
    guard offer.descriptor >= 0, ftruncate(offer.descriptor, off_t(byteCount)) == 0 else {
      offer.code = errno
      return offer
    }
    var facts = stat()
    guard unsafe fstat(offer.descriptor, &facts) == 0 else {
      offer.code = errno
      return offer
    }
    (offer.device, offer.file) = (UInt64(facts.st_dev), UInt64(facts.st_ino))
    return offer
  }

  /// Makes a file that is nothing but memory.
  ///
  /// - Returns: its descriptor; negative if there can be none.
  private static func makeFile() -> CInt {
    // Not every C library has this function.
    guard let symbol = unsafe dlsym(nil, "memfd_create") else {
      errno = ENOSYS
      return -1
    }
    // Sound: glibc and musl declare it so (memfd_create(2)).
    let make = unsafe unsafeBitCast(
      symbol, to: (@convention(c) (UnsafePointer<CChar>, CUnsignedInt) -> CInt).self)
    let closesOnExec: CUnsignedInt = 1
    return unsafe make("caudal", closesOnExec)
  }

  /// Takes memory that a rank has made.
  @unsafe
  private static func mapped(
    _ offer: Offer, _ byteCount: Int, isOwner: Bool
  ) throws(LocalFailure) -> UnsafeMutableRawPointer {
    guard offer.code == 0 else { throw failure(offer.code, byteCount) }
    var descriptor = offer.descriptor
    if !isOwner {
      let path = "/proc/\(offer.process)/fd/\(offer.descriptor)"
      // A process of that number may be another one, where containers count their own.
      var facts = stat()
      guard unsafe stat(path, &facts) == 0 else { throw failure(errno, byteCount) }
      guard UInt64(facts.st_dev) == offer.device, UInt64(facts.st_ino) == offer.file else {
        throw failure(ENOENT, byteCount)
      }
      descriptor = unsafe open(path, O_RDWR | O_CLOEXEC)
      guard descriptor >= 0 else { throw failure(errno, byteCount) }
    }
    defer { if !isOwner { close(descriptor) } }
    let place = unsafe mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
    guard let place = unsafe place, unsafe place != MAP_FAILED else {
      throw failure(errno, byteCount)
    }
    // Where the system is set up for it, larger pages save time.
    _ = unsafe madvise(place, byteCount, MADV_HUGEPAGE)
    return unsafe place
  }

  private static func failure(_ code: CInt, _ byteCount: Int) -> LocalFailure {
    let reason = unsafe String(cString: strerror(code))
    return LocalFailure(
      error: CaudalError(
        .inputOutput,
        "the \((byteCount >> 20) + 1) MiB of memory that the ranks of a host have in common can't be had: \(reason)",
        advice: .lessToKeep),
      isOfHost: true)
  }
}
