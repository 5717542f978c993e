import CSV
import Scan
import Vocabulary

/// Takes bytes as they come, from one source or several, and makes batches of whole rows of them.
///
/// The first input that has a header and a row defines the table. A header that comes again, as every connection and
/// every new file may have one, is left out.
final class Intake {
  let reader: LayoutReader

  /// What keeps what comes from streams; nil if nothing does.
  private let spool: Spool?
  private let notes: @Sendable (String) -> Void
  var inputs: [InputNumber: LiveInput] = [:]

  /// How far inputs had been read when a checkpoint was written that haven't begun again.
  var unresumed: [String: FileProgress] = [:]
  var unresumedTopics: [String: TopicProgress] = [:]

  /// How far files have been read that have ended, and may be gone on with when they have grown.
  var ended: [String: FileProgress] = [:]
  private var nextInput = 0
  var position = 0
  private var ready: [LiveBatch] = []

  /// What the first rows say; nil as long as there are none.
  var head: LiveHead?

  /// The bytes that have come since this was emptied.
  var bytesTaken = 0

  /// The files of folders that have been read.
  var filesSeen: Set<String> = []

  /// Begins without inputs.
  ///
  /// - Parameters:
  ///   - request: how rows are read.
  ///   - spool: keeps what comes from streams before it is counted; nil if nothing does.
  ///   - notes: is told what there is to say.
  init(
    _ request: TableRequest, _ spool: Spool?, _ notes: @escaping @Sendable (String) -> Void
  ) {
    reader = LayoutReader(request)
    self.spool = spool
    self.notes = notes
  }

  /// How many inputs there have been.
  var count: Int { nextInput }

  // MARK: - From sources

  /// Begins an input.
  ///
  /// - Parameters:
  ///   - name: what it is called in messages.
  ///   - kind: what it is.
  /// - Returns: its number.
  func begin(_ name: String, as kind: InputKind) -> InputNumber {
    nextInput += 1
    var input = LiveInput(name: name, kind: kind)
    if case .stream(let key) = kind { input.key = key }
    inputs[nextInput] = input
    return nextInput
  }

  /// What an input is called.
  func name(of number: InputNumber) -> String { inputs[number]?.name ?? "" }

  /// Takes bytes that have come, and keeps those of a stream first.
  func append(_ bytes: [UInt8], to number: InputNumber) throws(CaudalError) {
    if let spool, let input = inputs[number], case .stream = input.kind {
      let key = input.key ?? spool.makeKey()
      if input.key == nil {
        try spool.write(SpoolEvent(kind: .begin, key: key, bytes: Array(input.name.utf8)))
        inputs[number]?.key = key
      }
      try spool.write(SpoolEvent(kind: .bytes, key: key, bytes: bytes))
    }
    try take(bytes, of: number)
  }

  /// Takes bytes that are kept, or needn't be.
  func take(_ bytes: [UInt8], of number: InputNumber) throws(CaudalError) {
    if let input = inputs[number], input.endsWithinRow { throw input.goesOnWithinRow }
    bytesTaken += bytes.count
    guard inputs[number]?.cutter == nil else {
      inputs[number]?.cutter?.append(bytes)
      return
    }
    inputs[number]?.raw += bytes
    try findRows(of: number, isWhole: false)
  }

  /// Ends an input.
  ///
  /// - Parameters:
  ///   - number: its number.
  ///   - isKept: whether a last row without a line end counts: it doesn't if nobody knows whether it is whole.
  /// - Throws: ``CaudalError`` if its head makes no sense.
  func end(_ number: InputNumber, keepingLastRow isKept: Bool) throws(CaudalError) {
    if let spool, let key = inputs[number]?.key {
      let kind = isKept ? SpoolEvent.Kind.endWithLastRow : .end
      try spool.write(SpoolEvent(kind: kind, key: key, bytes: []))
    }
    try finish(number, keepingLastRow: isKept)
  }

  /// Ends an input of which it is kept, or needn't be, that it has ended; see ``end(_:keepingLastRow:)``.
  func finish(_ number: InputNumber, keepingLastRow isKept: Bool) throws(CaudalError) {
    if let input = inputs[number], input.cutter == nil, !input.raw.isEmpty {
      try findRows(of: number, isWhole: true)
    }
    takeRows(of: number)
    if let rest = inputs[number]?.cutter?.takeRest(), !rest.isEmpty {
      inputs[number]?.endsWithinRow = true
      if isKept {
        putBatch(rest, of: number)
      } else {
        notes(
          "note: \(name(of: number)): the last row has no end, and is left out:"
            + " \"\(RecordFailure.excerpt(rest))\"")
      }
    }
    if let input = inputs[number], input.kind.isFile {
      ended[input.name] = progress(of: input)
    }
    inputs[number] = nil
  }

