internal import COpenMPI

extension Communicator {
  /// Sends an equal share of the elements to every rank, and receives one from every rank.
  ///
  /// Collective. Wraps `MPI_Alltoall`.
  ///
  /// - Parameter values: The shares for all ranks, in rank order, concatenated; the same number of
  ///   elements on all ranks, a multiple of the number of ranks.
  /// - Returns: The shares of all ranks, in rank order, concatenated.
  /// - Throws: ``MPIError`` if the elements cannot be shared evenly, or if a share doesn't fit into
  ///   MPI's 32 bits.
  public func alltoall<T: BitwiseCopyable>(_ values: [T]) throws(MPIError) -> [T] {
    let call: StaticString = "MPI_Alltoall"
    guard values.count.isMultiple(of: size) else {
      throw MPIError(
        refusing: call,
        .count,
        "\(values.count) elements are no equal shares for \(size) ranks"
      )
    }
    guard let handle = try unsafe active(call) else { return values }
    let share = values.count / size
    let count = try narrow(share, limit: largestCount, "the number of elements of a share", call)
    let datatype = try unsafe DatatypeCache.datatype(of: T.self)
    return try unsafe array(count: values.count) { (received) throws(MPIError) in
      let code = unsafe values.withUnsafeBufferPointer { sent in
        unsafe MPI_Alltoall(
          sent.baseAddress,
          count,
          datatype,
          received.baseAddress,
          count,
          datatype,
          handle
        )
      }
      try check(call, code)
    }
  }

  /// Sends an array to every rank, and receives one from every rank.
  ///
  /// Collective. Wraps `MPI_Alltoallv`, after an exchange of the lengths.
  ///
  /// - Parameter parts: One array for each rank, in rank order; the receivers need not know
  ///   lengths.
  /// - Returns: The array from every rank, in rank order.
  /// - Throws: ``MPIError``, on every rank, if some rank doesn't have one array for each rank.
  public func alltoall<T: BitwiseCopyable>(varying parts: [[T]]) throws(MPIError) -> [[T]] {
    let result = try alltoall(varying: concatenated(parts), counts: parts.map(\.count))
    return (0..<size).map { Array(result[$0]) }
  }

  /// Sends a part of a buffer to every rank, and receives one from every rank.
  ///
  /// Collective. Wraps `MPI_Alltoallv`, after an exchange of the lengths by `MPI_Alltoall` and an
  /// agreement by `MPI_Allreduce` that all of them are right; in rounds where counts or displacements
  /// are beyond MPI's 32 bits.
  ///
  /// - Parameters:
  ///   - values: The buffer.
  ///   - counts: The number of elements for each rank.
  ///   - displacements: Where in the buffer the elements for each rank start. By default the parts
  ///     follow each other without a gap.
  /// - Returns: The parts from all ranks, in one buffer.
  /// - Throws: ``MPIError``, on every rank, if some rank doesn't have one count (and displacement)
  ///   for each rank, or if one of its parts isn't inside the buffer.
  public func alltoall<T: BitwiseCopyable>(
    varying values: [T],
    counts: [Int],
    displacements: [Int]? = nil
  ) throws(MPIError) -> RankParts<T> {
    let layouts = try exchangeLayouts(of: values.count, counts, displacements)
    return RankParts(elements: try exchange(values, layouts), layout: layouts.incoming)
  }

  /// How the parts lie that a rank sends, and those that it receives.
  private struct Layouts {
    let outgoing: PartLayout
    let incoming: PartLayout

    /// The most elements in a part of any rank.
    let largestPart: Int

    /// The largest count or displacement of any rank.
    let largest: Int
  }

