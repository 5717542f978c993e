import CSV
import Formats
package import MPI
import Ranks
package import Scan
package import Vocabulary

// What `TableSession.select` would do, without doing it: it takes the same decisions, in the same order.

extension TableSession {
  /// Finds out what selecting rows means: reads the heads of files, writes nothing, and connects to no database that
  /// would be written to.
  ///
  /// - Parameters:
  ///   - request: which rows and columns, and where to.
  ///   - ranks: all ranks.
  /// - Returns: the plan, the same on every rank.
  /// - Throws: the agreed `CaudalError` that ``select(_:on:)`` would throw before it reads rows.
  package mutating func explain(
    _ request: SelectRequest, on ranks: borrowing Communicator
  ) throws -> Plan {
    var (rowPlan, filter) = try prepare(request, readingRows: false, on: ranks)
    let isTyped = request.isTyped
    rowPlan.makesImages = isTyped
    try checkOutput(request, rowPlan, on: ranks)
    let isReadable = try isTyped ? table.isReadableAgain(on: ranks) : true
    let isNeeded = isTyped && (!isReadable || request.limit != nil)
    let keeping = try KeepingPlan(request, rowPlan, table, isNeeded: isNeeded, on: ranks)
    var plan = try newPlan(.select, on: ranks)
    var reading = PlannedReading(isInRounds: true)
    if isTyped, keeping == nil {
      reading.passes = 2
      reading.remark =
        "two: the first finds the types of columns in all rows, the second writes them"
    } else if isTyped, !isReadable {
      reading.remark = "one, as the input can't be read twice; so rows are kept"
    } else if keeping == nil, let limit = request.limit {
      reading.remark = "one; the reading ends as soon as there are \(limit) rows"
    }
    var rows = try table.explain(
      keeping?.columns ?? rowPlan.columns, filter, reading, in: &plan, on: ranks, workers)
    if let regular = rowPlan.regular, let asked = request.regular {
      rows = regular.explain(rows, asked, in: &plan, on: ranks)
    } else if let keeping {
      rows = keeping.explain(rows, request, in: &plan, on: ranks)
    }
    if isTyped {
      rows.step = plan.append(typesStep(rows, rowPlan, isKept: keeping != nil, on: ranks))
    }
    var write = Plan.Step(.write, of: [rows.step], "")
    if keeping == nil, let sample = request.sample {
      write.note("sample", sample.words)
      rows.count = sample.plannedCount(rows.count)
    }
    if let limit = request.limit {
      write.note("head", "the first \(limit) rows in their order")
      rows.count = rows.count.limited(to: limit)
    }
    write.rows = rows.count
    explainOutput(request, rowPlan, rows, isKept: keeping != nil, in: &write, on: ranks)
    _ = plan.append(write)
    return plan
  }

  /// Refuses what can't be written so, as ``select(_:on:)`` does before it reads rows.
  private func checkOutput(
    _ request: SelectRequest, _ plan: RowPlan, on ranks: borrowing Communicator
  ) throws {
    switch (request.output, request.fileFormat.format) {
    case (.text, .csv), (.folder, _): break
    case (.text(let writer), let format):
      _ = try TypedFile(
        writer, request, plan, holding: format == .parquet ? "Parquet" : "a JSON object",
        isSpread: table.input == .shared)
    case (.database(let target), _):
      try StoreOutput(target, on: ranks).check(names: plan.names, on: ranks)
    }
  }

  /// The step that finds the types of columns.
  private func typesStep(
    _ rows: PlannedRows, _ plan: RowPlan, isKept: Bool, on ranks: borrowing Communicator
  ) -> Plan.Step {
    var step = Plan.Step(
      .types, of: [rows.step],
      isKept
        ? "the types of columns are found in all rows that are kept"
        : "the types of columns are found in all rows, by a reading of its own")
    step.rows = rows.count
    // A number of bits for each column, and the number of rows and of their bytes.
    let bytes = (plan.outputs.count + 2) * MemoryLayout<Int>.stride
    step.exchanges = [
      Plan.Exchange("what was seen in each column", ranks.plannedAllreduce(of: bytes))
    ]
    return step
  }

