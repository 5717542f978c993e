import Columns
import Groups
import MPI
import Ranks
import Scan
import Vocabulary

extension TableSession {
  /// Computes once more, of all digits, what must not be computed of rounded numbers, and says that
  /// there are such.
  ///
  /// - Parameters:
  ///   - columns: the columns, of which some have whole numbers that doubles don't hold.
  ///   - request: what was to be computed, of what.
  ///   - notes: where it is said.
  ///   - ranks: all ranks.
  /// - Returns: the columns; for groups, and where the input can't be read again, they are as they were,
  ///   and what can't be computed is undefined.
  /// - Throws: an agreed `CaudalError`; errors of other types concern this rank alone.
  mutating func describeDigits(
    of columns: DescribedColumns, _ request: DescribeRequest, _ notes: Notes,
    on ranks: borrowing Communicator
  ) throws -> DescribedColumns {
    let statistics = Statistic.allCases.filter {
      $0.isOfAllDigits && request.statistics.contains($0)
    }
    let words = ListFormat.sentence(statistics.map(\.rawValue))
    var result: Outcome = request.groupKeys == nil ? .exact : .groups
    if case .exact = result, try !Table.isReadableAgain(request.table, on: ranks) {
      result = .stream
    }
    // Rows are counted right whatever their numbers are.
    let areNumbersUsed = !request.statistics.isSubset(of: [.rows, .count, .missing])
    for (name, count) in zip(columns.columnNames, columns.roundedCounts) where count > 0 {
      guard ranks.rank == 0, areNumbersUsed else { break }
      let numbers = count == 1 ? "1 number is" : "\(count) numbers are"
      let fact = "note: \(name): \(numbers) beyond 2⁵³ and rounded to the nearest double"
      notes.say(statistics.isEmpty ? fact : "\(fact); \(words) \(result.words(statistics.count))")
    }
    guard case .exact = result, !statistics.isEmpty else { return columns }
    var again = request.table
    again.progress = nil
    var digits: [Int: ExactStatistics] = [:]
    for (place, column) in columns.enumerated() where column.roundedCount > 0 {
      // What is streamed can be read but once from each opening.
      let table = try Table(again, .unheard, on: ranks)
      digits[place] = try exactStatistics(
        ofColumn: column.columnNumber - 1, in: table, count: column.count, on: ranks)
    }
    clock.endPhase("digits")
    return columns.with(digits)
  }
}

/// What becomes of statistics that must not be computed of rounded numbers.
private enum Outcome {
  case exact
  case groups
  case stream

  /// The end of a sentence about so many of them.
  func words(_ count: Int) -> String {
    let verb = count == 1 ? "is" : "are"
    return switch self {
    case .exact: "\(verb) of all digits"
    case .groups: "\(verb) undefined in groups"
    case .stream: "\(verb) undefined, because the input can't be read twice; give a file"
    }
  }
}

/// Lists in sentences.
private enum ListFormat {
  /// Words with commas between them, and an "and" before the last.
  static func sentence(_ words: [String]) -> String {
    guard words.count > 1, let last = words.last else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }
}
