extension NumericColumn {
  /// What a column holds, as some of its values tell.
  package enum Kind: Sendable, Hashable {
    /// Numbers, wherever there are values.
    case numbers
    /// Numbers, but for a few values.
    case mostlyNumbers
    /// Something else.
    case texts
    /// No values.
    case nothing
  }

  /// Finds out what a column holds.
  ///
  /// - Parameter samples: the contents of some fields.
  /// - Returns: its kind.
  package func kind(of samples: [[UInt8]]) -> Kind {
    var (count, numbers) = (0, 0)
    for sample in samples {
      switch read(sample.span) {
      case .missing: continue
      case .number: numbers += 1
      case .notANumber, .outOfRange: break
      }
      count += 1
    }
    if count == 0 { return .nothing }
    if numbers == count { return .numbers }
    let share = Double(numbers) / Double(count)
    return share >= NumberEvidence.numericShare ? .mostlyNumbers : .texts
  }

  /// Whether a column's values look like numbers: there are some, and those that aren't missing are
  /// numbers.
  ///
  /// - Parameter samples: the contents of some fields.
  /// - Returns: false also for a column without values.
  package func isNumeric(in samples: [[UInt8]]) -> Bool { kind(of: samples) == .numbers }
}
