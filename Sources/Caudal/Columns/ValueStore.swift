import Statistics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Numbers in a few large arrays, each filled by one thread.
///
/// A thread that asked for memory unit by unit would get it in pages of 4 KiB, and the system would
/// clear and map every one of them on its first use, which took a tenth of the time of a scan. So
/// the arrays are some megabytes, for which the system is asked for large pages (2 MiB on most
/// processors; see `madvise(2)`, `MADV_HUGEPAGE`). Memory that isn't used yet isn't resident.
struct ValueStore: Sendable {
  /// Neighbouring numbers in one of the arrays.
  struct Place: Sendable {
    /// The array's number.
    var array: Int

    /// The numbers' indices.
    let range: Range<Int>

    /// The number of numbers.
    var count: Int { range.count }
  }

  /// The numbers for which a large array has room when it is made: 8 MiB, less what the array and
  /// the allocator need themselves, so that the whole fits four large pages.
  private static let largeCapacity = 1 << 20 - 8

  private let arrayCapacity: Int
  private var arrays: [[Double]] = []

  /// Creates an empty store.
  ///
  /// - Parameter maximumCount: the most numbers that will be appended. Where they are few, large
  ///   pages would be a waste.
  init(maximumCount: Int) {
    arrayCapacity = min(maximumCount, Self.largeCapacity)
  }

  /// The numbers at a place.
  subscript(place: Place) -> ArraySlice<Double> {
    place.count == 0 ? [] : arrays[place.array][place.range]
  }

  /// The index behind the last array's last number.
  var end: Int { arrays.last?.count ?? 0 }

  /// Begins another array if the last one has too little room.
  ///
  /// - Parameter count: the number of numbers that will be appended, as far as is known.
  mutating func makeRoom(for count: Int) {
    let room = arrays.last.map { max($0.capacity, arrayCapacity) - $0.count } ?? -1
    if room < count { beginArray() }
  }

  /// Begins another array.
  mutating func beginArray() { arrays.append([]) }

  /// Begins another array that is no larger than it must be.
  ///
  /// - Parameter count: the number of numbers that will be appended, as far as is known.
  mutating func beginArray(for count: Int) {
    beginArray()
    arrays[arrays.count - 1].reserveCapacity(count)
  }

  /// Appends numbers to the last array.
  mutating func append(_ values: Span<Double>) {
    let last = arrays.count - 1
    if arrays[last].capacity == 0 {
      arrays[last].reserveCapacity(arrayCapacity)
      if arrayCapacity == Self.largeCapacity { Self.adviseLargePages(&arrays[last]) }
    }
    arrays[last].append(copying: values)
  }

  /// The numbers of the last array from an index on.
  func place(from start: Int) -> Place { Place(array: arrays.count - 1, range: start..<end) }

  /// Appends the arrays of another store.
  ///
  /// - Returns: what must be added to the numbers of its arrays.
  mutating func append(_ other: ValueStore) -> Int {
    arrays += other.arrays
    return arrays.count - other.arrays.count
  }

  /// Frees the arrays that aren't needed any more; the others keep their numbers.
  mutating func forgetArrays(except needed: Set<Int>) {
    for array in arrays.indices where !needed.contains(array) { arrays[array] = [] }
  }

  /// Frees the array of a place; the others keep their numbers.
  mutating func forgetArray(of place: Place) { arrays[place.array] = [] }

  /// Sorts the numbers of some places, each by itself.
  ///
  /// - Parameters:
  ///   - places: places that don't overlap.
  ///   - workers: the threads that sort, each an array at a time.
  mutating func sort(_ places: [Place], on workers: Workers) {
    var jobs = arrays.map { _ in SortJob() }
    for place in places where place.count > 0 { jobs[place.array].ranges.append(place.range) }
    for array in arrays.indices {
      // Moved, not copied: an array that is held once is sorted in place.
      swap(&jobs[array].values, &arrays[array])
    }
    jobs = workers.update(consume jobs, with: RadixSorter()) { sorter, job in
      for range in job.ranges { sorter.sort(&job.values, in: range) }
    }
    for array in arrays.indices { swap(&jobs[array].values, &arrays[array]) }
  }

  private struct SortJob: Sendable {
    var values: [Double] = []
    var ranges: [Range<Int>] = []
  }

  /// Asks for large pages for an array's memory, where the system has them.
  private static func adviseLargePages(_ array: inout [Double]) {
    #if os(Linux)
      let bytes = array.capacity * MemoryLayout<Double>.stride
      unsafe array.withUnsafeMutableBytes { memory in
        guard let base = memory.baseAddress else { return }
        // Sound: advice changes no contents, whatever else is in the first page.
        let offset = Int(bitPattern: base) % Int(getpagesize())
        _ = unsafe madvise(base - offset, offset + bytes, MADV_HUGEPAGE)
      }
    #endif
  }
}
