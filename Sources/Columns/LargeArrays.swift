import CSV
import Glibc
import MPI
import Ranks
import Scan
import Statistics
import Vocabulary

/// Elements in a few large arrays, each filled by one thread.
///
/// A thread that asked for memory piece by piece would get it in pages of 4 KiB, and the system
/// would clear and map every one of them on its first use, which took a tenth of the time of a scan.
/// So the arrays are some megabytes, for which the system is asked for large pages (2 MiB on most
/// processors; see `madvise(2)`, `MADV_HUGEPAGE`). Memory that isn't used yet isn't resident.
struct LargeArrays<Element: BitwiseCopyable & Sendable>: Sendable {
  /// The arrays, in the order in which they were begun.
  private(set) var arrays: [[Element]] = []

  /// The bytes of memory that the elements take.
  private(set) var byteCount = 0

  /// The elements for which an array has room when it is made.
  private let capacity: Int

  /// The same for the last array, if something else was said when it was begun.
  private var lastCapacity: Int?

  /// The elements for which a large array has room: 8 MiB, less what the array and the allocator
  /// need themselves, so that the whole fits four large pages.
  private static var largeCapacity: Int { (largestBytes - 64) / MemoryLayout<Element>.stride }

  /// The bytes of a large array, unless it holds one run that is longer.
  static var largestBytes: Int { 8 << 20 }

  private let usesLargePages: Bool

  /// Creates none.
  ///
  /// - Parameters:
  ///   - maximumCount: the most elements that will be appended. Where they are few, large pages would
  ///     be a waste.
  ///   - usesLargePages: whether there is memory enough for pages that are hardly used.
  init(maximumCount: Int, usesLargePages: Bool) {
    capacity = min(maximumCount, Self.largeCapacity)
    self.usesLargePages = usesLargePages
  }

  /// Begins another array.
  ///
  /// - Parameter count: the elements for which it shall have room; nil for the usual number.
  mutating func beginArray(for count: Int? = nil) {
    arrays.append([])
    lastCapacity = count
  }

  /// Begins another array if the last one has too little room.
  ///
  /// - Parameter count: the number of elements that will be appended, as far as is known.
  mutating func makeRoom(for count: Int) {
    let room = arrays.last.map { max($0.capacity, lastCapacity ?? capacity) - $0.count } ?? -1
    if room < count { beginArray(for: lastCapacity.map { max($0, count) }) }
  }

  /// Appends elements to the last array.
  ///
  /// - Parameters:
  ///   - count: the most elements that are appended.
  ///   - fill: appends them, and says whether they are to stay; if not, it has appended none.
  /// - Returns: the array's number, and the index of the first element there; nil if `fill` returned
  ///   false.
  mutating func append(
    atMost count: Int, _ fill: (inout OutputSpan<Element>) -> Bool
  ) -> (array: Int, start: Int)? {
    makeRoom(for: count)
    let last = arrays.count - 1
    if arrays[last].capacity == 0 {
      arrays[last].reserveCapacity(max(lastCapacity ?? capacity, count))
      if usesLargePages, lastCapacity == nil, capacity == Self.largeCapacity {
        Self.adviseLargePages(&arrays[last])
      }
    }
    let start = arrays[last].count
    var isFilled = false
    arrays[last].append(addingCapacity: count) { output in isFilled = fill(&output) }
    if isFilled {
      byteCount += (arrays[last].count - start) * MemoryLayout<Element>.stride
      return (last, start)
    }
    // An array that is to be freed together with its elements would stay, if it has none.
    if start == 0, lastCapacity != nil { arrays[last] = [] }
    return nil
  }

  /// Appends the arrays of others.
  ///
  /// - Returns: what must be added to the numbers of their arrays.
  mutating func append(_ other: consuming LargeArrays) -> Int {
    let offset = arrays.count
    arrays += other.arrays
    byteCount += other.byteCount
    return offset
  }

  /// Frees an array with its elements; the others keep their numbers.
  mutating func forget(_ array: Int) {
    byteCount -= arrays[array].count * MemoryLayout<Element>.stride
    arrays[array] = []
  }

  /// Frees all arrays but some, which keep their numbers.
  mutating func forget(except needed: Set<Int>) {
    for array in arrays.indices where !needed.contains(array) { forget(array) }
  }

  /// Changes an array in place.
  mutating func change(_ array: Int, _ body: (inout [Element]) -> Void) { body(&arrays[array]) }

  /// Changes all arrays in place, several at a time.
  ///
  /// - Parameters:
  ///   - workers: the threads that do it, each an array at a time.
  ///   - tool: what each thread has a copy of.
  ///   - body: changes an array, of which it is given the number.
  /// - Returns: the threads' tools.
  mutating func update<Tool: Sendable>(
    on workers: Workers, with tool: Tool,
    _ body: @Sendable (inout Tool, Int, inout [Element]) -> Void
  ) -> [Tool] {
    // Moved, not copied: an array that is held once is changed in place.
    var numbered: [(number: Int, array: [Element])] = arrays.indices.map { ($0, []) }
    for number in arrays.indices { swap(&numbered[number].array, &arrays[number]) }
    let tools = workers.update(&numbered, with: tool) { tool, element in
      body(&tool, element.number, &element.array)
    }
    for number in arrays.indices { swap(&numbered[number].array, &arrays[number]) }
    return tools
  }

  /// Asks for large pages for an array's memory, where the system has them.
  private static func adviseLargePages(_ array: inout [Element]) {
    let bytes = array.capacity * MemoryLayout<Element>.stride
    unsafe array.withUnsafeMutableBytes { memory in
      guard let base = memory.baseAddress else { return }
      // Sound: advice changes no contents, whatever else is in the first page.
      let offset = Int(bitPattern: base) % Int(getpagesize())
      _ = unsafe madvise(base - offset, offset + bytes, MADV_HUGEPAGE)
    }
  }
}
