import Ranks

/// Elements that don't change any more, exactly as much memory as they take.
///
/// What is kept of millions of rows stands in thousands of arrays, and is read in an order that jumps among
/// them. ``elements`` is a place that costs no counting of references, which two threads would fight over.
@safe
final class FrozenArray<Element: BitwiseCopyable & Sendable>: Sendable {
  /// Where the elements are; as long as the array lives.
  nonisolated(unsafe) let elements: UnsafeBufferPointer<Element>

  /// Whose memory it is, if other ranks have it, too.
  private let shared: SharedMemory?

  /// Takes elements over.
  init(_ elements: some Collection<Element>) {
    let place = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
    _ = unsafe place.initialize(fromContentsOf: elements)
    unsafe self.elements = UnsafeBufferPointer(place)
    shared = nil
  }

  /// Makes elements in the place where they stay.
  ///
  /// - Parameters:
  ///   - count: their number.
  ///   - make: makes the element of an index.
  convenience init(count: Int, _ make: (Int) -> Element) {
    self.init((0..<count).lazy.map(make))
  }

  /// Makes elements that all ranks of a host have together, and that it holds once. All ranks call this.
  ///
  /// - Parameters:
  ///   - count: their number, the same on all ranks.
  ///   - team: the ranks of the host.
  ///   - areZero: whether they must be 0 before they are filled.
  ///   - fill: writes them, so that all are written when the ranks have met.
  /// - Throws: what the closure throws; an agreed `CaudalError` if there is no memory.
  init(
    count: Int, by team: HostTeam, areZero: Bool = false,
    _ fill: (UnsafeMutableBufferPointer<Element>) throws -> Void
  ) throws {
    shared = try team.memory(byteCount: count * MemoryLayout<Element>.stride)
    let place: UnsafeMutableBufferPointer<Element>
    if let shared {
      // Sound: it is as large, begins at a page, and any bits are such elements.
      let start = unsafe shared.start.bindMemory(to: Element.self, capacity: count)
      unsafe place = UnsafeMutableBufferPointer(start: start, count: count)
    } else {
      unsafe place = .allocate(capacity: count)
      if areZero {
        unsafe UnsafeMutableRawBufferPointer(place).initializeMemory(as: UInt8.self, repeating: 0)
      }
    }
    unsafe elements = UnsafeBufferPointer(place)
    try unsafe fill(place)
    try team.meet()
  }

  // Sound: nothing else frees them, and elements that are copied by bits need no other end.
  deinit { if shared == nil { unsafe elements.deallocate() } }

  /// The number of elements.
  var count: Int { unsafe elements.count }

  /// An element.
  subscript(_ index: Int) -> Element {
    precondition(index >= 0 && index < count, "no such element")
    // Sound: just checked.
    return unsafe elements[index]
  }

  /// Calls a closure with the elements.
  func withSpan<Result>(_ body: (Span<Element>) -> Result) -> Result {
    // Sound: they live as long as this does.
    unsafe body(elements.span)
  }

  /// The elements in an array.
  var array: [Element] { unsafe Array(elements) }

  /// The bytes of memory that they take.
  var byteCount: Int { count * MemoryLayout<Element>.stride }
}
