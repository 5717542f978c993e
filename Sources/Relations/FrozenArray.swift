import Ranks

/// Elements that don't change any more, exactly as much memory as they take.
///
/// What is kept of millions of rows stands in thousands of arrays, and is read in an order that jumps among
/// them. ``elements`` is a place that costs no counting of references, which two threads would fight over.
@safe
final class FrozenArray<Element: BitwiseCopyable & Sendable>: Sendable {
  /// Where the elements are; as long as the array lives.
  nonisolated(unsafe) let elements: UnsafeBufferPointer<Element>

  /// Takes elements over.
  init(_ elements: some Collection<Element>) {
    let place = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
    _ = unsafe place.initialize(fromContentsOf: elements)
    unsafe self.elements = UnsafeBufferPointer(place)
  }

  /// Makes elements in the place where they stay.
  ///
  /// - Parameters:
  ///   - count: their number.
  ///   - make: makes the element of an index.
  convenience init(count: Int, _ make: (Int) -> Element) {
    self.init((0..<count).lazy.map(make))
  }

  /// Puts the elements of parts behind each other.
  ///
  /// - Parameters:
  ///   - parts: the parts.
  ///   - workers: the threads that copy them.
  ///   - change: changes an element of a part; nil if elements stay as they are.
  init(
    joining parts: [FrozenArray], _ workers: Workers,
    _ change: (@Sendable (Element, _ part: Int) -> Element)? = nil
  ) {
    var starts = [0]
    for part in parts { starts.append(starts[starts.count - 1] + part.count) }
    let place = UnsafeMutableBufferPointer<Element>.allocate(capacity: starts[parts.count])
    // Sound: every part has a region of its own, which one thread fills.
    nonisolated(unsafe) let target = unsafe place
    _ = workers.map(parts.count) { [starts] part in
      let (start, source) = unsafe (starts[part], parts[part].elements)
      guard let change else {
        let own = unsafe target.extracting(start..<start + source.count)
        _ = unsafe own.initialize(fromContentsOf: source)
        return
      }
      for index in source.indices {
        unsafe target.initializeElement(at: start + index, to: change(source[index], part))
      }
    }
    unsafe elements = UnsafeBufferPointer(place)
  }

  // Sound: nothing else frees them, and elements that are copied by bits need no other end.
  deinit { unsafe elements.deallocate() }

  /// The number of elements.
  var count: Int { unsafe elements.count }

  /// An element.
  subscript(_ index: Int) -> Element {
    precondition(index >= 0 && index < count, "no such element")
    // Sound: just checked.
    return unsafe elements[index]
  }

  /// The elements in an array.
  var array: [Element] { unsafe Array(elements) }

  /// The bytes of memory that they take.
  var byteCount: Int { count * MemoryLayout<Element>.stride }
}
