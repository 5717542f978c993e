/// Values in several sorted pieces, and how to go through all of them in order.
///
/// Sorting pieces that fit a cache is several times faster than sorting everything, and needs
/// little scratch. To see the values in order nevertheless, they are divided into *slabs*: every so
/// many values of each piece a sample is taken, and every so many samples there is a splitter. A
/// slab is what lies between two neighbouring splitters, in all pieces together; it is small
/// whatever the distribution, and is brought together and sorted when its turn comes. The splitters
/// themselves, of which there may be any number of copies, are only counted.
package struct SortedSegments: Sendable {
  /// Every so many values of a piece, a sample is taken.
  package static let sampleStride = 1 << 10

  /// Every so many samples, there is a splitter.
  package static let splitterStride = 1 << 6

  /// The pieces, each sorted.
  package let segments: [ArraySlice<Double>]

  /// Takes sorted pieces.
  ///
  /// - Parameter segments: the pieces, each sorted, smallest first, without minus zero.
  package init(_ segments: [ArraySlice<Double>]) { self.segments = segments }

  /// The number of values.
  package var count: Int { segments.reduce(0) { $0 + $1.count } }

  /// The bytes of memory that the values take.
  package var byteCount: Int { count * MemoryLayout<Double>.stride }

  /// The most values of a slab, unless most values lie in other slabs: of each piece, fewer than there
  /// are from one sample to the next may come in addition.
  package var slabCount: Int { Self.sampleStride * (Self.splitterStride + segments.count) }

  /// Samples of each piece.
  package var samples: [Double] {
    segments.flatMap { segment in
      stride(from: Self.sampleStride / 2, to: segment.count, by: Self.sampleStride).map {
        segment[segment.startIndex + $0]
      }
    }
  }

  /// Splitters, chosen from samples.
  ///
  /// - Parameter samples: samples of all values that the splitters are to divide.
  /// - Returns: distinct values, smallest first.
  package static func splitters(fromSamples samples: [Double]) -> [Double] {
    let sorted = samples.sorted()
    var result: [Double] = []
    for index in stride(from: splitterStride / 2, to: sorted.count, by: splitterStride)
    where result.last != sorted[index] { result.append(sorted[index]) }
    return result
  }

  /// How often a value occurs.
  ///
  /// - Parameter value: any number.
  /// - Returns: the number of its copies.
  /// - Complexity: O(pieces · log values)
  package func occurrences(of value: Double) -> Int {
    segments.reduce(0) { total, segment in
      let start = segment.span.firstIndex(notBelow: value)
      let end = segment.span.firstIndex(above: value)
      return total + end - start
    }
  }

  /// The values strictly between two others, in each piece.
  ///
  /// - Parameters:
  ///   - low: the lower one; nil for no bound.
  ///   - high: the upper one; nil for no bound.
  /// - Returns: a range for each piece, counted from its first value.
  package func ranges(above low: Double?, below high: Double?) -> [Range<Int>] {
    segments.map { segment in
      let start = low.map { segment.span.firstIndex(above: $0) } ?? 0
      let end = high.map { segment.span.firstIndex(notBelow: $0) } ?? segment.count
      return start..<max(start, end)
    }
  }

  /// The values from one to another, both included, in each piece.
  ///
  /// - Parameters:
  ///   - low: the lower one.
  ///   - high: the upper one.
  /// - Returns: a range for each piece, counted from its first value.
  package func ranges(from low: Double, through high: Double) -> [Range<Int>] {
    segments.map { segment in
      let start = segment.span.firstIndex(notBelow: low)
      return start..<max(start, segment.span.firstIndex(above: high))
    }
  }

  /// Copies values of each piece.
  ///
  /// - Parameter ranges: a range for each piece, counted from its first value.
  /// - Returns: the values, piece by piece.
  package func values(in ranges: [Range<Int>]) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(ranges.reduce(0) { $0 + $1.count })
    for (segment, range) in zip(segments, ranges) where !range.isEmpty {
      result.append(copying: segment.span.extracting(range))
    }
    return result
  }
}

extension Span<Double> {
  /// The first index of a sorted span whose value isn't below the given one.
  func firstIndex(notBelow value: Double) -> Int { partition { $0 >= value } }

  /// The first index of a sorted span whose value is above the given one.
  func firstIndex(above value: Double) -> Int { partition { $0 > value } }

  @inline(__always)
  private func partition(_ belongsBehind: (Double) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if belongsBehind(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// Calls a closure with each distinct value of a sorted span and its count, smallest first.
  ///
  /// - Parameter body: what is done with each.
  package func forEachRun(_ body: (ValueCount) -> Void) {
    var index = 0
    while index < count {
      let value = self[index]
      var end = index + 1
      while end < count, self[end] == value { end += 1 }
      body(ValueCount(value: value, count: end - index))
      index = end
    }
  }
}
