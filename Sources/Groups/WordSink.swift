import CSV
import Keys
import MPI
import Ranks
import Scan
import Statistics
import Vocabulary

/// Counts the words in a column of the units that a thread scans.
struct WordSink: GroupingSink {
  private let column: Int
  private let isPlainText: Bool
  private let share: MemoryBudget.Share
  private var splitter = WordSplitter()
  private var counter: WordCounter

  /// No values.
  let keeper = ValueKeeper(columnCount: 0)

  /// 0: every row has its words, if only none.
  let missingKeys = 0

  /// None: there are no columns of numbers.
  let roundedCounts: [Int] = []

  /// Creates a sink.
  ///
  /// - Parameters:
  ///   - column: the column's 0-based position.
  ///   - isPlainText: whether the rows are parts of a plain text, which may have any length.
  ///   - shared: what words are handed over to.
  ///   - budget: how much memory may be used.
  init(
    column: Int, isPlainText: Bool = false, _ shared: SharedGroups, _ budget: MemoryBudget
  ) {
    self.column = column
    self.isPlainText = isPlainText
    share = MemoryBudget.Share(of: budget)
    counter = WordCounter(shared)
  }

  mutating func beginUnit(_ blocks: Range<Int>) {}

  mutating func read(_ rows: borrowing RowBatch, _ choice: inout RowChoice) {
    // The state machine would lose the words at the end of a text that is too long for it.
    guard !isPlainText else { return }
    choice.stop(at: rows.firstLongText(of: column, in: choice.rows, as: "text"))
  }

  mutating func keep(_ rows: borrowing RowBatch, _ mask: RowMask) {
    guard !share.mustLeaveOut() else { return }
    for row in 0..<rows.count where mask.contains(row) {
      rows.withText(of: column, inRow: row) { text in
        splitter.forEachWord(in: text) { word in counter.count(word, of: text) }
        counter.finish(text)
      }
    }
  }

  static var fateOfUndecodedTexts: String { "such bytes belong to no word" }

  mutating func undecodedTexts(
    of rows: borrowing RowBatch, _ mask: RowMask
  ) -> UndecodedTexts? {
    // How many rows a plain text has depends on how it is read, and so would what was said of them.
    guard !isPlainText, splitter.hasSeenStrangers else { return nil }
    return rows.undecodedTexts(of: [column], in: mask)
  }

  mutating func endBlock(_ block: ScannedBlock) { share.note(counter.byteCount) }

  mutating func endUnit(_ scan: SliceScan) {}

  mutating func finish() { counter.handOver() }
}

/// Counts words among those that all threads share.
private struct WordCounter {
  private var combiner: GroupCombiner
  private var batch = WordBatch()

  /// Begins without words.
  init(_ shared: SharedGroups) { combiner = GroupCombiner(shared) }

  /// The bytes of memory that are taken.
  var byteCount: Int { combiner.table.byteCount }

  /// Hands over what has been counted.
  mutating func handOver() { _ = combiner.handOver() }

  /// Counts a word, now or later; see ``WordBatch/add(_:)``.
  @inline(__always)
  mutating func count(_ word: Range<Int>, of text: Span<UInt8>) {
    if batch.add(word) { finish(text) }
  }

  /// Counts the words of a text that haven't been counted yet.
  @inline(never)
  mutating func finish(_ text: Span<UInt8>) {
    batch.finish(text, in: &combiner.table)
    if combiner.isFull { handOver() }
  }
}

/// Words on their way into a table: some hundreds at a time, so that they are looked for together.
struct WordBatch: Sendable {
  private var words: [Range<Int>] = []
  private var batch = KeyBatch()
  private var numbers = [UInt32](repeating: 0, count: RowBatch.limit)

  /// Takes a word, to count it later.
  ///
  /// - Parameter word: where it is in a text, the same for all words until ``finish(_:in:)``.
  /// - Returns: whether there is no room for another one before that.
  @inline(__always)
  mutating func add(_ word: Range<Int>) -> Bool {
    words.append(word)
    return words.count == RowBatch.limit
  }

  /// Counts the words of a text that haven't been counted yet.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - table: where they are counted.
  @inline(never)
  mutating func finish(_ text: Span<UInt8>, in table: inout GroupTable) {
    guard !words.isEmpty else { return }
    table.keys.readNumbers(of: words, in: text, with: &batch, into: &numbers)
    table.sums.addGroups(upTo: table.count)
    table.keys.countRows(numbers, RowMask(first: words.count))
    words.removeAll(keepingCapacity: true)
  }
}
