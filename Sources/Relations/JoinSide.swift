import CSV
import Expressions
import MPI
import Ranks
import Scan
import Vocabulary

/// The table that is joined to another: its columns, its keys, and its rows once they are read.
final class JoinSide {
  /// What is asked for.
  let request: JoinRequest

  /// The table; read once.
  let table: Table

  /// Its columns that stand in joined rows, by their 0-based positions.
  let columns: [Int]

  /// The columns of joined rows.
  let layout: FileLayout

  /// The keys of the first table's rows, and of this one's.
  let leftKeys: RowOrder
  let rightKeys: RowOrder

  /// Both tables' names, and this one's, for messages.
  let name: String
  let rightName: String

  /// Its rows, once they are read.
  let indexes: JoinIndexes

  /// The names of keys whose first values are missing.
  let lateKeys: [String]

  private var hasReported = false

  /// What chooses rows of the first table.
  private var baseFilter: RowFilter?

  /// Opens a table, and finds its keys.
  ///
  /// - Parameters:
  ///   - request: what is asked for.
  ///   - base: the table that it is joined to.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads; nil if no rows may be read but those of the heads of files.
  /// - Throws: an agreed ``CaudalError``.
  init(
    _ request: JoinRequest, to base: Table, on ranks: borrowing Communicator, _ workers: Workers?
  ) throws {
    self.request = request
    table = try Table(request.table, base.notes, on: ranks)
    rightName = request.table.inputName
    name = "\(base.inputName) and \(rightName)"
    try Self.checkNumbers(base, table, rightName)
    let keys = try Self.keys(request, base, table)
    let kinds = try JoinKeyKinds(of: keys, base, table, on: ranks, workers)
    lateKeys = kinds.late
    let readers = try Self.readers(request, keys, kinds, on: ranks)
    (leftKeys, rightKeys) = (readers.left, readers.right)
    indexes = JoinIndexes(
      request, table, by: rightKeys, areTimes: readers.areTimes,
      hasOwnTokens: !Set(base.nullTokens).isSuperset(of: table.nullTokens))
    // The same text needn't stand there twice; of the nearest time the user wants to know it.
    let same = request.nearest == nil ? keys[...] : keys.dropLast()
    columns =
      request.kind == .anti
      ? []
      : table.layout.columnNames.indices.filter { column in
        !same.contains { $0.right == column }
      }
    layout = Self.layout(base.layout, table.layout, columns, number: base.joinedTables + 2)
  }

  private static func checkNumbers(
    _ base: Table, _ table: Table, _ name: String
  ) throws(CaudalError) {
    let (left, right) = (base.layout.dialect.numbers, table.layout.dialect.numbers)
    guard let mark = left.decimal, let other = right.decimal, mark != other else { return }
    throw CaudalError(
      .badData,
      "\(base.inputName) and \(name) mark decimals in two ways, \(Character(UnicodeScalar(mark))) and"
        + " \(Character(UnicodeScalar(other))); bring one of them into the form of the other first")
  }

  private static func keys(
    _ request: JoinRequest, _ left: Table, _ right: Table
  ) throws -> [JoinKeyKinds.Pair] {
    func position(of column: ColumnList.PlacedColumn, in table: Table) throws -> Int {
      do throws(ColumnError) {
        return try ColumnFinder(table.layout).position(of: column.column)
      } catch {
        let reason = "\(table.inputName): \(ConditionError.reason(of: error))"
        throw CaudalError(
          ConditionError(reason, in: request.keys.text.unicodeScalars, at: column.offset),
          subject: .joinKeys)
      }
    }
    return try request.keys.keys.map { key in
      JoinKeyKinds.Pair(
        left: try position(of: key.left, in: left),
        right: try position(of: key.right, in: right))
    }
  }

  /// Makes what reads the keys of both tables.
  private static func readers(
    _ request: JoinRequest, _ keys: [JoinKeyKinds.Pair], _ kinds: JoinKeyKinds,
    on ranks: borrowing Communicator
  ) throws -> (left: RowOrder, right: RowOrder, areTimes: [Bool]) {
    let (left, right) = (kinds.left, kinds.right)
    var readers: (left: [KeyReader], right: [KeyReader], areTimes: [Bool]) = ([], [], [])
    for (number, key) in keys.enumerated() {
      let areTimes = kinds.areTimes(key)
      let mustBeTime = request.nearest != nil && number == keys.count - 1
      // Where a plan may look at the first rows only, it isn't known yet.
      if mustBeTime, !areTimes, !kinds.isUndecided(key) { try kinds.failAsNoTime(key) }
      readers.areTimes.append(areTimes)
      let kind = areTimes ? ColumnKind.otherDates : .texts
      if areTimes { try checkClocks(key, left, right, on: ranks) }
      func reader(_ position: Int, _ offset: Int, _ table: Table) throws -> KeyReader {
        let subject = ConditionSubject(
          column: ColumnReference(number: position + 1), part: nil, offset: offset)
        return try KeyReader(
          WrittenValue(.subject(subject), in: request.keys.text), in: .joinKeys, taking: kind,
          table, on: ranks)
      }
      let written = request.keys.keys[number]
      readers.left.append(try reader(key.left, written.left.offset, left))
      readers.right.append(try reader(key.right, written.right.offset, right))
    }
    return (RowOrder(readers.left), RowOrder(readers.right), readers.areTimes)
  }

