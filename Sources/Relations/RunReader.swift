import Glibc
import Ranks

/// Reads the rows of a run, one after the other.
@safe
final class RunReader {
  private let run: SortedRun

  /// What has been read ahead; as large as the longest row so far, at least.
  nonisolated(unsafe) private var buffer: UnsafeMutableRawBufferPointer

  /// Where in the buffer the row at hand begins, and how many bytes are there.
  private var start = 0
  private var filled = 0

  /// The bytes of the row at hand.
  private var recordBytes = 0

  /// The offset in the file of what is read next.
  private var offset: Int

  /// The key of the row at hand; it changes with the row.
  nonisolated(unsafe) private(set) var key = unsafe UnsafeRawBufferPointer(start: nil, count: 0)

  /// What is written of the row at hand.
  nonisolated(unsafe) private(set) var text = unsafe UnsafeRawBufferPointer(start: nil, count: 0)

  /// The key's first eight bytes, as a number that is in their order, zeros behind its end.
  private(set) var prefix: UInt64 = 0

  /// Prepares to read.
  ///
  /// - Parameters:
  ///   - run: the rows.
  ///   - bufferBytes: the bytes that are read at a time.
  init(_ run: SortedRun, bufferBytes: Int) {
    self.run = run
    offset = run.range.lowerBound
    unsafe buffer = .allocate(byteCount: max(bufferBytes, 64), alignment: 16)
  }

  // Sound: nothing else frees it, and nobody keeps a key or a text longer than the reader.
  deinit { unsafe buffer.deallocate() }

  /// Goes on to the next row.
  ///
  /// - Returns: whether there is one.
  /// - Throws: the failure to read.
  func advance() throws(LocalFailure) -> Bool {
    start += recordBytes
    recordBytes = 0
    guard try has(RunRecord.headerBytes) else { return false }
    // Sound: that many bytes are there.
    let counts = unsafe (
      Int(UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: start, as: UInt32.self))),
      Int(UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: start + 4, as: UInt32.self)))
    )
    recordBytes = RunRecord.headerBytes + counts.0 + counts.1
    guard try has(recordBytes) else {
      preconditionFailure("a run ends with a row")
    }
    let keyStart = start + RunRecord.headerBytes
    let keyEnd = keyStart + counts.0
    // Sound: the whole row is in the buffer.
    unsafe key = UnsafeRawBufferPointer(rebasing: buffer[keyStart..<keyEnd])
    unsafe text = UnsafeRawBufferPointer(rebasing: buffer[keyEnd..<start + recordBytes])
    prefix = unsafe Self.prefix(of: key)
    return true
  }

  @unsafe
  private static func prefix(of key: UnsafeRawBufferPointer) -> UInt64 {
    // Sound: there are eight bytes: every key ends with a place.
    UInt64(bigEndian: unsafe key.loadUnaligned(as: UInt64.self))
  }

  /// Whether some bytes of the row at hand are there, or can be read.
  private func has(_ count: Int) throws(LocalFailure) -> Bool {
    guard filled - start < count else { return true }
    let left = filled - start
    if unsafe count > buffer.count {
      let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * count, alignment: 16)
      unsafe larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[start..<filled]))
      unsafe buffer.deallocate()
      unsafe buffer = larger
    } else if start > 0, let base = unsafe buffer.baseAddress {
      // Sound: both lie in the buffer.
      unsafe memmove(base, base + start, left)
    }
    (start, filled) = (0, left)
    let wanted = unsafe min(buffer.count - filled, run.range.upperBound - offset)
    guard wanted > 0 else { return filled >= count }
    let part = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<filled + wanted])
    let read = unsafe try run.file.read(into: part, at: offset)
    offset += read
    filled += read
    return filled >= count
  }

  /// Whether the row at hand comes before that of another reader.
  func precedes(_ other: RunReader) -> Bool {
    guard prefix == other.prefix else { return prefix < other.prefix }
    return unsafe key.order(before: other.key) < 0
  }

  /// The place with which the key ends.
  var place: Int {
    let start = unsafe key.count - RunRecord.placeBytes
    // Sound: every key ends with a place.
    return Int(
      UInt64(bigEndian: unsafe key.loadUnaligned(fromByteOffset: start, as: UInt64.self)))
  }
}

extension UnsafeRawBufferPointer {
  /// How some bytes stand to others, as `memcmp` has it, the beginning before the whole.
  @unsafe
  func order(before other: UnsafeRawBufferPointer) -> Int {
    guard let own = baseAddress, let others = other.baseAddress else { return count - other.count }
    // Sound: both have so many bytes.
    let shared = Swift.min(count, other.count)
    let first = unsafe memcmp(own, others, shared)
    return first != 0 ? Int(first) : count - other.count
  }
}

/// The rows of several runs, as one in order.
struct RunMerge {
  /// The most runs that are read side by side.
  static let mostRuns = 128

  /// A heap: the reader whose row is next is first.
  private var readers: [RunReader] = []

  /// Begins with the first row of all.
  ///
  /// - Parameters:
  ///   - runs: the runs.
  ///   - memory: the bytes that may be read ahead in all.
  /// - Throws: the failure to read.
  init(_ runs: [SortedRun], memory: Int) throws(LocalFailure) {
    let part = min(1 << 20, max(1 << 14, memory / max(1, runs.count)))
    for run in runs {
      let reader = RunReader(run, bufferBytes: part)
      if try reader.advance() { readers.append(reader) }
    }
    for index in stride(from: readers.count / 2 - 1, through: 0, by: -1) { siftDown(index) }
  }

  /// The row that is next; nil if there is none.
  var next: RunReader? { readers.first }

  /// Goes on behind the row that is next.
  ///
  /// - Throws: the failure to read.
  mutating func advance() throws(LocalFailure) {
    if try !readers[0].advance() {
      let last = readers.removeLast()
      guard !readers.isEmpty else { return }
      readers[0] = last
    }
    siftDown(0)
  }

  private mutating func siftDown(_ start: Int) {
    var index = start
    while true {
      var child = 2 * index + 1
      guard child < readers.count else { return }
      if child + 1 < readers.count, readers[child + 1].precedes(readers[child]) { child += 1 }
      guard readers[child].precedes(readers[index]) else { return }
      readers.swapAt(child, index)
      index = child
    }
  }
}
