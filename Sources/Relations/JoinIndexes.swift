import CSV
import MPI
import Ranks
import Scan
import Vocabulary

/// The rows of a table that is joined to another, on every host: all of them, or part by part where they are
/// larger than memory.
///
/// - Complexity: the table is read once if there is room for it; otherwise once to find that out, and twice
///   for each part.
final class JoinIndexes {
  /// The most parts in which a table is joined.
  private static let mostParts = 1 << 12

  private let request: JoinRequest
  private let table: Table
  private let keys: RowOrder
  private let areTimes: [Bool]
  private let hasOwnTokens: Bool
  private let name: String

  /// The number of parts.
  private(set) var partCount = 1

  /// The most rows that have the same keys.
  private(set) var mostAlike = 0

  /// What was read last, with what columns are kept of it.
  private var last: (fields: [Int], part: JoinPart, index: JoinIndex)?
  private var hasBeenRead = false

  /// The ranks of this host, which hold the rows together.
  private var team: HostTeam?

  /// The memory that the whole table, or a part of it, may take: as much as there was in the beginning, since
  /// what one part has taken the next one gets.
  private var budget: MemoryBudget?

  /// Whether the number of parts is known.
  private var isDivided = false

  /// Prepares to read.
  ///
  /// - Parameters:
  ///   - request: what is asked for.
  ///   - table: the table; read once, if it is a pipe.
  ///   - keys: its keys.
  ///   - areTimes: for each key whether it is a time.
  ///   - hasOwnTokens: whether texts mean a missing value in it that don't in joined rows.
  init(
    _ request: JoinRequest, _ table: Table, by keys: RowOrder, areTimes: [Bool],
    hasOwnTokens: Bool
  ) {
    self.hasOwnTokens = hasOwnTokens
    self.request = request
    self.table = table
    self.keys = keys
    self.areTimes = areTimes
    name = request.table.inputName
  }

  /// The number of keys that decide about a row's part: a time of which the nearest is looked for doesn't.
  private var dividingKeys: Int { keys.keyCount - (request.nearest == nil ? 0 : 1) }

  /// Whether rows can be joined in parts.
  var isDivisible: Bool { dividingKeys > 0 }

  /// How many parts are tried first.
  ///
  /// - Parameters:
  ///   - bytes: what all rows take, if they are about as many.
  ///   - limit: the memory that there is.
  /// - Returns: more than would do if all were of one size; and what they make needs room, too.
  static func partCount(forBytes bytes: Int, within limit: Int) -> Int {
    max(2, 3 * bytes / max(1, limit) + 1)
  }

  /// A part of the rows, of both tables.
  func part(_ number: Int) -> JoinPart {
    JoinPart(number: number, count: partCount, keyCount: dividingKeys)
  }

  /// What is needed to read: all ranks do it together.
  struct Reading: Sendable {
    /// This rank's threads.
    let workers: Workers

    /// The memory of its host.
    let memory: HostMemory
  }

  /// Finds out in how many parts the rows have room in memory, and how many have the same keys.
  ///
  /// - Parameters:
  ///   - fields: the columns that are wanted, by their 0-based positions.
  ///   - isBaseReadableAgain: whether the first table can be read several times, as parts need it.
  ///   - ranks: all ranks.
  ///   - reading: what is needed to read.
  /// - Throws: an agreed ``CaudalError``, also if they take more memory than there is in any case.
  func divide(
    _ fields: [Int], isBaseReadableAgain: Bool, on ranks: borrowing Communicator,
    _ reading: Reading
  ) throws {
    guard !isDivided else { return }
    while let shortage = try survey(fields, on: ranks, reading) {
      let isReadable = try isBaseReadableAgain && table.isReadableAgain(on: ranks)
      let wanted = Self.partCount(forBytes: shortage.bytes, within: shortage.limit)
      let next = max(2 * partCount, try ranks.allreduce(wanted, .maximum))
      guard isReadable, isDivisible, next <= Self.mostParts else {
        try fail(for: shortage, on: ranks)
      }
      partCount = next
    }
    isDivided = true
    guard partCount > 1, ranks.rank == 0 else { return }
    table.notes.say(
      "note: memory is short: \(name) is joined in \(partCount) parts; both tables are read for each"
    )
  }

  /// Reads all parts once.
  ///
  /// - Returns: what was too much, if it was.
  private func survey(
    _ fields: [Int], on ranks: borrowing Communicator, _ reading: Reading
  ) throws -> Shortage? {
    mostAlike = 0
    var alike: (first: Int, second: Int)?
    for number in 0..<partCount {
      let part = self.part(number)
      let made: JoinIndex
      switch try read(fields, part, on: ranks, reading) {
      case .short(let shortage): return shortage
      case .rows(let index): made = index
      }
      mostAlike = max(mostAlike, made.mostAlike)
      if let rows = made.alike {
        let places = (made.rows.places[rows.first], made.rows.places[rows.second])
        if places.1 < alike?.second ?? .max { alike = places }
      }
    }
    if request.expectsUnique, let alike { try failAsAlike(alike, on: ranks, reading.workers) }
    return nil
  }

