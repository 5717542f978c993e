import CSV
import Expressions
import Groups
import MPI
import Ranks
import Scan
import Vocabulary

/// What a column seems to hold, as the rows looked at say.
enum ColumnGuess: UInt8, WireCodable {
  /// Numbers, or numbers but for a few values.
  case numbers
  /// Dates.
  case dates
  /// Anything else.
  case texts
  /// No row that was looked at has a value.
  case nothing

  /// Looks at some values.
  init(of samples: [[UInt8]], by rule: NumericColumn) {
    switch rule.kind(of: samples) {
    case .numbers, .mostlyNumbers: self = .numbers
    case .nothing: self = .nothing
    case .texts: self = ColumnKind(of: samples, by: rule).isDates ? .dates : .texts
    }
  }
}

extension TableSession {
  /// What columns seem to hold. Where the first rows have no value, it is looked for in those behind them.
  ///
  /// - Parameters:
  ///   - positions: the columns' 0-based positions.
  ///   - rule: what is missing in them, and how numbers are written.
  ///   - isStrict: whether a value of a column of numbers that is none can't be used.
  ///   - ranks: all ranks.
  /// - Returns: for each column how it is read, the same on every rank.
  /// - Throws: an agreed `CaudalError`.
  mutating func readings(
    of positions: [Int], by rule: NumericColumn, isStrict: Bool, on ranks: borrowing Communicator
  ) throws -> [CensusColumn] {
    var guesses = try guesses(of: positions, by: rule, on: ranks)
    let unseen = zip(positions, guesses).filter { $1 == .nothing }.map(\.0)
    if !unseen.isEmpty, try table.findValues(ofColumns: unseen, on: ranks, workers) {
      guesses = try self.guesses(of: positions, by: rule, on: ranks)
    }
    return try zip(positions, guesses).map { position, guess in
      let column = rule.moved(to: position)
      switch guess {
      case .numbers: return CensusColumn(column, as: .numbers, isStrict: isStrict)
      case .dates: return CensusColumn(column, as: try timeReading(of: position, on: ranks))
      case .texts, .nothing: return CensusColumn(column, as: .texts)
      }
    }
  }

  /// How the times of a column are read; as texts, if they can be read in two ways.
  private mutating func timeReading(
    of position: Int, on ranks: borrowing Communicator
  ) throws -> CensusColumn.Reading {
    let readings: [Int: TimestampReading]
    do {
      readings = try table.timestampReadings(of: [position], on: ranks)
    } catch let error as CaudalError where error.kind == .usage || error.kind == .badData {
      if ranks.rank == 0 {
        table.notes.say("note: \(error.problem); taken as text", error.advice)
      }
      return .texts
    }
    guard let reading = readings[position] else { return .texts }
    return .times(
      TimestampColumn(
        index: position, reading: reading, nullTokens: table.nullTokens,
        numbers: table.layout.dialect.numbers))
  }

  private func guesses(
    of positions: [Int], by rule: NumericColumn, on ranks: borrowing Communicator
  ) throws -> [ColumnGuess] {
    var guesses = try ranks.agree { () throws(LocalFailure) -> [ColumnGuess] in
      guard ranks.rank == 0 else { return [] }
      do throws(SourceError) {
        return try table.samples(ofColumns: positions).map { ColumnGuess(of: $0, by: rule) }
      } catch {
        throw LocalFailure(error: CaudalError(error, path: table.inputName))
      }
    }
    try ranks.broadcast(encoded: &guesses, from: 0)
    return guesses
  }
}
