/// A row with 64 bits of its keys.
struct SortEntry: BitwiseCopyable, Sendable {
  /// The bits, the first one highest.
  var prefix: UInt64

  /// The row; see ``RowID/bits``.
  var row: UInt64
}

/// Room for the entries of all rows, which several threads write to.
@safe
final class EntryStore: Sendable {
  nonisolated(unsafe) private let entries: UnsafeMutableBufferPointer<SortEntry>

  /// Makes room for some entries.
  init(count: Int) {
    unsafe entries = UnsafeMutableBufferPointer.allocate(capacity: count)
    unsafe entries.initialize(repeating: SortEntry(prefix: 0, row: 0))
  }

  // Sound: nobody else frees them.
  deinit { unsafe entries.deallocate() }

  /// Writes an entry. No other thread may write to this place.
  @inline(__always)
  func put(_ entry: SortEntry, at index: Int) {
    precondition(unsafe entries.indices.contains(index), "no such entry")
    // Sound: just checked.
    unsafe entries[index] = entry
  }

  /// Calls a closure with some entries. No other thread may use these.
  @unsafe
  func withPart<Result>(
    _ range: Range<Int>, _ body: (UnsafeMutableBufferPointer<SortEntry>) -> Result
  ) -> Result {
    unsafe body(UnsafeMutableBufferPointer(rebasing: entries[range]))
  }
}

/// Sorts entries by their prefixes; entries of the same prefix stay in their order.
///
/// Eight bits are sorted at a time, from the lowest; those that all have in common take no time.
///
/// - Complexity: O(n) for each eight bits that differ; as much room as there are entries.
struct EntrySorter {
  private var other: [SortEntry] = []
  private var counts = [Int](repeating: 0, count: 8 * 256)

  /// Fewer entries than these are sorted by comparing them.
  private static let few = 64

  /// Sorts.
  @unsafe
  mutating func sort(_ entries: UnsafeMutableBufferPointer<SortEntry>) {
    guard entries.count > Self.few else { return unsafe Self.insertionSort(entries) }
    if other.count < entries.count {
      other = Array(repeating: SortEntry(prefix: 0, row: 0), count: entries.count)
    }
    unsafe count(entries)
    unsafe other.withUnsafeMutableBufferPointer { other in
      unsafe counts.withUnsafeMutableBufferPointer { counts in
        var (from, to) = unsafe (entries, other)
        for digit in 0..<8 {
          let counts = unsafe UnsafeMutableBufferPointer(
            rebasing: counts[digit << 8..<(digit + 1) << 8])
          let shift = UInt64(8 * digit)
          if unsafe Self.scatter(from, to, count: entries.count, shift, counts) {
            unsafe swap(&from, &to)
          }
        }
        guard unsafe from.baseAddress != entries.baseAddress else { return }
        // Sound: both have room for as many.
        for index in 0..<entries.count { unsafe entries[index] = from[index] }
      }
    }
  }

  /// Counts the digits of all prefixes.
  @unsafe
  private mutating func count(_ entries: UnsafeMutableBufferPointer<SortEntry>) {
    unsafe counts.withUnsafeMutableBufferPointer { counts in
      unsafe counts.update(repeating: 0)
      for index in 0..<entries.count {
        let prefix = unsafe entries[index].prefix
        // Sound: there are 256 counts for each of eight digits.
        for digit in 0..<8 {
          unsafe counts[digit << 8 + Int(prefix >> UInt64(8 * digit) & 0xFF)] += 1
        }
      }
    }
  }

  /// Distributes entries by one digit.
  ///
  /// - Returns: false if all have the same digit, and nothing was done.
  @unsafe
  private static func scatter(
    _ from: UnsafeMutableBufferPointer<SortEntry>, _ to: UnsafeMutableBufferPointer<SortEntry>,
    count: Int, _ shift: UInt64, _ counts: UnsafeMutableBufferPointer<Int>
  ) -> Bool {
    // Sound: there is an entry, and each digit's counts add up to the number of entries.
    if unsafe counts[Int(from[0].prefix >> shift & 0xFF)] == count { return false }
    var start = 0
    for digit in 0..<256 {
      let size = unsafe counts[digit]
      unsafe counts[digit] = start
      start += size
    }
    for index in 0..<count {
      let entry = unsafe from[index]
      let digit = Int(entry.prefix >> shift & 0xFF)
      unsafe to[counts[digit]] = entry
      unsafe counts[digit] += 1
    }
    return true
  }

  @unsafe
  private static func insertionSort(_ entries: UnsafeMutableBufferPointer<SortEntry>) {
    for end in entries.indices.dropFirst() {
      // Sound: the indices are those of entries.
      let entry = unsafe entries[end]
      var place = end
      while place > 0, unsafe entries[place - 1].prefix > entry.prefix {
        unsafe entries[place] = entries[place - 1]
        place -= 1
      }
      unsafe entries[place] = entry
    }
  }
}
