package import CSV
import Expressions
package import MPI
package import Ranks
import Vocabulary

/// What has been made of a unit that was read in a round.
package protocol UnitResult: Sendable {
  /// The unit's number: that of its first block in the table.
  var number: Int { get }
}

/// A sink that makes something of each unit by itself, so that what was made of a unit which was begun at
/// a wrong place is replaced when it is scanned again.
package protocol RoundSink: ChosenRowSink {
  /// What is made of a unit.
  associatedtype Unit: UnitResult

  /// What has been made of the units so far; of one that was scanned again the last counts.
  var units: [Unit] { get }

  /// Whether rows of some columns, written by the standard ``RowFormat``, are all that is made of them. Then
  /// they may be taken as they are.
  ///
  /// - Parameter columns: the columns, by their 0-based positions.
  /// - Returns: whether they are.
  func takesUnchanged(_ columns: [Int]) -> Bool

  /// Takes the rows of a unit as they are.
  ///
  /// - Parameters:
  ///   - text: the rows.
  ///   - count: their number.
  ///   - number: the number of the unit.
  mutating func takeUnchanged(_ text: [UInt8], count: Int, unit number: Int)
}

extension RoundSink {
  package static var replacesUnits: Bool { true }

  package mutating func endBlock(_ block: ScannedBlock) {}

  package mutating func endUnit(_ scan: SliceScan) {}

  package func takesUnchanged(_ columns: [Int]) -> Bool { false }

  package mutating func takeUnchanged(_ text: [UInt8], count: Int, unit number: Int) {
    preconditionFailure("rows are scanned unless the sink says that it takes them so")
  }
}

/// A table read in rounds: in each, the ranks read neighbouring parts of it, and what they make of
/// the rows is handed over before they read on. So a table of any size can be written in the order of
/// its rows by ranks that hold little of it at a time.
extension Table {
  /// The blocks of a full round that fall to each rank.
  ///
  /// So many that threads seldom wait for each other at the end of a round, and so few that what is
  /// made of their rows is no burden: 32 MiB of rows.
  static let roundBlocks = 32

  /// Reads the rows that a filter lets pass, in rounds.
  ///
  /// - Parameters:
  ///   - wantedFields: the 0-based numbers of the fields that sinks read.
  ///   - filter: what chooses rows.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  ///   - makeSink: makes what a thread's rows go to.
  ///   - take: takes what has been made of this rank's units of a round, in the order of the table, on
  ///     all ranks; says whether more rows are wanted, the same on every rank. The units of all ranks in
  ///     a round come behind those of the rounds before.
  /// - Throws: an agreed ``CaudalError``: the first row of the file that can't be used, or a
  ///   failure to read; or what `take` throws.
  package func scanInRounds<Sink: RoundSink>(
    _ wantedFields: [Int], _ filter: RowFilter, on ranks: borrowing Communicator,
    _ workers: Workers, into makeSink: @escaping @Sendable () -> Sink,
    _ take: ([Sink.Unit]) throws -> Bool
  ) throws {
    if case .derived(let table) = source {
      return try table.scanInRounds(wantedFields, filter, on: ranks, workers, into: makeSink, take)
    }
    let fields = wantedFields + filter.fields
    let spool = request.unusableRows.rejected.map { _ in
      RejectionSpool(in: ScratchFolder(request.scratchFolder))
    }
    let makeScan = { @Sendable in ThreadScan(into: makeSink(), filter, spool) }
    let outcomes: [UnitOutcome] =
      switch source {
      case .shared(let scan):
        try scanRounds(of: scan, fields, on: ranks, workers, makeScan, take)
      case .streamed(let scan):
        try scanRounds(of: scan, fields, on: ranks, workers, makeScan, take)
      case .derived: []
      case .live: preconditionFailure("rows that still come are read as they come")
      }
    try settleRows(of: outcomes, spool, Sink.fateOfUndecodedTexts, on: ranks)
  }

  private func scanRounds<Sink: RoundSink>(
    of scan: SharedScan, _ fields: [Int], on ranks: borrowing Communicator, _ workers: Workers,
    _ makeScan: @escaping @Sendable () -> ThreadScan<Sink>, _ take: ([Sink.Unit]) throws -> Bool
  ) throws -> [UnitOutcome] {
    var outcomes: [UnitOutcome] = []
    var earlier = EarlierRows()
    var start = scan.wholeTable.start
    var blocks = 0..<0
    var round = 0
    var isMoreWanted = true
    while isMoreWanted, blocks.upperBound < scan.grid.blockCount {
      let end = min(
        blocks.upperBound + ranks.size * Self.blocks(ofRound: round, workers),
        scan.grid.blockCount)
      blocks = blocks.upperBound..<end
      round += 1
      let run = TableRun(blocks, dividedAmong: ranks.size, from: start, earlier)
      let scanned = try scan.scan(run, fields, on: ranks, workers, into: makeScan, forget: {})
      start = scanned.end
      earlier.take(scanned.outcomes, scan.grid)
      outcomes += scanned.outcomes
      isMoreWanted = try take(scanned.units)
    }
    return outcomes
  }

  private func scanRounds<Sink: RoundSink>(
    of scan: StreamedScan, _ fields: [Int], on ranks: borrowing Communicator, _ workers: Workers,
    _ makeScan: @escaping @Sendable () -> ThreadScan<Sink>, _ take: ([Sink.Unit]) throws -> Bool
  ) throws -> [UnitOutcome] {
    var outcomes: [UnitOutcome] = []
    for round in 0... {
      let units = max(
        1, ranks.size * Self.blocks(ofRound: round, workers) / scan.blocksOfUnit)
      let scanned = try scan.scan(
        fields, atMost: units, behind: outcomes, on: ranks, workers, into: makeScan)
      outcomes += scanned.outcomes
      guard try take(scanned.units), !scan.isAtEnd else { break }
    }
    return outcomes
  }

  /// The number of rounds in which the rows are read, of files that every rank reads.
  ///
  /// - Parameters:
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  /// - Returns: at least one.
  package func roundCount(on ranks: borrowing Communicator, _ workers: Workers) -> Int {
    var (round, end) = (0, 0)
    repeat {
      end += ranks.size * Self.blocks(ofRound: round, workers)
      round += 1
    } while end < blockCount
    return round
  }

  /// The blocks that fall to a rank in a round: few at first, as a few rows may be all that is wanted.
  private static func blocks(ofRound round: Int, _ workers: Workers) -> Int {
    min(roundBlocks, workers.count << min(round, 8))
  }
}

extension Scanned where Sink: RoundSink {
  /// What the last pass has made of each unit, in the order of the table.
  fileprivate var units: [Sink.Unit] {
    var last: [Int: Sink.Unit] = [:]
    for unit in passes.joined().flatMap(\.units) { last[unit.number] = unit }
    return last.values.sorted { $0.number < $1.number }
  }
}
