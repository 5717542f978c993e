import CSV
import Ranks
import Vocabulary

/// What was done with the rows of a unit that can't be used as they stand.
struct UnitRejections: Sendable {
  /// The bytes of rows that are kept here before they go into the spool.
  private static let pendingLimit = 1 << 18

  /// The number of rows that were left out, by the number of the kind of reason.
  private(set) var rejected = [Int](repeating: 0, count: UnusableKind.allCases.count)

  /// The number of fields that were taken for missing, in the same way.
  private(set) var takenForMissing = [Int](repeating: 0, count: UnusableKind.allCases.count)

  /// The number of rows that lacked fields.
  private(set) var filled = 0

  /// The first row that was left out, or that has a field that was taken for missing.
  private(set) var first: RecordFailure?

  /// Where in the spool the rows are that were left out.
  private(set) var places: [Range<Int>] = []

  private var pending: [UInt8] = []

  /// Takes notice of a row.
  ///
  /// - Parameters:
  ///   - event: what was done with it.
  ///   - spool: what keeps its text; nil if nobody wants it.
  mutating func note(_ event: RowEvent, into spool: RejectionSpool?) {
    switch event {
    case .rejected(let failure, let text):
      rejected[failure.kind.rawValue] += 1
      if first == nil { first = failure }
      guard spool != nil else { return }
      RejectedRow(failure, text).append(to: &pending)
      if pending.count >= Self.pendingLimit { flush(into: spool) }
    case .tookForMissing(let failure):
      takenForMissing[failure.kind.rawValue] += 1
      if first == nil { first = failure }
    case .filled: filled += 1
    }
  }

  /// Puts what is kept here into the spool.
  mutating func flush(into spool: RejectionSpool?) {
    guard let spool, !pending.isEmpty else { return }
    places.append(spool.append(pending))
    pending = []
  }
}

/// A row that was left out, as it is kept until its number is known.
struct RejectedRow {
  /// The number of rows before it in its unit.
  let rowsBefore: Int

  /// The offset in the file of the byte where the trouble starts.
  let byteOffset: Int

  /// The 0-based position of the field that can't be used; −1 if it is the row itself.
  let column: Int

  /// The number of the kind of reason.
  let kind: Int

  /// The row's bytes, without the line end.
  let text: [UInt8]

  /// Takes a row.
  init(_ failure: RecordFailure, _ text: [UInt8]) {
    rowsBefore = failure.rowsBefore
    byteOffset = failure.byteOffset
    column = failure.column ?? -1
    kind = failure.kind.rawValue
    self.text = text
  }

  /// Takes the next row out of some bytes.
  ///
  /// - Parameter bytes: what ``append(to:)`` has made; afterwards what is behind the row.
  init(from bytes: inout ArraySlice<UInt8>) {
    func number() -> Int {
      defer { bytes = bytes.dropFirst(8) }
      return Int(Int64(bitPattern: bytes.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }))
    }
    rowsBefore = number()
    byteOffset = number()
    column = number()
    kind = number()
    let count = number()
    text = Array(bytes.prefix(count))
    bytes = bytes.dropFirst(count)
  }

  /// Appends the row to some bytes.
  func append(to bytes: inout [UInt8]) {
    for number in [rowsBefore, byteOffset, column, kind, text.count] {
      for byte in 0..<8 {
        bytes.append(UInt8(truncatingIfNeeded: number >> (8 * byte)))
      }
    }
    bytes += text
  }
}
