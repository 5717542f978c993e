import MPI
import Ranks
import Relations
import Scan
import TimeSeries
import Vocabulary

extension TableSession {
  /// Forecasts series whose rows come in the order of time: what ``forecast(_:on:)`` would, to the bit, with memory that
  /// doesn't depend on how long they are.
  ///
  /// Ranks read neighbouring runs of rows and sum them up; rank 0 puts the sums together, and solves. The values of
  /// the first rows tell what all are counted in. Where later ones don't fit, the rows are read once more.
  ///
  /// - Parameters:
  ///   - request: which series, how far, and by which lags.
  ///   - ranks: all ranks.
  /// - Returns: the forecasts, on rank 0.
  /// - Throws: an agreed `CaudalError`, also at the first row that isn't in order.
  /// - Complexity: O(bytes / ranks) time, with O(differences of lags) for each step; memory for the rows of a round, and
  ///   for the longest lag.
  mutating func forecastInOrder(
    _ request: ForecastRequest, on ranks: borrowing Communicator
  ) throws -> Forecasts {
    let lags = try request.lagsInOrder()
    let reader = try GridRunReader(
      request.regular, of: request.columns, in: self, on: ranks)
    let seasons = Seasons(of: request)
    let method = SeriesMethod(
      method: request.method, seasons: seasons, horizon: request.horizons.last ?? 1)
    var summing = InOrderSums(reader, request, lags: lags, gapLimit: method.longestLine)
    try summing.read(self, on: ranks)
    clock.endPhase("read")
    let read = reader.series(try summing.summary(on: ranks))
    say(read.summary, request.regular.step, on: ranks)
    if try !summing.isRight(on: ranks) {
      // What has become of the rows is known.
      try summing.readAgain(self, on: ranks)
      clock.endPhase("read again")
    }
    let columns = ranks.rank == 0 && read.summary.groups > 0 ? summing.columns : []
    try checkRoom(for: columns.count, request, on: ranks)
    try request.units.check(read.columnNames)
    let naming = SeriesNaming(read, request)
    let work = SeriesWork(request, seasons: seasons, naming, nil)
    let models = summing.models
    let outcomes = workers.map(columns.count) { column in
      work.outcome(of: columns[column], column: column, models[column])
    }
    return try forecasts(of: outcomes, request, seasons, read, naming, on: ranks)
  }
}

extension ForecastRequest {
  /// The lags of an autoregression that can be summed up.
  ///
  /// - Returns: the lags, ascending.
  /// - Throws: a `CaudalError` if something else is asked for.
  func lagsInOrder() throws(CaudalError) -> [Int] {
    guard case .autoregression(let choice) = method, let lags = choice.lags, !lags.isEmpty,
      choice.harmonics == nil
    else {
      throw CaudalError(
        .usage,
        "series that are summed up as they are read need an autoregression of given lags, without harmonics"
      )
    }
    guard regular.groups == nil, origins == nil, models == nil, intervals == .model else {
      throw CaudalError(
        .usage,
        "series that are summed up as they are read have no groups, no origins in the past, and models of their own"
      )
    }
    return lags.sorted()
  }
}

/// The sums of the series of a table whose rows come in the order of time, while they are read by all ranks.
private struct InOrderSums {
  private let reader: GridRunReader
  private let lags: [Int]
  private let gapLimit: Int
  private let addsChecksum: Bool
  private let inputNames: [String]

  /// How runs are put together; nil until there are some.
  private var rules: RunSums.Rules?

  /// The sums of all rows so far, on rank 0.
  private var sums: RunSums?

  /// What has become of the rows that this rank has read.
  private var rows = RegularSummary()

  init(_ reader: GridRunReader, _ request: ForecastRequest, lags: [Int], gapLimit: Int) {
    (self.reader, self.lags, self.gapLimit) = (reader, lags, gapLimit)
    addsChecksum = request.keepsModels
    inputNames = request.table.inputNames
  }

  // MARK: - Reading

  /// Reads a table for the first time.
  mutating func read(_ session: TableSession, on ranks: borrowing Communicator) throws {
    rows = try read(session.table, session, on: ranks)
  }

  /// Reads a table once more, knowing what its values are counted in.
  mutating func readAgain(_ session: TableSession, on ranks: borrowing Communicator) throws {
    guard let again = try session.table.openedAgain(on: ranks) else {
      throw CaudalError(
        .usage,
        "\(session.table.inputName): the first values don't tell what the others are counted in, and a pipe is read"
          + " only once; give the file itself")
    }
    try setRules(known.map { ($0, 0) }, session, on: ranks)
    sums = nil
    _ = try read(again, session, on: ranks)
  }

  /// Reads a table.
  private mutating func read(
    _ table: Table, _ session: TableSession, on ranks: borrowing Communicator
  ) throws -> RegularSummary {
    // The runs of a rank are neighbours only where it reads by itself.
    let areNeighbours = table.input == .shared && table.derived == nil
    let reader = reader
    return try reader.read(table, on: ranks, session.workers) { runs in
      let runs = runs.sorted { $0.number < $1.number }
      if rules == nil { try guessRules(runs, session, on: ranks) }
      guard let rules else { preconditionFailure("rules have been agreed on") }
      var own = session.workers.map(runs.count) { index in
        (number: runs[index].number, sums: RunSums(runs[index].run, rules))
      }
      if areNeighbours, var first = own.first {
        for other in own.dropFirst() { first.sums.append(other.sums, rules) }
        own = [first]
      }
      try take(own, rules, on: ranks)
      if let disorder = try agreedDisorder(on: ranks) {
        throw try error(of: disorder, session, on: ranks)
      }
    }
  }

