package import CSV

/// What the first values of a column look like, which decides how the column is compared with another
/// one or with a text: once for a table, and not row by row.
package enum ColumnKind: UInt8, Sendable, CaseIterable {
  /// There are none.
  case unknown
  /// All are numbers.
  case numbers
  /// All are dates whose texts are in the order of time: the year is first.
  case orderedDates
  /// All are dates of another form.
  case otherDates
  /// Anything else.
  case texts

  /// Finds out the kind of a column.
  ///
  /// - Parameters:
  ///   - samples: the contents of its first fields.
  ///   - rule: what is missing in it, and how its numbers are written.
  package init(of samples: [[UInt8]], by rule: NumericColumn) {
    let present = samples.filter { !rule.isMissing($0.span) }
    if present.isEmpty {
      self = .unknown
    } else if rule.isNumeric(in: present) {
      self = .numbers
    } else {
      switch TimestampFormat.sniff(samples: present) {
      case .format(.yearFirst): self = .orderedDates
      // Numbers that may be seconds or days have been found to be numbers.
      case .format, .ambiguous, .severalFormats: self = .otherDates
      case .noFormat: self = .texts
      }
    }
  }

  /// Whether all are dates.
  package var isDates: Bool { self == .orderedDates || self == .otherDates }
}
