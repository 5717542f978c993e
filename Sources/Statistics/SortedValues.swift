/// Questions about sorted values.
extension Span<Double> {
  /// The position of the first value that is not below the given one.
  ///
  /// - Precondition: the values are sorted.
  /// - Complexity: O(log n)
  public func firstIndex(notBelow key: OrderedKey) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if OrderedKey(self[middle]) < key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// How often a value occurs.
  ///
  /// - Precondition: the values are sorted, and none is minus zero. The value asked for may be.
  /// - Complexity: O(log n)
  public func sortedOccurrences(of value: Double) -> Int {
    let key = OrderedKey(value + 0)  // minus zero becomes zero
    let next = OrderedKey(bits: key.bits + 1)
    return firstIndex(notBelow: next) - firstIndex(notBelow: key)
  }

  /// Calls a closure with each distinct value and its count, smallest first.
  ///
  /// - Precondition: the values are sorted.
  /// - Parameters:
  ///   - start: the position of the first value looked at.
  ///   - body: returns false to stop.
  /// - Returns: the position of the first value of the run at which the closure stopped, or the end.
  /// - Complexity: O(n)
  @discardableResult
  public func forEachRun(from start: Int = 0, _ body: (ValueCount) -> Bool) -> Int {
    var index = start
    while index < count {
      let value = self[index]
      var end = index + 1
      while end < count, self[end] == value { end += 1 }
      guard body(ValueCount(value: value, count: end - index)) else { return index }
      index = end
    }
    return count
  }
}
