#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The values of a column that a rank holds, in one piece of memory.
///
/// It grows in place: the C library enlarges large blocks by moving pages, not bytes, so that growing
/// never holds two copies, and memory that isn't filled yet isn't resident. Thus a column of n values
/// costs 8·n bytes, where a growing array would cost up to three times as much.
///
/// - Complexity: appending takes amortised constant time.
@safe public struct ValueBuffer: ~Copyable {
  private var storage: UnsafeMutablePointer<Double>
  private var capacity: Int

  /// The number of values.
  public private(set) var count = 0

  /// Creates an empty buffer.
  public init() {
    capacity = 1 << 10
    unsafe storage = Self.reallocate(nil, capacity: capacity)
  }

  deinit { unsafe free(storage) }

  /// Appends some values.
  ///
  /// - Parameter values: values of a view that isn't this buffer's own.
  public mutating func append(_ values: Span<Double>) {
    reserve(count + values.count)
    unsafe values.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      // Sound: reserve made room for count + values.count doubles, and the regions are distinct.
      unsafe (storage + count).update(from: base, count: source.count)
    }
    count += values.count
  }

  /// Replaces the first values by others.
  ///
  /// - Parameters:
  ///   - removed: how many values are taken away from the front.
  ///   - values: what stands there instead.
  /// - Complexity: O(count)
  public mutating func replacePrefix(_ removed: Int, with values: Span<Double>) {
    precondition(removed <= count, "more values removed than there are")
    let kept = count - removed
    reserve(values.count + kept)
    // Sound: both regions lie inside the reserved memory; memmove allows them to overlap.
    unsafe memmove(storage + values.count, storage + removed, kept * MemoryLayout<Double>.stride)
    count = 0
    append(values)
    count += kept
  }

  /// Removes the last values.
  ///
  /// - Parameter newCount: how many values are kept, at most `count`.
  public mutating func truncate(to newCount: Int) {
    precondition((0...count).contains(newCount), "more values kept than there are")
    count = newCount
  }

  /// Sorts the values, smallest first.
  ///
  /// - Complexity: O(n log n), in place.
  public mutating func sort() {
    var values = unsafe UnsafeMutableBufferPointer(start: storage, count: count)
    unsafe values.sort()
  }

  /// Calls a closure with a view of the values.
  ///
  /// - Parameter body: what is done with the values.
  /// - Returns: what the closure returns.
  /// - Throws: what the closure throws.
  public borrowing func withValues<Result, Failure: Error>(
    _ body: (Span<Double>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let values = unsafe UnsafeBufferPointer(start: storage, count: count)
    return try body(unsafe values.span)
  }

  private mutating func reserve(_ needed: Int) {
    guard needed > capacity else { return }
    capacity = Swift.max(needed, capacity + capacity / 2)
    unsafe storage = Self.reallocate(storage, capacity: capacity)
  }

  private static func reallocate(
    _ old: UnsafeMutablePointer<Double>?, capacity: Int
  ) -> UnsafeMutablePointer<Double> {
    let bytes = capacity * MemoryLayout<Double>.stride
    guard let memory = unsafe realloc(old, bytes) else {
      fatalError("out of memory: \(bytes) bytes for \(capacity) values")
    }
    return unsafe memory.assumingMemoryBound(to: Double.self)
  }
}
