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

    /// The file; nil as long as there is none.
    var file: ScratchFile?

    var failure: LocalFailure?

    /// The number of bytes in the file.
    var written: Int { file?.byteCount ?? 0 }
  }

  private let memoryLimit: Int
  private let scratch: ScratchFolder
  private let state = Mutex(State())

  /// Creates an empty spool.
  ///
  /// - Parameters:
  ///   - scratch: where its file is made, once it is needed.
  ///   - memoryLimit: the most bytes that are kept in memory.
  init(in scratch: ScratchFolder = ScratchFolder(), memoryLimit: Int = 4 << 20) {
    self.scratch = scratch
    self.memoryLimit = memoryLimit
  }

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
      if state.memory.count > memoryLimit {
        do throws(LocalFailure) { try write(&state) } catch { state.failure = error }
      }
      return start..<start + bytes.count
    }
  }

  /// The bytes at a place, which were appended together.
  ///
  /// - Throws: the failure to read them.
  func bytes(at place: Range<Int>) throws(LocalFailure) -> [UInt8] {
    let (bytes, file) = state.withLock { state -> ([UInt8], ScratchFile?) in
      guard place.lowerBound >= state.written else { return ([], state.file) }
      let start = place.lowerBound - state.written
      return (Array(state.memory[start..<start + place.count]), nil)
    }
    return try file?.bytes(at: place) ?? bytes
  }

  /// Moves all bytes from memory to the file.
  private func write(_ state: inout State) throws(LocalFailure) {
    let file: ScratchFile
    if let known = state.file {
      file = known
    } else {
      file = try ScratchFile(in: scratch)
      state.file = file
    }
    try file.append(state.memory)
    state.memory.removeAll(keepingCapacity: true)
  }
}
