extension Double {
  /// The shortest text that reads back as this number; whole numbers without a point.
  package var shortText: String {
    let text = (self + 0).description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