  /// Makes sure that times of both tables are by one clock.
  private static func checkClocks(
    _ key: JoinKeyKinds.Pair, _ left: Table, _ right: Table, on ranks: borrowing Communicator
  ) throws {
    let own = try left.timestampReadings(of: [key.left], on: ranks)[key.left]
    let other = try right.timestampReadings(of: [key.right], on: ranks)[key.right]
    guard let own, let other, own.clock != other.clock else { return }
    throw CaudalError(
      .badData,
      "\"\(left.layout.columnNames[key.left])\" of \(left.inputName) and"
        + " \"\(right.layout.columnNames[key.right])\" of \(right.inputName) aren't times of one clock: only one"
        + " has UTC offsets", advice: .timeZone)
  }

  /// The columns of both tables; those of the second whose name is taken get its number.
  private static func layout(
    _ left: FileLayout, _ right: FileLayout, _ columns: [Int], number: Int
  ) -> FileLayout {
    var names = left.columnNames
    var undecoded = left.undecodedNames
    var taken = Set(names)
    for column in columns {
      let name = right.columnNames[column]
      var unique = name
      var number = number
      while !taken.insert(unique).inserted {
        unique = "\(name)_\(number)"
        number += 1
      }
      if let bytes = right.undecodedNames[column] {
        undecoded[names.count] = bytes + unique.utf8.dropFirst(name.utf8.count)
      }
      names.append(unique)
    }
    var dialect = left.dialect.ofMadeRows
    if dialect.numbers.decimal == nil { dialect.numbers = right.dialect.numbers }
    var layout = FileLayout(columnNames: names, dataStart: 0, dialect: dialect, hasHeader: true)
    layout.undecodedNames = undecoded
    return layout
  }

  /// The bits of a joined row's place that tell the rows apart that are made of one.
  var placeBits: Int {
    guard request.nearest == nil, indexes.mostAlike > 1 else { return 0 }
    return Int.bitWidth - (indexes.mostAlike - 1).leadingZeroBitCount
  }

  /// Makes sure that not too many rows are made.
  ///
  /// - Parameters:
  ///   - counts: the rows that this rank makes of its part of the first table.
  ///   - ranks: all ranks.
  /// - Throws: an agreed ``CaudalError`` if there are too many.
  func checkGrowth(
    _ counts: JoinCounts, on ranks: borrowing Communicator
  ) throws {
    let rows = try ranks.allreduce(counts.rows, .sum)
    let made = try ranks.allreduce(counts.made, .sum)
    let most = request.maxGrowth
    guard Double(made) > most * Double(rows) else { return }
    let shown = most == most.rounded() ? "\(Int(most))" : "\(most)"
    throw CaudalError(
      .badData,
      "\(name): \(rows) rows would become \(made), as many rows of \(rightName) have the same keys,"
        + " \(indexes.mostAlike) at most; join on more keys, or allow it by a larger growth than"
        + " \(shown)")
  }

  /// What chooses rows of the first table, made once.
  func filter(of base: Table, on ranks: borrowing Communicator) throws -> RowFilter {
    if let baseFilter { return baseFilter }
    let made = try base.rowFilter(on: ranks)
    baseFilter = made
    return made
  }

  /// Says once what matched.
  func report(
    _ report: JoinReport, isWhole: Bool, on ranks: borrowing Communicator
  ) throws(MPIError) {
    let words = try report.words(
      name: rightName, mostAlike: indexes.mostAlike, isWhole: isWhole, on: ranks)
    guard !hasReported, ranks.rank == 0 else { return }
    hasReported = true
    table.notes.say("note: \(words)")
  }
}

extension Table {
  /// The number of tables that have been joined.
  fileprivate var joinedTables: Int {
    guard let derived = derived as? JoinedTable else { return 0 }
    return derived.base.joinedTables + 1
  }
}