  /// Puts the sums of all ranks together, on rank 0.
  private mutating func take(
    _ own: [(number: Int, sums: RunSums)], _ rules: RunSums.Rules,
    on ranks: borrowing Communicator
  ) throws(MPIError) {
    var runs = own
    if ranks.size > 1 {
      var messages: [[Int]] = Array(repeating: [], count: ranks.size)
      if ranks.rank > 0 {
        for run in own {
          messages[0].append(run.number)
          run.sums.write(to: &messages[0])
        }
      }
      for message in try ranks.alltoall(varying: messages) {
        var words = WordReader(message)
        while !words.isAtEnd { runs.append((words.next(), RunSums(&words, rules))) }
      }
    }
    guard ranks.rank == 0 else { return }
    var all = sums ?? RunSums(rules)
    sums = nil
    for run in runs.sorted(by: { $0.number < $1.number }) { all.append(run.sums, rules) }
    sums = all
  }

  // MARK: - What values are counted in

  /// Agrees on what values are counted in, by those of the first round.
  private mutating func guessRules(
    _ runs: [GridRunReader.Run], _ session: TableSession, on ranks: borrowing Communicator
  ) throws {
    var words: [Int] = []
    for column in reader.aggregates.indices {
      var census = UnitCensus()
      let values = runs.flatMap { $0.run.stretches.map { $0.columns[column].values } }
      for stretch in values { census.add(stretch.fillingGaps(upTo: gapLimit).values) }
      let near = values.lazy.joined().first { !$0.isNaN } ?? 0
      words += census.words + [Int(bitPattern: UInt(near.bitPattern))]
    }
    var guesses: [(census: UnitCensus, near: Double)] = reader.aggregates.map { _ in
      (UnitCensus(), 0)
    }
    for message in try ranks.allgather(varying: words) {
      var words = WordReader(message)
      for column in guesses.indices {
        guesses[column].census.merge(UnitCensus(&words))
        let near = Double(bitPattern: UInt64(UInt(bitPattern: words.next())))
        if guesses[column].near == 0 { guesses[column].near = near }
      }
    }
    try setRules(guesses, session, on: ranks)
  }

  private mutating func setRules(
    _ guesses: [(census: UnitCensus, near: Double)], _ session: TableSession,
    on ranks: borrowing Communicator
  ) throws {
    let summing = guesses.map { guess in
      ColumnSumming(
        model: LongAutoregression(lags: lags, guess.census, near: guess.near),
        gapLimit: gapLimit, addsChecksum: addsChecksum)
    }
    rules = RunSums.Rules(
      grid: reader.grid, aggregates: reader.aggregates, summing: summing)
    // Those of a round, of all ranks on rank 0.
    let parts = 64 * (ranks.rank == 0 ? ranks.size : 1)
    let bytes = summing.reduce(0) { $0 + $1.model.partBytes }
    try ranks.checkMemory(for: parts * bytes, in: session.memory, "the sums of so many lags")
  }

  /// Whether the values are counted in what the first ones told; what they are counted in is known then.
  mutating func isRight(on ranks: borrowing Communicator) throws(MPIError) -> Bool {
    var words: [Int] = []
    var isRight = true
    if ranks.rank == 0 {
      for (column, model) in zip(columns, models) {
        isRight = isRight && column.part.map { model.isRight(for: $0) } ?? true
        words += (column.part?.census ?? UnitCensus()).words
      }
    }
    try ranks.broadcast(varying: &words, from: 0)
    try ranks.broadcast(&isRight, from: 0)
    var reader = WordReader(words)
    known = models.map { _ in UnitCensus(&reader) }
    return isRight
  }

  /// What is known of all values, once they have been read.
  private var known: [UnitCensus] = []

  // MARK: - Rows that aren't in order

  private func agreedDisorder(
    on ranks: borrowing Communicator
  ) throws(MPIError) -> GridRun.Disorder? {
    let found = ranks.rank == 0 ? sums?.disorder : nil
    var words = found.map { [$0.place, $0.start, $0.before] } ?? [-1, 0, 0]
    try ranks.broadcast(&words, from: 0)
    return words[0] < 0
      ? nil : GridRun.Disorder(place: words[0], start: words[1], before: words[2])
  }

  private func error(
    of disorder: GridRun.Disorder, _ session: TableSession, on ranks: borrowing Communicator
  ) throws -> CaudalError {
    var row = "\(session.table.inputName): the row at byte \(disorder.place)"
    if let again = try session.table.openedAgain(on: ranks) {
      let counts = try again.rowCounts(
        before: session.table.basePlace(of: disorder.place), on: ranks, session.workers)
      row = "\(inputNames[counts.file]): row \(counts.rows + 1)"
    }
    let names = [disorder.start, disorder.before].map { reader.grid.name(of: $0) ?? "" }
    return CaudalError(
      .badData,
      "\(row) lies in the step of \(names[0]), and a row above it in that of \(names[1]); rows must come in the order of"
        + " time",
      advice: .sortedRows)
  }

  // MARK: - Results

  /// What has become of the rows of all ranks.
  func summary(on ranks: borrowing Communicator) throws(MPIError) -> RegularSummary {
    var summary = rows
    if ranks.rank == 0, let rules, let sums { summary = summary + sums.finished(rules).summary }
    summary.counts = try ranks.allreduce(summary.counts, .sum)
    return summary
  }

  /// The sums of each column, on rank 0.
  var columns: [ColumnSums] {
    guard let rules, let sums else { return [] }
    return sums.finished(rules).columns
  }

  /// What each column was summed up for.
  var models: [LongAutoregression] { rules?.summing.map(\.model) ?? [] }
}