  /// Sends and receives parts whose layouts all ranks know to be right.
  private func exchange<T: BitwiseCopyable>(
    _ values: [T],
    _ layouts: Layouts
  ) throws(MPIError) -> [T] {
    let call: StaticString = "MPI_Alltoallv"
    let (outgoing, incoming) = (layouts.outgoing, layouts.incoming)
    guard let handle = try unsafe active(call) else { return outgoing.cut(values)[0] }
    guard isWithinLimit(layouts.largest) else {
      return try unsafe exchangeInRounds(
        values, outgoing, incoming, largest: layouts.largestPart, handle)
    }
    let sent = try outgoing.narrowed(limit: largestCount, call)
    let received = try incoming.narrowed(limit: largestCount, call)
    let datatype = try unsafe DatatypeCache.datatype(of: T.self)
    return try unsafe array(count: incoming.total) { (buffer) throws(MPIError) in
      let code = unsafe values.withUnsafeBufferPointer { values in
        unsafe MPI_Alltoallv(
          values.baseAddress,
          sent.counts,
          sent.displacements,
          datatype,
          buffer.baseAddress,
          received.counts,
          received.displacements,
          datatype,
          handle
        )
      }
      try check(call, code)
    }
  }

  /// The layouts of what this rank sends and receives.
  ///
  /// Throws on every rank if the arguments of one are wrong.
  private func exchangeLayouts(
    of elementCount: Int,
    _ counts: [Int],
    _ displacements: [Int]?
  ) throws(MPIError) -> Layouts {
    let call: StaticString = "MPI_Alltoallv"
    let nothing = PartLayout(counts: [Int](repeating: 0, count: size))
    var outgoing = nothing
    var mistake: MPIError?
    do throws(MPIError) {
      outgoing = try sendLayout(of: elementCount, counts, displacements, call)
    } catch {
      mistake = error
    }
    let incoming = PartLayout(counts: try alltoall(outgoing.counts))
    let counts = outgoing.counts + incoming.counts
    let own = [
      mistake == nil ? max(outgoing.largest, incoming.largest) : .max, counts.max() ?? 0,
    ]
    let largest = try allreduce(own, .maximum)
    if let mistake { throw mistake }
    guard largest[0] < .max else {
      throw MPIError(refusing: call, .argument, "another rank was given wrong arguments")
    }
    return Layouts(
      outgoing: outgoing, incoming: incoming, largestPart: largest[1], largest: largest[0])
  }

  /// The layout that a caller has described, if it is one of this communicator and of the buffer.
  private func sendLayout(
    of elementCount: Int,
    _ counts: [Int],
    _ displacements: [Int]?,
    _ call: StaticString
  ) throws(MPIError) -> PartLayout {
    guard counts.count == size, displacements.map({ $0.count == size }) ?? true else {
      throw MPIError(refusing: call, .argument, "there must be one count for each of \(size) ranks")
    }
    guard counts.allSatisfy({ (0...elementCount).contains($0) }),
      displacements?.allSatisfy({ (0...elementCount).contains($0) }) ?? true
    else {
      throw MPIError(refusing: call, .count, "a part is not inside the \(elementCount) elements")
    }
    let layout =
      displacements.map { PartLayout(counts: counts, displacements: $0) }
      ?? PartLayout(counts: counts)
    guard layout.total <= elementCount else {
      throw MPIError(
        refusing: call,
        .count,
        "the parts end at \(layout.total), beyond the \(elementCount) elements"
      )
    }
    return layout
  }
}

/// The parts received from every rank, in one buffer.
public struct RankParts<Element> {
  /// The parts of all ranks, in rank order, concatenated.
  public let elements: [Element]

  private let layout: PartLayout

  init(elements: [Element], layout: PartLayout) {
    self.elements = elements
    self.layout = layout
  }

  /// The number of elements from each rank.
  public var counts: [Int] {
    layout.counts
  }

  /// The part from a rank.
  public subscript(rank: Int) -> ArraySlice<Element> {
    let start = layout.displacements[rank]
    return elements[start..<start + layout.counts[rank]]
  }
}

extension RankParts: Sendable where Element: Sendable {}
