import MPI
import Ranks

extension HostTeam {
  /// The elements that a thread makes at a time.
  private static let elementsAtOnce = 1 << 16

  /// Makes elements, on all threads of all ranks of the host.
  ///
  /// - Parameters:
  ///   - count: their number, the same on all ranks.
  ///   - make: makes the element of an index.
  /// - Returns: the elements in order, which the host holds once.
  /// - Throws: an agreed `CaudalError` if there is no memory.
  @inline(__always)
  func elements<Element: Sendable & BitwiseCopyable>(
    _ count: Int, _ make: @Sendable (Int) -> Element
  ) throws -> FrozenArray<Element> {
    try unsafe FrozenArray(count: count, by: self) { buffer in
      // Sound: every element is made by one thread.
      nonisolated(unsafe) let target = unsafe buffer
      let own = share(of: count)
      let step = Self.elementsAtOnce
      _ = workers.map((own.count + step - 1) / step) { slice in
        let start = own.lowerBound + slice * step
        for index in start..<Swift.min(own.upperBound, start + step) {
          unsafe target.initializeElement(at: index, to: make(index))
        }
      }
    }
  }

  /// Puts the elements of parts behind each other.
  ///
  /// - Parameters:
  ///   - parts: this rank's parts.
  ///   - order: where those of all ranks stand.
  ///   - change: changes an element of a part; nil if elements stay as they are.
  /// - Returns: the elements of all ranks, which each host holds once.
  /// - Throws: an agreed `CaudalError` if there is no memory.
  func joined<Element: Sendable & BitwiseCopyable>(
    _ parts: [FrozenArray<Element>], _ order: PartOrder,
    _ change: (@Sendable (Element, _ part: Int) -> Element)? = nil
  ) throws -> FrozenArray<Element> {
    try unsafe FrozenArray(count: order.total, by: self) { buffer in
      // Sound: every part has a region of its own, which one thread fills.
      nonisolated(unsafe) let target = unsafe buffer
      _ = workers.map(parts.count) { part in
        let (start, source) = unsafe (order.starts[part], parts[part].elements)
        guard let change else {
          let own = unsafe target.extracting(start..<start + source.count)
          _ = unsafe own.initialize(fromContentsOf: source)
          return
        }
        for index in source.indices {
          unsafe target.initializeElement(at: start + index, to: change(source[index], part))
        }
      }
      var elements = unsafe buffer.mutableSpan
      try exchange(&elements, order.runs)
    }
  }
}

/// How parts that ranks have follow on each other: in the order of their numbers.
struct PartOrder: Sendable {
  /// Where each of this rank's parts begins.
  let starts: [Int]

  /// The length of all together.
  let total: Int

  /// Which elements each team has.
  let runs: [(team: Int, elements: Range<Int>)]

  /// A part, as all ranks know it.
  private struct Part: BitwiseCopyable {
    let number: Int
    let length: Int
  }

  /// Puts parts in order.
  ///
  /// - Parameters:
  ///   - numbers: the number of each of this rank's parts, ascending; a part of no length may have any.
  ///   - lengths: the length of each.
  ///   - team: the ranks of this host.
  ///   - ranks: all ranks.
  /// - Throws: `MPIError` if the ranks can't be reached.
  init(
    _ numbers: [Int], _ lengths: [Int], _ team: HostTeam, on ranks: borrowing Communicator
  ) throws(MPIError) {
    let own = zip(numbers, lengths).map { Part(number: $0, length: $1) }
    let all = try ranks.allgather(varying: own)
    let teams = try team.numbers()
    var placed: [(number: Int, rank: Int, part: Int, length: Int)] = []
    for (rank, parts) in all.enumerated() {
      for (part, each) in parts.enumerated() {
        placed.append((each.number, rank, part, each.length))
      }
    }
    placed.sort { ($0.number, $0.rank, $0.part) < ($1.number, $1.rank, $1.part) }
    var starts = [Int](repeating: 0, count: own.count)
    var runs: [(team: Int, elements: Range<Int>)] = []
    var total = 0
    for part in placed {
      if part.rank == ranks.rank { starts[part.part] = total }
      let end = total + part.length
      if let last = runs.last, last.team == teams[part.rank] {
        runs[runs.count - 1].elements = last.elements.lowerBound..<end
      } else if part.length > 0 {
        runs.append((teams[part.rank], total..<end))
      }
      total = end
    }
    (self.starts, self.total, self.runs) = (starts, total, runs)
  }
}
