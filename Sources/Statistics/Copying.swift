extension [Double] {
  /// Appends the elements of a span.
  ///
  /// - Parameter span: elements that aren't this array's own.
  package mutating func append(copying span: Span<Double>) {
    unsafe span.withUnsafeBufferPointer { elements in unsafe append(contentsOf: elements) }
  }
}

extension OutputSpan<Double> {
  /// Appends the elements of a span, for which there is room.
  package mutating func append(copying span: Span<Double>) {
    unsafe withUnsafeMutableBufferPointer { output, filled in
      precondition(output.count - filled >= span.count, "no room for the elements")
      unsafe span.withUnsafeBufferPointer { elements in
        guard let start = elements.baseAddress, let end = output.baseAddress else { return }
        // Sound: there is room for all of them, and memory that is written isn't the span's.
        unsafe (end + filled).initialize(from: start, count: elements.count)
      }
      filled += span.count
    }
  }
}
