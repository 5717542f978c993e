import CAllocation
import Glibc
import Output

/// What happens where the system gives no more memory, although budgets should have seen that coming.
enum MemoryExhaustion {
  /// The parameter `M_ARENA_MAX` of mallopt(3).
  private static let mostArenas: CInt = -8

  /// Prepares the allocator. Call this before threads are started.
  static func prepare() {
    caudal_set_exhaustion_handler { _ in
      // Nothing here allocates or locks.
      clearUnfinishedOutput()
      MemoryExhaustion.say(
        """
        caudal: the system gives no more memory (see ulimit -v and ulimit -d); raise that limit, ask for less, \
        choose rows by --where, or use more hosts

        """)
      _exit(74)
    }
    if isLimited(RLIMIT_AS) { allocateFromOneArena() }
  }

  private static func say(_ text: StaticString) {
    text.withUTF8Buffer { text in
      // Sound: there are so many bytes. If they can't be written, nothing can be said.
      _ = unsafe write(STDERR_FILENO, text.baseAddress, text.count)
    }
  }

  private static func isLimited(_ resource: __rlimit_resource) -> Bool {
    var limit = rlimit()
    return unsafe getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0
      && limit.rlim_cur < rlim_t(Int.max)
  }

  /// Has all threads allocate from one arena where addresses are limited: each further one takes 64 MiB of
  /// addresses before it gives a byte.
  private static func allocateFromOneArena() {
    // Not every C library has this function.
    guard let symbol = unsafe dlsym(nil, "mallopt") else { return }
    // Sound: glibc declares it so (mallopt(3)).
    let set = unsafe unsafeBitCast(symbol, to: (@convention(c) (CInt, CInt) -> CInt).self)
    _ = set(mostArenas, 1)
  }
}
