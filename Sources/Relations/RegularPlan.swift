import CSV
import Expressions
import MPI
import Scan
import Synchronization
import TimeSeries
import Vocabulary

/// How rows become a regular grid in time: a request whose columns have been found.
final class RegularPlan: Sendable {
  /// Where the values of a column come from.
  enum Source: Sendable {
    /// A column of numbers.
    case numbers(NumericColumn)
    /// A column of something else, of which texts are taken; with the rule for what is missing in it.
    case texts(NumericColumn)
    /// A value that is computed, by its number.
    case value(Int, isNumber: Bool)

    /// Whether the values are numbers.
    var isNumber: Bool {
      switch self {
      case .numbers, .value(_, isNumber: true): true
      case .texts, .value: false
      }
    }
  }

  /// A column whose values are put together.
  struct Column: Sendable {
    /// Where they come from.
    let source: Source

    /// What is made of them.
    let aggregate: Aggregate

    /// Whether that is a number.
    var isNumber: Bool { source.isNumber || aggregate == .count }
  }

  /// The grid.
  let grid: TimeGrid

  /// What becomes of steps without a value.
  let filling: GapFilling

  /// The column of times.
  let time: TimestampColumn

  /// The columns whose values are put together.
  let columns: [Column]

  /// What computes values; nil if there are none.
  let computer: ValueComputer?

  /// What a group's key is made of, as an image; nil if there is one group.
  let groups: RowPlan?

  /// The columns that are written: that of times, those of groups, and those whose values are put together.
  let outputs: [ColumnList.Column]

  /// The 0-based positions of all columns that are read.
  let reads: [Int]

  private let summary = Mutex(RegularSummary())

  /// What has become of the rows, once they are in the grid.
  var found: RegularSummary {
    get { summary.withLock { $0 } }
    set { summary.withLock { $0 = newValue } }
  }

  /// Finds columns.
  ///
  /// - Parameters:
  ///   - regular: the grid.
  ///   - list: the columns whose values are put together; nil for all that have numbers.
  ///   - format: how rows are written.
  ///   - table: the table.
  ///   - ranks: all ranks.
  /// - Throws: an agreed ``CaudalError`` if there is no such grid.
  init(
    _ regular: RegularRequest, of list: ColumnList?, _ format: RowFormat, _ table: Table,
    on ranks: borrowing Communicator
  ) throws {
    if let fault = regular.fault { throw CaudalError(.usage, fault, subject: .grid) }
    let columns = try RegularColumns(regular, list, table, on: ranks)
    let readings = try table.timestampReadings(of: [columns.time.position], on: ranks)
    guard let reading = readings[columns.time.position] else {
      preconditionFailure("the column of times has a reading")
    }
    time = TimestampColumn(
      index: columns.time.position, reading: reading, nullTokens: table.nullTokens,
      numbers: table.layout.dialect.numbers)
    grid = TimeGrid(regular.step, on: reading.clock)
    filling = GapFilling(regular.fill, on: grid, upTo: regular.longestGap)
    groups = try regular.groups.map { list in
      var plan = try RowPlan(
        list, orOf: columns.written ?? [], in: .gridGroups, format, table, on: ranks)
      plan.makesImages = true
      return plan
    }
    let computed = try columns.writtenValues.map {
      try table.valueComputer(of: $0, in: .columns, on: ranks)
    }
    computer = computed?.computer
    self.columns = try Self.columns(columns, regular.aggregates, computer, table)
    outputs = columns.outputs
    let others = (computed?.columns ?? []) + (groups?.columns ?? [])
    reads = Set([columns.time.position] + columns.values.compactMap(\.position) + others).sorted()
  }

  /// The columns whose values are put together, each with its aggregate.
  ///
  /// - Throws: a ``CaudalError``, the same on every rank, if one can't have its aggregate.
  private static func columns(
    _ columns: RegularColumns, _ list: AggregateList, _ computer: ValueComputer?, _ table: Table
  ) throws(CaudalError) -> [Column] {
    let aggregates = try list.aggregates(of: columns.values, table.layout)
    let found = zip(columns.sources(computer, table), aggregates).map {
      Column(source: $0, aggregate: $1)
    }
    for (column, output) in zip(found, columns.values)
    where !column.source.isNumber && !column.aggregate.takesTexts {
      throw CaudalError(
        .usage,
        "\"\(output.name)\" holds no numbers, so it has no \(column.aggregate.rawValue); leave it out, or take its"
          + " first, its last or their count", subject: .aggregates)
    }
    return found
  }
}

extension RowPlan {
  /// Finds what is written of a request's rows: their columns, or those of the grid that they become.
  ///
  /// - Parameters:
  ///   - request: the request.
  ///   - format: how rows are written.
  ///   - table: the table.
  ///   - ranks: all ranks.
  /// - Throws: an agreed ``CaudalError`` if a column isn't there, or a value can't be computed.
  init(
    _ request: SelectRequest, _ format: RowFormat, _ table: Table,
    on ranks: borrowing Communicator
  ) throws {
    guard let regular = request.regular else {
      try self.init(request.columns, in: .columns, format, table, on: ranks)
      return
    }
    try request.checkGoesWithGrid()
    self.init(
      try RegularPlan(regular, of: request.columns, format, table, on: ranks), format, table.layout,
      nullTokens: table.nullTokens)
  }
}

extension SelectRequest {
  /// Makes sure that nothing else is asked of the order or choice of rows than a grid can have.
  fileprivate func checkGoesWithGrid() throws(CaudalError) {
    if order != nil {
      throw CaudalError(
        .usage, "a regular grid has an order of its own: by group, then by time", subject: .order)
    }
    if distinction != nil {
      throw CaudalError(
        .usage, "the steps of a regular grid are distinct, and its rows can't be chosen so",
        subject: .distinction)
    }
    if case .folder = output {
      throw CaudalError(
        .usage, "a regular grid is written as one file; divide that by another job",
        subject: .partition)
    }
    if sample != nil {
      throw CaudalError(
        .usage, "a sample of the rows has gaps that the table hasn't; choose rows by a condition",
        subject: .grid)
    }
  }
}

extension AggregateList {
  /// What is made of each of some columns.
  ///
  /// - Parameters:
  ///   - columns: the columns.
  ///   - layout: the file's columns, whose names count where none of these has a name.
  /// - Returns: an aggregate for each.
  /// - Throws: ``CaudalError`` at the first column that isn't among them.
  fileprivate func aggregates(
    of columns: [ColumnList.Column], _ layout: FileLayout
  ) throws(CaudalError) -> [Aggregate] {
    var aggregates = columns.map { _ in standard }
    var named: Set<Int> = []
    for item in items {
      let reference = item.column.column
      let position = try? ColumnFinder(layout).position(of: reference)
      let found =
        columns.firstIndex { $0.name == reference.name }
        ?? columns.firstIndex { column in
          if case .field(let own, _) = column { own == position } else { false }
        }
      guard let found, named.insert(found).inserted else {
        let names = ColumnError.listing(columns.map(\.name))
        throw CaudalError(
          ConditionError(
            found == nil
              ? "this is no column whose values are put together; those are \(names)"
              : "this column is named twice; write it twice among the columns, with two names",
            in: text.unicodeScalars, at: item.column.offset), subject: .aggregates)
      }
      aggregates[found] = item.aggregate
    }
    return aggregates
  }
}
