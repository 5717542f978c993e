/// Where the scan of one slice started and ended, in a form that ranks can exchange.
package struct SliceEnds: BitwiseCopyable, Sendable, Hashable {
  /// The offset of the row that the scan began with; −1 if no row begins in the slice.
  package let start: Int

  /// The offset of the row that follows the slice's last.
  package let end: Int

  /// Whether a row of the slice can't be used.
  package let failed: Bool

  /// Creates the ends of a slice.
  ///
  /// - Parameter scan: the slice's scan.
  package init(_ scan: SliceScan) {
    start = scan.start ?? -1
    end = scan.end
    failed = scan.failure != nil
  }
}

/// Checks that neighbouring slices were scanned from where they really start.
///
/// A slice is right if it began with the row that follows its predecessor's last, and its
/// predecessor is right. So the rows of the slices tile the file, with no gap and no overlap. Where
/// a slice began elsewhere its guess was wrong, and it must be scanned again from where its
/// predecessor ended.
package enum SliceChain: Equatable {
  /// Every slice is right.
  case complete

  /// All slices before this one are right; this one is too, and has a row that can't be used.
  case failed(slice: Int)

  /// These slices must be scanned again, each from the given offset; then the check is made again.
  case rescan([Int: Int])

  /// Checks the slices in order.
  ///
  /// - Parameters:
  ///   - ends: where the scan of each slice started and ended, in file order.
  ///   - bytes: the bytes of each slice.
  ///   - dataStart: the offset of the first data row.
  /// - Complexity: O(slices); at most as many checks as slices end in something else than `rescan`.
  package init(_ ends: [SliceEnds], bytes: [Range<Int>], dataStart: Int) {
    var expected = dataStart
    var wrong: [Int: Int] = [:]
    for (slice, found) in ends.enumerated() {
      let beginsRow = expected < bytes[slice].upperBound
      if found.start != (beginsRow ? expected : -1) { wrong[slice] = expected }
      if found.failed {
        // What follows can't be judged until this slice is known to be right.
        self = wrong.isEmpty ? .failed(slice: slice) : .rescan(wrong)
        return
      }
      if found.start >= 0 { expected = found.end }
    }
    self = wrong.isEmpty ? .complete : .rescan(wrong)
  }
}
