/// Where the parts of the ranks lie in one buffer: what MPI's v-collectives call counts and
/// displacements, both in elements.
struct PartLayout {
  let counts: [Int]
  let displacements: [Int]

  /// The number of elements from the first to the end of the part that ends last.
  let total: Int

  /// Parts that follow each other without a gap.
  init(counts: [Int]) {
    var total = 0
    self.counts = counts
    self.displacements = counts.map { count in
      defer { total += count }
      return total
    }
    self.total = total
  }

  /// Parts that lie anywhere, in any order.
  init(counts: [Int], displacements: [Int]) {
    self.counts = counts
    self.displacements = displacements
    self.total = zip(counts, displacements).map { $0 + $1 }.max() ?? 0
  }

  /// The largest number that MPI would be given.
  var largest: Int {
    max(counts.max() ?? 0, displacements.max() ?? 0)
  }

  /// Counts and displacements as MPI takes them.
  ///
  /// - Throws: ``MPIError`` if one of them exceeds `limit`.
  func narrowed(
    limit: Int,
    _ call: StaticString
  ) throws(MPIError) -> (counts: [Int32], displacements: [Int32]) {
    var narrowCounts: [Int32] = []
    var narrowDisplacements: [Int32] = []
    for (rank, (count, displacement)) in zip(counts, displacements).enumerated() {
      narrowCounts.append(
        try narrow(count, limit: limit, "the count of elements of rank \(rank)", call)
      )
      narrowDisplacements.append(
        try narrow(displacement, limit: limit, "the displacement of rank \(rank)", call)
      )
    }
    return (narrowCounts, narrowDisplacements)
  }

  /// The parts of a buffer, as arrays.
  func cut<T>(_ elements: [T]) -> [[T]] {
    zip(counts, displacements).map { count, displacement in
      Array(elements[displacement..<displacement + count])
    }
  }
}

/// The elements of several arrays, one array after the other.
///
/// Whole arrays at a time: `joined()` would go through the elements one by one, and through tables
/// for each where the compiler doesn't know their type.
func concatenated<T: BitwiseCopyable>(_ parts: [[T]]) -> [T] {
  var result: [T] = []
  result.reserveCapacity(parts.reduce(0) { $0 + $1.count })
  for part in parts { result.append(contentsOf: part) }
  return result
}