  /// The rows of a part.
  ///
  /// - Parameters:
  ///   - number: the number of the part.
  ///   - fields: the columns that are wanted, by their 0-based positions.
  ///   - ranks: all ranks.
  ///   - reading: what is needed to read.
  /// - Returns: all of them, on every host; read once, if the same are wanted again.
  /// - Throws: an agreed ``CaudalError``, also if they take more memory than there is.
  func index(
    ofPart number: Int, _ fields: [Int], on ranks: borrowing Communicator, _ reading: Reading
  ) throws -> JoinIndex {
    switch try read(fields, part(number), on: ranks, reading) {
    case .rows(let index): return index
    case .short(let shortage): try fail(for: shortage, on: ranks)
    }
  }

  // MARK: - Reading

  /// Why the rows of a part have no room.
  private struct Shortage {
    /// What all rows of the part would take, the rank's share of it.
    let bytes: Int

    /// What there is.
    let limit: Int

    /// What this rank has to say of it, if it is short of memory.
    let failure: LocalFailure?
  }

  /// Fails on all ranks because one of them is short of memory.
  private func fail(for shortage: Shortage, on ranks: borrowing Communicator) throws -> Never {
    try ranks.agree { () throws(LocalFailure) in
      if let failure = shortage.failure { throw failure }
    }
    preconditionFailure("a rank that is short of memory says so")
  }

  private enum Outcome {
    case rows(JoinIndex)
    case short(Shortage)
  }

  private func read(
    _ fields: [Int], _ part: JoinPart, on ranks: borrowing Communicator, _ reading: Reading
  ) throws -> Outcome {
    if let last, last.fields == fields, last.part == part { return .rows(last.index) }
    last = nil
    let table = hasBeenRead ? try self.table.openedAgain(on: ranks) : self.table
    guard let table else {
      throw CaudalError(.usage, "\(name) can't be read twice; write it to a file first")
    }
    hasBeenRead = true
    let plan = KeepingPlan(try rowPlan(fields, table, on: ranks), by: keys)
    let (units, shortage) = try units(of: table, plan, part, on: ranks, reading)
    if let shortage { return .short(shortage) }
    let team = try team(reading, on: ranks)
    let rows = try JoinRows(units, areTimes: areTimes, team, on: ranks)
    let made = try JoinIndex(rows, isNearest: request.nearest != nil, team)
    last = (fields, part, made)
    return .rows(made)
  }

  private func team(
    _ reading: Reading, on ranks: borrowing Communicator
  ) throws(MPIError) -> HostTeam {
    if let team { return team }
    let made =
      try ranks.size == 1
      ? HostTeam(alone: reading.workers) : HostTeam(on: ranks, reading.workers)
    team = made
    return made
  }

  /// What is written of a row: its fields as they are, unless a text means a missing value here alone.
  private func rowPlan(
    _ fields: [Int], _ table: Table, on ranks: borrowing Communicator
  ) throws -> RowPlan {
    hasOwnTokens && !fields.isEmpty
      ? try RowPlan(valuesOf: fields, RowFormat(), table, on: ranks)
      : RowPlan(fields: fields, RowFormat(), table)
  }

  /// Reads this rank's share of the rows of a part.
  private func units(
    of table: Table, _ plan: KeepingPlan, _ part: JoinPart, on ranks: borrowing Communicator,
    _ reading: Reading
  ) throws -> (units: [KeepingSink.Unit], shortage: Shortage?) {
    let budget = self.budget ?? reading.memory.tableBudget()
    self.budget = budget
    let share = MemoryBudget.Share(of: budget)
    let teamSize = try team(reading, on: ranks).size
    var units: [KeepingSink.Unit] = []
    var byteCount = 0
    var failure: LocalFailure?
    var isShort = false
    try table.scanInRounds(
      plan.columns, try table.rowFilter(on: ranks), on: ranks, reading.workers,
      into: { KeepingSink(plan) }
    ) { round in
      let chosen = reading.workers.map(round.count) { part.rows(of: round[$0]) }
      // A host holds the rows of all, and looks for them by what is as much again. Its ranks share that.
      let own = chosen.reduce(0) { $0 + $1.bytesToOrder }
      byteCount += try ranks.allreduce(own, .sum)
      // Where there is no room, it is only counted what would be needed.
      if isShort { return true }
      units += chosen.filter { $0.rows.count > 0 }
      share.note(byteCount / teamSize)
      if budget.isExhausted {
        failure = budget.failure(of: "the rows of \(name) that it holds for its host")
      }
      isShort = try ranks.allreduce(failure == nil ? 0 : 1, .maximum) == 1
      if isShort {
        units = []
        share.note(0)
      }
      return true
    }
    if units.isEmpty { units.append(KeepingSink.Unit(ofNoRows: plan.order)) }
    guard isShort else { return (units, nil) }
    return ([], Shortage(bytes: byteCount / teamSize, limit: budget.limit, failure: failure))
  }

  /// Fails because two rows have the same keys.
  private func failAsAlike(
    _ places: (first: Int, second: Int), on ranks: borrowing Communicator, _ workers: Workers
  ) throws -> Never {
    var words = ["", ""]
    for (number, place) in [places.first, places.second].enumerated() {
      guard let again = try table.openedAgain(on: ranks) else { continue }
      let counts = try again.rowCounts(before: place, on: ranks, workers)
      words[number] = "\(request.table.inputNames[counts.file]): row \(counts.rows + 1)"
    }
    throw CaudalError(
      .badData,
      words[1].isEmpty
        ? "\(name): two rows have the same keys, which are to be unique"
        : "\(words[1]) has the same keys as \(words[0]), and they are to be unique")
  }
}
