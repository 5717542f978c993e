extension NumericColumn {
  /// Whether a column's first values look like numbers: there are some, and those that aren't missing
  /// are numbers.
  ///
  /// - Parameter samples: the contents of the first fields.
  /// - Returns: false also for a column without values.
  package func isNumeric(in samples: [[UInt8]]) -> Bool {
    var hasNumber = false
    for sample in samples {
      switch read(sample.span) {
      case .number: hasNumber = true
      case .missing: continue
      case .notANumber, .outOfRange: return false
      }
    }
    return hasNumber
  }
}
