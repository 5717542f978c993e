/// What is done with rows that can't be used as they stand.
///
/// A quote that is never closed is a failure in any case: nobody knows where the next row begins.
package struct RowPolicy: Sendable, Hashable {
  /// The longest row that is accepted, in bytes: the same for every way in which a file is read.
  package static var longestRow: Int { 1 << 28 }

  /// The longest row that this one accepts; a test may set another.
  var longestRow = RowPolicy.longestRow

  /// What is done with a row that can't be used.
  package enum Action: Sendable, Hashable {
    /// It ends the scan.
    case fail
    /// It is left out.
    case reject
    /// A field that can't be used counts as missing; if there is more to it, the row is left out.
    case takeForMissing
  }

  /// What is done with a row that can't be used.
  package var action: Action

  /// Whether the fields that a short row lacks are missing values.
  package var fillsShortRows: Bool

  /// Whether the bytes of rows that are left out are wanted.
  package var keepsText: Bool

  /// The most bytes of a row that are kept.
  package static let longestText = 1 << 16

  /// Creates a policy.
  ///
  /// - Parameters:
  ///   - action: what is done with a row that can't be used.
  ///   - fillsShortRows: whether the fields that a short row lacks are missing values.
  ///   - keepsText: whether the bytes of rows that are left out are wanted.
  package init(
    _ action: Action = .fail, fillsShortRows: Bool = false, keepsText: Bool = false
  ) {
    self.action = action
    self.fillsShortRows = fillsShortRows
    self.keepsText = keepsText
  }
}

/// What was done with a row that isn't used as it stands.
package enum RowEvent: Sendable {
  /// It was left out, for a reason; with its bytes, without the line end, if they are wanted.
  case rejected(RecordFailure, text: [UInt8])
  /// One of its fields was taken for missing.
  case tookForMissing(RecordFailure)
  /// It lacked fields, which were taken for missing.
  case filled
}

/// A kind of reason why a row can't be used.
package enum UnusableKind: Int, Sendable, CaseIterable {
  case fieldCount
  case notANumber
  case outOfRange
  case notADate
  case tooLong
  case textBehindQuote
  case unterminatedQuote
  case rowTooLong
}

extension RecordFailure {
  /// The kind of reason.
  package var kind: UnusableKind {
    switch reason {
    case .fieldCount: .fieldCount
    case .notANumber: .notANumber
    case .outOfRange: .outOfRange
    case .unexpected, .clock: .notADate
    case .tooLong: .tooLong
    case .textBehindQuote: .textBehindQuote
    case .unterminatedQuote: .unterminatedQuote
    case .rowTooLong: .rowTooLong
    }
  }
}