  func progress(of input: LiveInput) -> FileProgress {
    FileProgress(
      name: input.name, offset: input.bytesBefore, rows: input.rowsBefore,
      firstBytes: input.firstBytes, hasHeader: input.head?.layout.rowsBeforeData ?? 0 > 0,
      ownHead: input.ownHead, inode: input.inode, endsWithinRow: input.endsWithinRow)
  }

  /// Finds out where the rows of an input begin, if that can be told.
  func findRows(of number: InputNumber, isWhole: Bool) throws(CaudalError) {
    guard let input = inputs[number], input.cutter == nil else { return }
    do throws(LayoutError) {
      guard let head else {
        guard let found = try reader.liveHead(of: input.raw, isWhole: isWhole) else { return }
        self.head = found
        begin(number, found.head)
        return
      }
      if input.kind == .folderFile {
        let found = try reader.liveHead(of: input.raw, isWhole: isWhole, as: .other(head.head))
        if let found { begin(number, found.head, own: found.sample) }
      } else {
        findRepeatedHeader(of: number, input.raw, head, isWhole: isWhole)
      }
    } catch {
      throw CaudalError(.layout(error), path: input.name)
    }
    // Others may have waited for the first one.
    for other in inputs.keys.sorted() where other != number {
      try findRows(of: other, isWhole: false)
    }
  }

  /// Leaves out a header that comes again; its columns may stand in another order now.
  private func findRepeatedHeader(
    of number: InputNumber, _ raw: [UInt8], _ head: LiveHead, isWhole: Bool
  ) {
    if raw.starts(with: head.header) { return begin(number, head.head, at: head.header.count) }
    let line = raw.firstIndex(of: UInt8(ascii: "\n")).map { Array(raw[...$0]) }
    guard let line = line ?? (isWhole ? raw : nil) else { return }
    // Where the table's rows have several lines in front of them, so may these.
    if raw.count < head.header.count, head.header.starts(with: raw), !isWhole { return }
    if head.head.layout.hasHeader,
      let other = try? reader.liveHead(of: line, isWhole: true, as: .other(head.head))
    {
      return begin(number, other.head, own: line)
    }
    var plain = head.head
    plain.layout.rowsBeforeData = 0
    begin(number, plain, at: 0)
  }

  private func begin(
    _ number: InputNumber, _ head: FileHead, at start: Int? = nil, own ownHead: [UInt8] = []
  ) {
    guard var input = inputs[number] else { return }
    let start = min(start ?? head.layout.dataStart, input.raw.count)
    (input.head, input.ownHead) = (head, ownHead)
    var cutter = RowCutter(head.layout)
    cutter.append(input.raw[start...])
    input.cutter = cutter
    input.bytesBefore = start
    input.raw = []
    inputs[number] = input
  }

  // MARK: - To the scan

  /// Takes out the whole rows that have come, in the order of the inputs.
  func takeBatches() -> [LiveBatch] {
    for number in inputs.keys.sorted() { takeRows(of: number) }
    defer { (ready, bytesTaken) = ([], 0) }
    return ready
  }

  func takeRows(of number: InputNumber) {
    guard let rows = inputs[number]?.cutter?.takeRows(), !rows.isEmpty else { return }
    putBatch(rows, of: number)
  }

  func putBatch(_ rows: [UInt8], of number: InputNumber) {
    guard let input = inputs[number], let head = input.head else { return }
    var batch = LiveBatch(
      input: number, position: position, bytes: rows, source: input.name, head: head,
      rowsBefore: input.rowsBefore, bytesBefore: input.bytesBefore)
    if !input.origins.isEmpty {
      let end = input.bytesBefore + rows.count
      batch.origins = input.origins.filter { $0.start < end }
      inputs[number]?.origins.removeFirst(batch.origins.count)
    }
    ready.append(batch)
    position += rows.count
    inputs[number]?.bytesBefore += rows.count
  }

  /// Takes notice of how many rows a batch had.
  func count(rows: Int, of batch: LiveBatch) {
    inputs[batch.input]?.rowsBefore += rows
    // The batch may have been its last one.
    guard inputs[batch.input] == nil, let last = ended[batch.source] else { return }
    ended[batch.source] = last.with(moreRows: rows)
  }

  /// How many bytes all batches have had.
  var taken: Int { position }
}
