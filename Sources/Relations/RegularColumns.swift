import CSV
import Expressions
import MPI
import Ranks
import Scan
import Vocabulary

/// The columns of a regular grid, as they are found in a table.
struct RegularColumns {
  /// The column of times: its 0-based position, and its name in the output.
  let time: (position: Int, name: String)

  /// The columns of groups.
  private let groups: [ColumnList.Column]

  /// The columns whose values are put together, at least one.
  let values: [ColumnList.Column]

  /// The columns that were asked for; nil if none were.
  let written: [ColumnList.Column]?

  private let kinds: [Int: ColumnKind]

  /// Finds columns.
  ///
  /// - Parameters:
  ///   - regular: the grid.
  ///   - list: the columns that are written; nil for all that have numbers.
  ///   - table: the table.
  ///   - ranks: all ranks.
  /// - Throws: an agreed ``CaudalError`` if one isn't there, or it isn't clear which one is meant.
  init(
    _ regular: RegularRequest, _ list: ColumnList?, _ table: Table,
    on ranks: borrowing Communicator
  ) throws {
    let layout = table.layout
    written = try list.map { (list) throws(CaudalError) in try list.found(in: layout, .columns) }
    let written = self.written
    let groups = try regular.groups.map { (list) throws(CaudalError) in
      try list.found(in: layout, orOf: written ?? [], .gridGroups)
    }
    let kinds = try table.columnKinds(of: Array(layout.columnNames.indices), on: ranks)
    let taken = Set((groups ?? []).compactMap(\.position))
    let time =
      try regular.time.map { (time) throws(CaudalError) in
        try Self.position(of: time, written ?? [], layout)
      } ?? Self.columnOfTimes(written, besides: taken, kinds, layout)
    let values =
      written
      ?? layout.columnNames.enumerated().filter { kinds[$0.offset] == .numbers }
      .map { .field($0, name: $1) }
    let names = Set((groups ?? []).map(\.name))
    self.values = values.filter { column in
      guard let position = column.position else { return !names.contains(column.name) }
      return position != time && !taken.contains(position)
    }
    self.kinds = kinds
    self.groups = (groups ?? []).map { $0.named(as: written, layout) }
    let name = ColumnList.Column.field(time, name: layout.columnNames[time])
    self.time = (time, name.named(as: written, layout).name)
    guard !self.values.isEmpty else {
      throw CaudalError(
        .usage,
        "no column of numbers is left beside times and groups; name those whose values are put together",
        subject: .columns)
    }
    if written == nil, ranks.rank == 0 { sayLeftOut(besides: taken, table) }
  }

  /// The columns that are written, in order.
  var outputs: [ColumnList.Column] {
    [.field(time.position, name: time.name)] + groups + values
  }

  /// The values that are computed; nil if there are none.
  var writtenValues: [WrittenValue]? {
    let written = values.compactMap { column -> WrittenValue? in
      if case .value(let value, _) = column { value } else { nil }
    }
    return written.isEmpty ? nil : written
  }

  /// Where the values of each column come from.
  func sources(_ computer: ValueComputer?, _ table: Table) -> [RegularPlan.Source] {
    let rule = NumericColumn(
      index: 0, nullTokens: table.nullTokens, numbers: table.layout.dialect.numbers)
    var computed = 0
    return values.map { column in
      guard let position = column.position else {
        computed += 1
        return .value(computed - 1, isNumber: computer?.isNumber(computed - 1) ?? true)
      }
      let own = rule.moved(to: position)
      let kind = kinds[position] ?? .unknown
      return kind == .numbers || kind == .unknown ? .numbers(own) : .texts(own)
    }
  }

  /// Says which columns aren't in the grid.
  private func sayLeftOut(besides taken: Set<Int>, _ table: Table) {
    let used = taken.union(values.compactMap(\.position)).union([time.position])
    let names = table.layout.columnNames.enumerated().filter { !used.contains($0.offset) }
    guard !names.isEmpty else { return }
    let list = ColumnError.listing(names.map(\.element))
    table.notes.say("note: left out, as no numbers were seen in them: \(list)")
  }

  // MARK: - The column of times

  private static func position(
    of time: ColumnReference, _ written: [ColumnList.Column], _ layout: FileLayout
  ) throws(CaudalError) -> Int {
    if let position = written.named(time)?.position { return position }
    do throws(ColumnError) { return try ColumnFinder(layout).position(of: time) } catch {
      throw CaudalError(.usage, ConditionError.reason(of: error), subject: .timeColumn)
    }
  }

  /// The one column that holds dates: among those that are written, or else among all.
  private static func columnOfTimes(
    _ written: [ColumnList.Column]?, besides taken: Set<Int>, _ kinds: [Int: ColumnKind],
    _ layout: FileLayout
  ) throws(CaudalError) -> Int {
    let all = Array(layout.columnNames.indices)
    var found: [Int] = []
    for columns in [written?.compactMap(\.position) ?? [], all] where found.isEmpty {
      found = Set(columns).filter { kinds[$0]?.isDates == true && !taken.contains($0) }.sorted()
    }
    if found.count == 1 { return found[0] }
    let names = ColumnError.listing(found.map { layout.columnNames[$0] })
    throw CaudalError(
      .usage,
      found.isEmpty
        ? "no column holds dates in the first rows; name the column of times"
        : "several columns hold dates, \(names); name the column of times", subject: .timeColumn)
  }
}

extension ColumnList {
  /// The columns of a table; see ``columns(of:orOf:)``.
  fileprivate func found(
    in layout: FileLayout, orOf outputs: [Column] = [], _ subject: CaudalError.Subject
  ) throws(CaudalError) -> [Column] {
    do throws(ConditionError) { return try columns(of: layout, orOf: outputs) } catch {
      throw CaudalError(error, subject: subject)
    }
  }
}

extension ColumnList.Column {
  /// The position of a column of the table; nil of a value.
  var position: Int? { if case .field(let position, _) = self { position } else { nil } }

  /// The same column with the name that it has among those that are written, unless it has one of its own.
  fileprivate func named(
    as written: [ColumnList.Column]?, _ layout: FileLayout
  ) -> ColumnList.Column {
    guard let position, layout.columnNames[position] == name,
      let other = written?.first(where: { $0.position == position })
    else { return self }
    return other
  }
}