  /// Says who writes what, and where to.
  private func explainOutput(
    _ request: SelectRequest, _ plan: RowPlan, _ rows: PlannedRows, isKept: Bool,
    in step: inout Plan.Step, on ranks: borrowing Communicator
  ) {
    let bytes = rows.count.times(plan.plannedTextBytes(rows.widths)).asEstimate
    // Where rows come to whichever rank is free, that may be any.
    let moved =
      table.input == .scattered && ranks.size > 1 && !isKept
      ? bytes.asBound : bytes.times(ranks.movedShare)
    step.note("columns", plan.names.joined(separator: ", "))
    switch request.output {
    case .database(let target):
      let connections = min(target.connections, ranks.size)
      step.title =
        switch (connections, ranks.size) {
        case (2..., _):
          "\(connections) ranks load rows by a connection each; the table appears in one transaction"
        case (_, 1): "one connection writes all rows in one transaction"
        default: "rank 0 writes what the others send, by one connection, in one transaction"
        }
      step.explain(target)
      step.exchanges = [
        connections > 1
          ? Plan.Exchange(
            "rows of ranks without a connection, to one that has it",
            connections == ranks.size ? .exactly(0) : moved.asBound)
          : Plan.Exchange("rows, to rank 0", moved)
      ]
    case .folder(let folder, let partition):
      step.title = "each file is written by one rank, which gets its rows from the others"
      step.note("a file for each", partition.keys.text)
      step.note("files", "at most \(partition.limit)")
      step.note("folder", "appears when it is whole, or not at all")
      step.output = Plan.Output(request.fileFormat.words(plan.format), to: folder.name)
      step.exchanges = [
        Plan.Exchange("rows, to the ranks that write their files", bytes.times(ranks.movedShare))
      ]
    case .text(let writer):
      let isSpread = writer.isFile && table.input == .shared && ranks.size > 1
      step.title =
        switch (isSpread, ranks.size) {
        case (true, _):
          "every rank writes its own part of one file, if all see its folder; else rank 0"
        case (false, 1): "one rank writes"
        default: "rank 0 writes what the others send"
        }
      if writer.isFile { step.note("file", "appears when it is whole, or not at all") }
      step.output = Plan.Output(request.fileFormat.words(plan.format), to: writer.name)
      step.exchanges = [
        isSpread
          ? Plan.Exchange(
            "what lies in a cell of \(request.plannedCellWords) that another rank has begun",
            bytes.limited(to: atBorders(request, isKept: isKept, on: ranks)))
          : Plan.Exchange("rows, to rank 0", moved)
      ]
    }
    guard !isKept else { return }
    // What is made of a round is written before the next is read.
    step.memory = [
      Plan.Memory(
        "what is made of a round of rows",
        bytes.times(rows.share).limited(to: table.roundBytes), within: .work)
    ]
  }

  /// The most bytes that change hands at borders between ranks.
  private func atBorders(
    _ request: SelectRequest, isKept: Bool, on ranks: borrowing Communicator
  ) -> Int {
    let rounds = isKept ? 1 : table.roundCount(on: ranks, workers)
    return (ranks.size - 1) * rounds * request.plannedCellBytes
  }
}

extension SelectRequest {
  /// Whether rows have types where they go.
  fileprivate var isTyped: Bool {
    switch output {
    case .database: true
    case .text, .folder: fileFormat.format != .csv
    }
  }

  /// The bytes of what one rank writes, or packs, as a whole.
  fileprivate var plannedCellBytes: Int {
    if fileFormat.format == .parquet { return ParquetRows.groupBytes }
    guard fileFormat.compression != nil else { return cellBytes ?? CellPlan.standardCellBytes }
    return frameBytes ?? FrameEncoder.standardPieceBytes
  }

  fileprivate var plannedCellWords: String {
    if fileFormat.format == .parquet { return "a row group" }
    return "\(Amount.bytes(Double(plannedCellBytes)))"
  }
}

extension Plan.Step {
  /// Says what becomes of a table of a database.
  fileprivate mutating func explain(_ target: DatabaseTable) {
    output = Plan.Output("table \(target.name)", to: target.address)
    note(
      "table",
      target.isAppendedTo
        ? "rows are added to those that it has"
        : "replaced in the moment in which all rows are there")
    if let job = target.job { note("job", "\(job); if it was done before, nothing is written") }
    if !target.primaryKey.isEmpty {
      note("primary key", target.primaryKey.joined(separator: ", "))
    }
    for index in target.indexes { note("index", index.joined(separator: ", ")) }
  }
}

extension TableFileFormat {
  /// Words for it, such as `CSV, delimiter comma, compressed by gzip`.
  fileprivate func words(_ rows: RowFormat) -> String {
    let name =
      switch format {
      case .csv: "CSV"
      case .jsonLines: "JSON lines"
      case .parquet: "Parquet"
      }
    let packed =
      switch compression {
      case .gzip: ", compressed by gzip"
      case .zstandard: ", compressed by Zstandard"
      case nil: ""
      }
    guard format == .csv else { return name + packed }
    let mark = Character(UnicodeScalar(rows.delimiter))
    let names: [Character: String] = [",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"]
    return "\(name), delimiter \(names[mark] ?? "\(mark)")\(packed)"
  }
}
