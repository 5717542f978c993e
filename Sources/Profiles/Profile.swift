import CSV
import Columns
import Groups
package import MPI
package import Ranks
import Scan
package import Vocabulary

/// Looks at every column of a table, in as few readings of it as its columns need.
///
/// The first reading finds out what all values of each column are, and counts distinct texts and times; a second
/// computes the statistics of columns of numbers; another one is needed only where a column turned out to be something
/// else than its first rows had shown.
package struct Profiler: ~Copyable {
  let request: ProfileRequest
  private let notes: Notes
  var session: TableSession

  /// The table as it was read first: it knows the rows, and what was left out.
  private let first: Table
  private let rule: NumericColumn

  /// The columns that are looked at, and what their values are taken to be.
  private(set) var columns: [CensusColumn] = []

  /// What was found in each of them.
  private(set) var censused: [CensusedColumn] = []

  private var misfits: [Int: ColumnProfile.Misfit] = [:]

  /// Opens a table on all ranks.
  ///
  /// - Parameters:
  ///   - request: what is looked at; its table can be read several times.
  ///   - notes: what is said while the job runs.
  ///   - ranks: all ranks.
  /// - Throws: an agreed `CaudalError`.
  package init(
    _ request: ProfileRequest, _ notes: Notes, on ranks: borrowing Communicator
  ) throws {
    self.request = request
    self.notes = notes
    session = try TableSession(request.table, notes, on: ranks)
    first = session.table
    rule = NumericColumn(
      index: 0, nullTokens: first.nullTokens, numbers: first.layout.dialect.numbers)
  }

  /// Looks at the columns.
  ///
  /// - Parameter ranks: all ranks.
  /// - Returns: what they hold; texts and times on rank 0 only.
  /// - Throws: an agreed `CaudalError`; errors of other types concern this rank alone.
  /// - Complexity: O(bytes / ranks) time for each reading. Memory: some 50 bytes for each distinct text or time of all
  ///   columns, and 2 to 8 bytes for each number of as many columns as have room, shared among the ranks.
  package mutating func profile(on ranks: borrowing Communicator) throws -> TableProfile {
    let positions =
      try request.columns.map { try first.positions(of: $0, on: ranks) }
      ?? Array(first.layout.columnNames.indices)
    let isStrict = request.table.unusableRows.handling != .fail
    columns = try session.readings(of: positions, by: rule, isStrict: isStrict, on: ranks)
    censused = try takeCensus(of: columns, isFirst: true, on: ranks)
    try lookAgain(on: ranks)
    let numbers = try describeNumbers(on: ranks)
    let rejected = first.rejectedRows
    let profiles = columns.indices.map { place in
      profile(place, numbers: numbers[place], rejected: rejected)
    }
    return TableProfile(columns: profiles, input: first.inputDescription, run: session.run)
  }

  /// Looks at all values of columns, so many at a time as one reading can take.
  private mutating func takeCensus(
    of columns: [CensusColumn], isFirst: Bool, on ranks: borrowing Communicator
  ) throws -> [CensusedColumn] {
    var found: [CensusedColumn] = []
    for reading in TableSession.censusReadings(of: columns) {
      if !isFirst || reading.lowerBound > 0 { try openAgain(on: ranks) }
      found += try session.takeCensus(
        of: Array(columns[reading]), mostFrequent: max(3, request.mostFrequent), on: ranks)
    }
    return found
  }

  /// Opens the table again, to read it once more.
  mutating func openAgain(on ranks: borrowing Communicator) throws {
    guard let again = try first.openedAgain(on: ranks) else {
      preconditionFailure("what is read several times can be opened again")
    }
    session.table = again
  }

  /// Takes columns for texts that aren't what their first rows showed.
  private mutating func lookAgain(on ranks: borrowing Communicator) throws {
    let places = columns.indices.filter { place in
      if case .texts = columns[place].reading { return false }
      return censused[place].misfit != nil || censused[place].isOfCodes
    }
    guard !places.isEmpty else { return }
    for place in places {
      guard let misfit = censused[place].misfit else { continue }
      let expected = if case .times = columns[place].reading { "time" } else { "number" }
      misfits[place] = try described(misfit, expected, on: ranks)
    }
    for place in places { columns[place] = CensusColumn(columns[place].column, as: .texts) }
    let found = try takeCensus(of: places.map { columns[$0] }, isFirst: false, on: ranks)
    for (place, column) in zip(places, found) { censused[place] = column }
  }

  /// Finds out in which row a value stands.
  private func described(
    _ misfit: CensusMisfit, _ expected: String, on ranks: borrowing Communicator
  ) throws -> ColumnProfile.Misfit? {
    guard let again = try first.openedAgain(on: ranks) else { return nil }
    let counted = try again.rowCounts(before: misfit.place, on: ranks, session.workers)
    return ColumnProfile.Misfit(
      expected: expected, row: counted.rows + 1, file: request.table.inputNames[counted.file],
      text: String(decoding: misfit.text, as: UTF8.self))
  }

  /// The statistics of the columns of numbers, by their places.
  private mutating func describeNumbers(
    on ranks: borrowing Communicator
  ) throws -> [Int: ColumnDescription] {
    let places = columns.indices.filter { place in
      if case .numbers = columns[place].reading { true } else { false }
    }
    var described: [Int: ColumnDescription] = [:]
    let some = try columnsAtOnce(on: ranks)
    for begin in stride(from: 0, to: places.count, by: some) {
      let chosen = places[begin..<min(begin + some, places.count)]
      try openAgain(on: ranks)
      let references = chosen.map { ColumnReference(number: columns[$0].column.index + 1) }
      let found = try session.describeColumns(
        request.describing(ColumnSelection(references)), on: ranks)
      for (place, column) in zip(chosen, found) {
        try check(column, against: censused[place], on: ranks)
        described[place] = column
      }
    }
    return described
  }

  /// How many columns of numbers are held at a time: all, if there is room.
  private func columnsAtOnce(on ranks: borrowing Communicator) throws -> Int {
    // A row that is left out for one column is left out for all, so all are read together.
    guard request.table.unusableRows.handling == .fail else { return max(1, columns.count) }
    let values = censused.map(\.count).max() ?? 0
    // A number, and room to bring it in order.
    let bytes = 16 * (values / ranks.size + 1)
    let room = try ranks.allreduce(session.memory.rankShare, .minimum)
    return max(1, min(columns.count, room / 2 / bytes))
  }

  /// Makes sure that two readings have seen the same rows.
  private func check(
    _ column: ColumnDescription, against censused: CensusedColumn, on ranks: borrowing Communicator
  ) throws {
    guard
      column.rows - column.rejected == censused.rows && column.count == censused.count
    else {
      throw CaudalError(
        .inputOutput,
        "\(first.inputName): the file has changed while it was read: there were \(censused.count)"
          + " numbers in column \"\(column.column)\", then \(column.count)")
    }
  }

  /// What a column holds, from all readings.
  private func profile(
    _ place: Int, numbers: ColumnDescription?, rejected: Int
  ) -> ColumnProfile {
    let (column, found) = (columns[place], censused[place])
    let index = column.column.index
    let values = found.values
    func profile(
      _ kind: ColumnProfile.Kind, distinct: Int?, frequent: [ColumnProfile.FrequentText] = [],
      texts: ColumnProfile.Texts? = nil, times: ColumnProfile.Times? = nil
    ) -> ColumnProfile {
      ColumnProfile(
        column: first.layout.columnNames[index], columnNumber: index + 1, kind,
        rows: found.rows + rejected, rejected: rejected, count: found.count, distinct: distinct,
        frequent: frequent, numbers: kind.isNumeric ? numbers : nil, texts: texts, times: times,
        misfit: misfits[place])
    }
    guard found.count > 0 else { return profile(.empty, distinct: 0) }
    switch column.reading {
    case .numbers:
      guard case .count(let distinct)? = numbers?[.distinct] else {
        return profile(found.isWhole ? .integer : .number, distinct: nil)
      }
      return profile(found.isWhole ? .integer : .number, distinct: distinct)
    case .times(let times):
      let suffix = times.reading.clock == .wall ? "" : "Z"
      return profile(
        .time, distinct: values?.count,
        times: values.flatMap { ColumnProfile.Times(of: $0.times, suffix: suffix) })
    case .texts:
      let frequent = values?.frequent.map { text, rows in
        ColumnProfile.FrequentText(text: String(decoding: text, as: UTF8.self), count: rows)
      }
      let texts = values?.range.map { range in
        ColumnProfile.Texts(
          first: String(decoding: range.first, as: UTF8.self),
          last: String(decoding: range.last, as: UTF8.self), shortest: range.shortest,
          longest: range.longest)
      }
      let isBoolean = frequent.map { BooleanWords.are($0.map(\.text)) } ?? false
      return profile(
        isBoolean ? .boolean : .text, distinct: values?.count,
        frequent: Array((frequent ?? []).prefix(request.mostFrequent)), texts: texts)
    }
  }
}

extension CensusedColumn {
  /// Whether its whole numbers are codes, of which zeros in front are a part.
  fileprivate var isOfCodes: Bool { isWhole && hasCodes }
}
