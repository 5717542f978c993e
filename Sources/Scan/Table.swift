package import CSV
package import Expressions
package import MPI
package import Ranks
package import Vocabulary

/// A table that has been opened, in whichever way its bytes come to the ranks.
package struct Table {
  /// How the bytes of a table come to the ranks. In both ways a unit is a run of neighbouring blocks
  /// of one file, and its number is that of its first block in the table.
  enum Source {
    /// Every rank reads its own run of units.
    case shared(SharedScan)
    /// Rank 0 reads all and gives each unit to a rank that is free.
    case streamed(StreamedScan)
    /// The rows are made of those of another table.
    case derived(any DerivedTable)
    /// The rows still come.
    case live(LiveTable)
  }

  let source: Source
  var request: TableRequest
  private let record = RowRecord()

  /// What is said of the table.
  package let notes: Notes

  /// The columns and the dialect of the first file.
  package let layout: FileLayout

  /// How the files come to the ranks.
  package let input: InputWay

  /// The rules of the time zone that the request names.
  let zone: TimeZoneRules?

  /// How the dates have been read so far.
  let dates = FoundDates()

  /// The first values of columns that begin with missing ones.
  let late = LateSamples()

  /// Opens a table on all ranks.
  ///
  /// - Parameters:
  ///   - request: the files and how to read them.
  ///   - notes: what is said of the files.
  ///   - ranks: all ranks.
  /// - Throws: an agreed ``CaudalError``.
  package init(
    _ request: TableRequest, _ notes: Notes, on ranks: borrowing Communicator
  ) throws {
    self.request = request
    self.notes = notes
    input = try ranks.chooseInput(for: request, notes)
    zone = try request.timeZone.map { name in try ranks.timeZoneRules(named: name) }
    source =
      switch input {
      case .scattered: .streamed(try StreamedScan(request, notes, on: ranks))
      case .shared, .automatic: .shared(try SharedScan(request, notes, on: ranks))
      }
    layout =
      switch source {
      case .shared(let scan): scan.layout
      case .streamed(let scan): scan.layout
      case .derived(let table): table.layout
      case .live(let table): table.head.layout
      }
  }

  /// Opens a table once more whose files every rank has open: their heads are known. Nil if the rows come another way.
  ///
  /// - Parameters:
  ///   - table: the table.
  ///   - request: the same files, and how to read them: the same but for what becomes of rows.
  init?(rereading table: Table, _ request: TableRequest) {
    guard case .shared(let scan) = table.source else { return nil }
    self.request = request
    (notes, input, zone, layout) = (.unheard, table.input, table.zone, table.layout)
    source = .shared(SharedScan(rereading: scan, request))
  }

  /// Makes a table whose rows still come.
  init(_ live: Source, _ request: TableRequest, _ notes: Notes, zone: TimeZoneRules?) {
    guard case .live(let table) = live else { preconditionFailure("it has rows already") }
    (source, layout, input) = (live, table.head.layout, .scattered)
    (self.request, self.notes, self.zone) = (request, notes, zone)
  }

  /// The input's name in messages.
  package var inputName: String { request.inputName }

  /// The month with which years begin.
  package var yearStarts: Int { request.yearStarts }

  /// The texts that mean a missing value, besides the empty one.
  package var nullTokens: [String] { request.nullTokens }

  /// The files, their size and their dialect, once all have been read.
  package var inputDescription: InputDescription {
    InputDescription(
      files: request.givenPaths, kinds: request.inputKinds, bytes: byteCount,
      dialect: layout.dialect.isPlainText ? nil : DialectDescription(base.layout),
      rows: layout.dialect.isPlainText ? nil : base.record.tally?.rows,
      handling: request.unusableRows.handling,
      unusable: base.record.tally?.unusable ?? UnusableRowCounts(),
      undecodedValues: base.record.tally?.undecoded ?? 0,
      dates: base.dates.descriptions(base.layout)
        + (derived == nil ? [] : dates.descriptions(layout)),
      yearStarts: request.yearStarts)
  }

  /// The number of uncompressed bytes, once all have been read.
  package var byteCount: Int {
    switch source {
    case .shared(let scan): scan.grid.byteCount
    case .streamed(let scan): scan.byteCount
    case .derived(let table): table.base.byteCount
    case .live: 0
    }
  }

  /// The number of blocks, once all have been read.
  package var blockCount: Int {
    switch source {
    case .shared(let scan): scan.grid.blockCount
    case .streamed(let scan): scan.blockCount
    case .derived(let table): table.base.blockCount
    case .live: 0
    }
  }

  /// The number of the first block of the run that a rank reads; nil where units go to ranks that
  /// are free.
  package func firstBlock(ofRank rank: Int) -> Int? {
    switch source {
    case .shared(let scan): scan.firstBlock(ofRank: rank)
    case .streamed, .derived, .live: nil
    }
  }

  /// The most numbers that the run of a rank can have; nil if that isn't known.
  package func mostValues(ofRank rank: Int) -> Int? {
    switch source {
    case .shared(let scan): scan.maximumValues(ofRank: rank)
    case .streamed, .derived, .live: nil
    }
  }

  /// The most numbers that a unit can have where units go to ranks that are free.
  package var mostValuesInUnit: Int { StreamedScan.largestUnit(blockBytes: request.blockBytes) }

  /// The bytes of memory that this rank needs to read the rows, whatever is made of them.
  ///
  /// - Parameters:
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  /// - Returns: what is read at a time, and what is on its way.
  /// - Throws: `MPIError` if the ranks can't be reached.
  func readingBytes(
    on ranks: borrowing Communicator, _ workers: Workers
  ) throws(MPIError) -> Int {
    switch source {
    case .shared(let scan): scan.readingBytes(workers)
    case .streamed(let scan): try scan.readingBytes(on: ranks, workers)
    case .derived(let table): try table.base.readingBytes(on: ranks, workers)
    case .live: 0
    }
  }

  /// How the dates in some columns are read, found out once for each column; see
  /// ``Communicator/timestampReadings(of:_:_:_:samples:)``.
  ///
  /// - Parameters:
  ///   - columns: the columns' 0-based positions, ascending.
  ///   - ranks: all ranks.
  /// - Returns: how they are read, the same on every rank.
  /// - Throws: an agreed ``CaudalError``.
  package func timestampReadings(
    of columns: [Int], on ranks: borrowing Communicator
  ) throws -> [Int: TimestampReading] {
    let new = columns.filter { dates.readings[$0] == nil }
    let found = try ranks.timestampReadings(of: new, request, layout, zone) {
      () throws(SourceError) in
      try samples(ofColumns: new)
    }
    dates.readings.merge(found) { first, _ in first }
    return dates.readings.filter { columns.contains($0.key) }
  }

  /// The contents of some columns in the first rows of the first file that has some, on rank 0.
  ///
  /// - Parameter columns: the columns' 0-based positions.
  /// - Returns: for each of the columns its contents in the rows of some tens of kilobytes.
  /// - Throws: `SourceError` if the bytes can't be had.
  /// - Complexity: one pass over those bytes, however many columns there are.
  package func samples(ofColumns columns: [Int]) throws(SourceError) -> [[[UInt8]]] {
    let first = try firstSamples(ofColumns: columns)
    guard !late.values.isEmpty else { return first }
    return zip(columns, first).map { late.values[$0] ?? $1 }
  }

  private func firstSamples(ofColumns columns: [Int]) throws(SourceError) -> [[[UInt8]]] {
    switch source {
    case .shared(let scan): try scan.samples(ofColumns: columns)
    case .streamed(let scan): try scan.samples(ofColumns: columns)
    case .derived(let table): try table.samples(ofColumns: columns)
    case .live(let table): table.sample?.samples(ofColumns: columns) ?? columns.map { _ in [] }
    }
  }

  /// Makes the filter of rows from the request's condition.
  ///
  /// - Parameter ranks: all ranks.
  /// - Returns: the filter; one that lets all rows pass if there is no condition.
  /// - Throws: an agreed ``CaudalError`` if the condition makes no sense.
  package func rowFilter(on ranks: borrowing Communicator) throws -> RowFilter {
    guard let condition = request.condition else { return RowFilter() }
    let inQuestion = FilterPlan.columnsInQuestion(condition, layout: layout)
    let kinds = try columnKinds(of: inQuestion, on: ranks)
    let plan: FilterPlan
    do throws(ConditionError) {
      plan = try FilterPlan(
        condition, layout: layout, nullTokens: request.nullTokens, yearStarts: request.yearStarts,
        kinds: kinds)
    } catch {
      // The same on every rank: all have the same condition, the same layout and the same kinds.
      throw CaudalError(error)
    }
    let readings = try timestampReadings(of: plan.timestampColumns, on: ranks)
    if ranks.rank == 0 {
      for comparison in plan.comparisons { notes.say("note: the condition compares \(comparison)") }
    }
    do throws(ConditionError) {
      return RowFilter(
        selector: try plan.makeSelector(timestamps: readings), fields: plan.columns)
    } catch {
      throw CaudalError(error)
    }
  }

  /// Makes what computes values of rows.
  ///
  /// - Parameters:
  ///   - values: the values.
  ///   - subject: the part of the request in which they stand.
  ///   - kind: what columns by themselves are taken to be; nil for what they look like.
  ///   - ranks: all ranks.
  /// - Returns: the computer, and the 0-based positions of the columns that it reads.
  /// - Throws: an agreed ``CaudalError`` if a value makes no sense.
  package func valueComputer(
    of values: [WrittenValue], in subject: CaudalError.Subject, taking kind: ColumnKind? = nil,
    on ranks: borrowing Communicator
  ) throws -> (computer: ValueComputer, columns: [Int]) {
    let inQuestion = ValuePlan.columnsInQuestion(values, layout: layout)
    var kinds = try columnKinds(of: inQuestion, on: ranks)
    if let kind { kinds = kinds.mapValues { _ in kind } }
    do {
      // What fails is the same on every rank, as for conditions.
      let plan = try ValuePlan(
        values, layout: layout, nullTokens: nullTokens, yearStarts: yearStarts, kinds: kinds)
      let readings = try timestampReadings(of: plan.timestampColumns, on: ranks)
      return (try plan.makeComputer(timestamps: readings), plan.columns)
    } catch let error as ConditionError {
      throw CaudalError(error, subject: subject)
    }
  }

  /// What some columns look like in the first rows.
  ///
  /// - Parameters:
  ///   - columns: the columns' 0-based positions.
  ///   - ranks: all ranks.
  /// - Returns: their kinds, by their positions, the same on every rank.
  /// - Throws: an agreed ``CaudalError``.
  package func columnKinds(
    of columns: [Int], on ranks: borrowing Communicator
  ) throws -> [Int: ColumnKind] {
    guard !columns.isEmpty else { return [:] }
    let rule = NumericColumn(index: 0, nullTokens: nullTokens, numbers: layout.dialect.numbers)
    var kinds = try ranks.agree { () throws(LocalFailure) -> [UInt8] in
      guard ranks.rank == 0 else { return columns.map { _ in 0 } }
      do throws(SourceError) {
        return try samples(ofColumns: columns).map { ColumnKind(of: $0, by: rule).rawValue }
      } catch {
        throw LocalFailure(error: CaudalError(error, path: inputName))
      }
    }
    try ranks.broadcast(&kinds, from: 0)
    return Dictionary(
      uniqueKeysWithValues: zip(columns, kinds.map { ColumnKind(rawValue: $0) ?? .unknown }))
  }

  /// Reads the rows that a filter lets pass.
  ///
  /// - Parameters:
  ///   - wantedFields: the 0-based numbers of the fields that sinks read.
  ///   - filter: what chooses rows.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  ///   - makeSink: makes what a thread's rows go to.
  ///   - forget: forgets what sinks have handed over; called when all rows are scanned again.
  /// - Returns: the sinks, those of each pass together. Where units are replaced, those of later
  ///   passes take the places of the same units; elsewhere there is one pass.
  /// - Throws: an agreed ``CaudalError``: the first row of the file that can't be used, or a
  ///   failure to read.
  package func scan<Sink: ChosenRowSink>(
    _ wantedFields: [Int], _ filter: RowFilter, on ranks: borrowing Communicator,
    _ workers: Workers, into makeSink: @escaping @Sendable () -> Sink, forget: () -> Void = {}
  ) throws -> [[Sink]] {
    let fields = wantedFields + filter.fields
    let spool = request.unusableRows.rejected.map { _ in
      RejectionSpool(in: ScratchFolder(request.scratchFolder))
    }
    let makeScan = { @Sendable in ThreadScan(into: makeSink(), filter, spool) }
    let scanned =
      switch source {
      case .shared(let scan):
        try scan.scan(
          scan.wholeTable, fields, on: ranks, workers, into: makeScan, forget: forget)
      case .streamed(let scan):
        try scan.scan(fields, on: ranks, workers, into: makeScan)
      case .derived: preconditionFailure("rows that are made of others are read in rounds")
      case .live: preconditionFailure("rows that still come are read as they come")
      }
    try settleRows(of: scanned.outcomes, spool, Sink.fateOfUndecodedTexts, on: ranks)
    return scanned.passes
  }

  /// Counts the rows, and does with those that can't be used what the request says.
  func settleRows(
    of outcomes: [UnitOutcome], _ spool: RejectionSpool?, _ fateOfUndecodedTexts: String,
    on ranks: borrowing Communicator
  ) throws {
    let tally = try RowTally(outcomes, on: ranks)
    let rows = RejectedRows(
      request: request, outcomes: outcomes, spool: spool,
      files: Dictionary(uniqueKeysWithValues: files.map { ($0.number, $0) }))
    try rows.checkLimit(tally.unusable, on: ranks)
    try rows.write(on: ranks)
    // Of a table that is read several times it is said once.
    if tally.undecoded > 0, record.tally?.undecoded != tally.undecoded {
      let note = UndecodedNote(
        request: request, outcomes: outcomes, files: files, layout: layout,
        fate: fateOfUndecodedTexts)
      try note.say(count: tally.undecoded, to: notes, on: ranks)
    }
    record.tally = tally
  }

  /// The number of rows that were left out, once all have been read.
  package var rejectedRows: Int { base.record.tally?.unusable.rejectedRows ?? 0 }

  /// The files, as far as this rank knows them.
  var files: [TableFile] {
    switch source {
    case .shared(let scan): scan.grid.files
    case .streamed(let scan): scan.files
    case .derived(let table): table.base.files
    case .live(let table): [TableFile(number: 0, firstBlock: 0, origin: 0, head: table.head)]
    }
  }
}

/// What the threads of a rank have scanned.
struct Scanned<Sink: ChosenRowSink> {
  /// The sinks, those of each pass together.
  let passes: [[Sink]]

  /// How the units were scanned, each once.
  let outcomes: [UnitOutcome]

  /// The offset in the table behind the last row that was scanned; 0 of a stream, which follows it itself.
  var end = 0
}
