import CSV
import MPI
import Ranks
import Synchronization
import Vocabulary

/// How many rows there are in all files, and how many of them can't be used.
struct RowTally: Sendable {
  /// The number of rows, those that were left out included.
  let rows: Int

  /// How many were unusable, and why.
  let unusable: UnusableRowCounts

  /// The number of texts that no encoding explains, of those that go on into the result.
  let undecoded: Int

  /// Counts the rows of all ranks' units.
  ///
  /// - Parameters:
  ///   - outcomes: this rank's units.
  ///   - ranks: all ranks.
  /// - Throws: `MPIError` if the ranks can't be reached.
  init(_ outcomes: [UnitOutcome], on ranks: borrowing Communicator) throws(MPIError) {
    var counts = RowCounts()
    for outcome in outcomes { counts.add(outcome) }
    try self.init(counts, on: ranks)
  }

  /// Adds up what all ranks have counted.
  ///
  /// - Parameters:
  ///   - counts: what this rank has counted.
  ///   - ranks: all ranks.
  /// - Throws: `MPIError` if the ranks can't be reached.
  init(_ counts: RowCounts, on ranks: borrowing Communicator) throws(MPIError) {
    var total = RowCounts()
    total.counts = try ranks.allreduce(counts.counts, .sum)
    self.init(total)
  }

  /// Says what has been counted.
  ///
  /// - Parameter total: what all ranks have counted together.
  init(_ total: RowCounts) {
    let (kinds, counts) = (RowCounts.kinds, total.counts)
    rows = counts[0]
    undecoded = counts[2 + 2 * kinds]
    unusable = UnusableRowCounts(
      rejected: Self.list(counts[2..<2 + kinds]),
      takenForMissing: Self.list(counts[2 + kinds..<2 + 2 * kinds]), filled: counts[1])
  }

  private static func list(_ counts: ArraySlice<Int>) -> [UnusableRowCounts.Count] {
    zip(UnusableKind.allCases, counts).compactMap { kind, count in
      count > 0 ? UnusableRowCounts.Count(kind.reason, count) : nil
    }
  }
}

/// The rows of units, and how many of them can't be used, in an order that all ranks know.
struct RowCounts: Sendable {
  fileprivate static let kinds = UnusableKind.allCases.count

  /// The rows; those that lacked fields; by the number of the kind of reason those that were left out; and in the
  /// same way the fields that were taken for missing; the values that hold bytes that no encoding explains.
  var counts = [Int](repeating: 0, count: 3 + 2 * Self.kinds)

  /// Counts the rows of a unit.
  mutating func add(_ outcome: UnitOutcome) {
    counts[0] += outcome.rowCount
    counts[2 + 2 * Self.kinds] += outcome.undecoded?.count ?? 0
    guard let unusable = outcome.unusable else { return }
    counts[1] += unusable.filled
    for kind in 0..<Self.kinds {
      counts[2 + kind] += unusable.rejected[kind]
      counts[2 + Self.kinds + kind] += unusable.takenForMissing[kind]
    }
  }

  /// Adds what another rank has counted.
  mutating func add(_ other: [Int]) {
    for (index, count) in other.enumerated() { counts[index] += count }
  }

  /// Counts a row that was left out, and isn't among those of any unit.
  mutating func addRejected(_ kind: UnusableKind) {
    counts[0] += 1
    counts[2 + kind.rawValue] += 1
  }

  /// The number of values that hold bytes that no encoding explains.
  var undecoded: Int { counts[2 + 2 * Self.kinds] }

  /// The number of rows and fields that can't be used.
  var unusable: Int { counts[2..<2 + 2 * Self.kinds].reduce(0, +) }
}

extension UnusableKind {
  /// The reason as results have it.
  var reason: UnusableRowCounts.Reason {
    switch self {
    case .fieldCount: .fieldCount
    case .notANumber: .notANumber
    case .outOfRange: .outOfRange
    case .notADate: .notADate
    case .tooLong, .rowTooLong: .tooLong
    case .textBehindQuote: .textBehindQuote
    case .unterminatedQuote: .openQuote
    }
  }
}

extension RowPolicy {
  /// What a request says of rows that can't be used.
  init(_ request: TableRequest) {
    let action: Action =
      switch request.unusableRows.handling {
      case .fail: .fail
      case .skip: .reject
      case .missing: .takeForMissing
      }
    self.init(
      action, fillsShortRows: request.unusableRows.fillsShortRows,
      keepsText: request.unusableRows.rejected != nil)
  }
}

/// What is known of a table's rows once all have been read.
final class RowRecord: Sendable {
  private let state = Mutex<RowTally?>(nil)

  /// The tally of the rows.
  var tally: RowTally? {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }
}
