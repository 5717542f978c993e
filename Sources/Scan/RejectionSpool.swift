import Glibc
import Ranks
import Synchronization
import Vocabulary

/// Keeps the rows that a rank's threads leave out: some megabytes in memory, all others in a
/// temporary file, so that there may be any number of them.
///
/// What comes from a unit that is scanned again stays there, and isn't looked at any more.
final class RejectionSpool: Sendable {
  private struct State {
    /// The bytes that aren't in the file.
    var memory: [UInt8] = []

    /// The number of bytes in the file.
    var written = 0

    /// The file; negative if there is none.
    var descriptor: CInt = -1

    var failure: LocalFailure?
  }

  private let memoryLimit: Int
  private let state = Mutex(State())

  /// Creates an empty spool.
  ///
  /// - Parameter memoryLimit: the most bytes that are kept in memory.
  init(memoryLimit: Int = 4 << 20) { self.memoryLimit = memoryLimit }

  deinit { state.withLock { if $0.descriptor >= 0 { close($0.descriptor) } } }

  /// Why no more can be kept; nil as long as it can.
  var failure: LocalFailure? { state.withLock(\.failure) }

  /// Keeps some bytes.
  ///
  /// - Returns: their place.
  func append(_ bytes: [UInt8]) -> Range<Int> {
    state.withLock { state in
      let start = state.written + state.memory.count
      guard state.failure == nil else { return start..<start }
      state.memory += bytes
      if state.memory.count > memoryLimit { Self.write(&state) }
      return start..<start + bytes.count
    }
  }

  /// The bytes at a place, which were appended together.
  ///
  /// - Throws: the failure to read them.
  func bytes(at place: Range<Int>) throws(LocalFailure) -> [UInt8] {
    var failure: LocalFailure?
    let bytes = state.withLock { state -> [UInt8] in
      if place.lowerBound >= state.written {
        let start = place.lowerBound - state.written
        return Array(state.memory[start..<start + place.count])
      }
      let descriptor = state.descriptor
      return unsafe [UInt8](unsafeUninitializedCapacity: place.count) { region, filled in
        while filled < place.count {
          // Sound: filled < the region's size.
          let count = unsafe pread(
            descriptor, region.baseAddress.unsafelyUnwrapped + filled, place.count - filled,
            off_t(place.lowerBound + filled))
          if count < 0, errno == EINTR { continue }
          guard count > 0 else {
            failure = Self.failure(errno)
            return
          }
          filled += count
        }
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Moves all bytes from memory to the file.
  private static func write(_ state: inout State) {
    if state.descriptor < 0 { state.descriptor = temporaryFile() }
    guard state.descriptor >= 0 else {
      state.failure = failure(errno)
      return
    }
    var written = 0
    while written < state.memory.count {
      let descriptor = state.descriptor
      let count = unsafe state.memory.withUnsafeBytes { bytes in
        // Sound: written < bytes.count.
        unsafe Glibc.write(
          descriptor, bytes.baseAddress.unsafelyUnwrapped + written, bytes.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        state.failure = failure(errno)
        return
      }
      written += count
    }
    state.written += written
    state.memory.removeAll(keepingCapacity: true)
  }

  /// Creates a file that has no name.
  private static func temporaryFile() -> CInt {
    let given = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) }
    // On disks, where /tmp may be memory.
    for folder in [given, "/var/tmp", "/tmp"].compactMap({ $0 }) {
      var template = Array("\(folder)/caudal.XXXXXX".utf8CString)
      let descriptor = unsafe mkstemp(&template)
      guard descriptor >= 0 else { continue }
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      unsafe unlink(template)
      return descriptor
    }
    return -1
  }

  private static func failure(_ code: CInt) -> LocalFailure {
    let reason = unsafe String(cString: strerror(code))
    return LocalFailure(
      error: CaudalError(.inputOutput, "rows that are left out can't be kept: \(reason)"),
      isOfHost: true)
  }
}
