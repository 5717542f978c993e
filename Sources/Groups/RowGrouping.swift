package import CSV
import Keys
package import MPI
package import Ranks
package import Scan
import Statistics
package import Vocabulary

/// What is made of rows that still come: statistics of columns, by group or of all rows, or counts of keys or
/// words. It reads rows, adds them to a ``GroupAccumulator``, and says what has been found.
package struct RowGrouping: Sendable {
  /// What is asked for.
  private enum Question: Sendable {
    case describe(DescribeRequest, columns: [(name: String, number: Int)], StatisticPlan)
    case count(FrequencyRequest)
  }

  private let question: Question
  private let keys: [KeyPart]
  private var rows: GroupRows
  private var words: WordReading?

  /// Whether the texts of each batch must be looked at: one that no encoding explains may have been seen, or keys
  /// have several parts.
  private var looksAtTexts: Bool

  /// The 0-based numbers of the fields that are read.
  package let wantedFields: [Int]

  /// Asks for statistics of columns.
  ///
  /// - Parameters:
  ///   - request: what is to be computed, of what.
  ///   - table: the table.
  ///   - ranks: all ranks.
  /// - Throws: an agreed `CaudalError` if a column isn't there, or holds no numbers or dates.
  package init(
    describing request: DescribeRequest, in table: Table, on ranks: borrowing Communicator
  ) throws {
    let statistics = StatisticPlan(request)
    let columns = try table.numericColumns(request.columns, on: ranks)
    keys = try request.groupKeys.map { try table.keyParts($0, on: ranks) } ?? []
    let plan = GroupPlan(
      columns: columns, keys: keys, keepsValues: statistics.needs.keepsValues)
    let named = columns.map { (name: table.layout.columnNames[$0.index], number: $0.index + 1) }
    question = .describe(request, columns: named, statistics)
    rows = GroupRows(plan)
    looksAtTexts = keys.count > 1
    wantedFields = plan.wantedFields
  }

  /// Asks for counts of keys or words.
  ///
  /// - Parameters:
  ///   - request: what is counted, of what.
  ///   - table: the table.
  ///   - ranks: all ranks.
  /// - Throws: an agreed `CaudalError` if a column isn't there, or can't be counted so.
  package init(
    counting request: FrequencyRequest, in table: Table, on ranks: borrowing Communicator
  ) throws {
    let parts = try table.keyParts(request, on: ranks)
    question = .count(request)
    wantedFields = parts.map(\.index)
    if request.subject == .words {
      keys = []
      words = WordReading(
        column: parts[0].index, isPlainText: table.layout.dialect.isPlainText)
    } else {
      keys = parts
    }
    rows = GroupRows(GroupPlan(columns: [], keys: keys, keepsValues: false))
    looksAtTexts = keys.count > 1
  }

  /// Begins without rows.
  package func makeAccumulator() -> GroupAccumulator {
    GroupAccumulator(columnCount: rows.plan.columns.count, keepsValues: rows.plan.keepsValues)
  }

  /// Looks at rows; see ``ChosenRowSink/read(_:_:)``.
  package mutating func read(_ batch: borrowing RowBatch, _ choice: inout RowChoice) {
    if let words {
      words.read(batch, &choice)
    } else {
      rows.read(batch, &choice)
    }
  }

  /// Adds rows that have been looked at.
  ///
  /// - Parameters:
  ///   - batch: the batch that was looked at last.
  ///   - mask: the rows.
  ///   - number: a number that is larger for later rows.
  ///   - groups: what they are added to.
  package mutating func add(
    _ batch: borrowing RowBatch, _ mask: RowMask, numbered number: Int,
    to groups: inout GroupAccumulator
  ) {
    guard words == nil else {
      words?.count(batch, mask, in: &groups.table)
      return
    }
    groups.missingKeys += mask.subtracting(rows.complete).count
    let mask = mask & rows.complete
    let rounded = rows.roundedCounts
    let known = groups.table.count
    rows.add(batch, mask, to: &groups.table)
    // A text that is seen for the first time is a new key.
    if !looksAtTexts { looksAtTexts = groups.table.hasUndecodedKey(from: known) }
    if rounded != rows.roundedCounts {
      for column in rounded.indices {
        groups.roundedCounts[column] += rows.roundedCounts[column] - rounded[column]
      }
    }
    if rows.plan.keepsValues { groups.keep(rows, mask, ofBatch: number) }
  }

  /// The texts that no encoding explains, of rows that have been added; see
  /// ``ChosenRowSink/undecodedTexts(of:_:)``.
  package mutating func undecodedTexts(
    of batch: borrowing RowBatch, _ mask: RowMask
  ) -> UndecodedTexts? {
    if let words { return words.undecodedTexts(of: batch, mask) }
    return looksAtTexts ? batch.undecodedTexts(of: rows.plan.textColumns, in: mask) : nil
  }

  /// What becomes of bytes that are no letter, as a part of a sentence.
  package var fateOfUndecodedTexts: String {
    words == nil ? GroupSink.fateOfUndecodedTexts : WordSink.fateOfUndecodedTexts
  }

  /// Takes notice of groups of other rows, whose keys haven't been looked at.
  package mutating func noteEarlier(_ groups: GroupAccumulator) {
    if !looksAtTexts { looksAtTexts = groups.table.hasUndecodedKey(from: 0) }
  }

  /// What has been found.
  ///
  /// - Parameters:
  ///   - groups: the groups so far.
  ///   - memory: the memory of this rank's host.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  /// - Returns: the statistics or counts, on rank 0.
  /// - Throws: an agreed `CaudalError` if there isn't enough memory.
  /// - Complexity: O(groups · log(groups) + kept values) time.
  package func found(
    in groups: GroupAccumulator, _ memory: HostMemory, on ranks: borrowing Communicator,
    _ workers: Workers
  ) throws -> FollowedTable {
    let budget = memory.tableBudget()
    switch question {
    case .describe(let request, let columns, let statistics):
      let rounded = try ranks.allreduce(groups.roundedCounts, .sum)
      let reduction = try GroupReduction(
        groups.groups, request.groupSelection, GroupStatisticsMaker(statistics), budget, memory,
        on: ranks, workers)
      return .described(
        DescribedColumns(reduction, columns, keys: keys, statistics, rounded))
    case .count(let request):
      let total = try ranks.allreduce(groups.rowCount, .sum)
      let missing = try ranks.allreduce(groups.missingKeys, .sum)
      let reduction = try GroupReduction(
        groups.groups, GroupSelection(request), nil, budget, memory, on: ranks, workers)
      let isOfWords = request.subject == .words
      return .counted(
        CountedKeys(
          names: isOfWords ? ["word"] : keys.map(\.name), total: total, missing: missing,
          distinct: reduction.groupCount,
          entries: Frequencies.LazyEntries(reduction, isOfWords ? [] : keys, total)))
    }
  }
}

/// Reads the words of a column.
private struct WordReading: Sendable {
  let column: Int
  let isPlainText: Bool
  private var splitter = WordSplitter()
  private var batch = WordBatch()

  init(column: Int, isPlainText: Bool) {
    self.column = column
    self.isPlainText = isPlainText
  }

  func read(_ rows: borrowing RowBatch, _ choice: inout RowChoice) {
    guard !isPlainText else { return }
    choice.stop(at: rows.firstLongText(of: column, in: choice.rows, as: "text"))
  }

  func undecodedTexts(of rows: borrowing RowBatch, _ mask: RowMask) -> UndecodedTexts? {
    // How many rows a plain text has depends on how it is read, and so would what was said of them.
    guard !isPlainText, splitter.hasSeenStrangers else { return nil }
    return rows.undecodedTexts(of: [column], in: mask)
  }

  mutating func count(
    _ rows: borrowing RowBatch, _ mask: RowMask, in table: inout GroupTable
  ) {
    for row in 0..<rows.count where mask.contains(row) {
      rows.withText(of: column, inRow: row) { text in
        splitter.forEachWord(in: text) { word in
          if batch.add(word) { batch.finish(text, in: &table) }
        }
        batch.finish(text, in: &table)
      }
    }
  }
}
