import CSV

extension Span<UInt8> {
  /// The text between double quotes, on one line and cut if it is long, as messages show it.
  package var shown: String {
    "\"\(RecordFailure.excerpt((0..<Swift.min(count, 256)).map { self[$0] }))\""
  }
}
