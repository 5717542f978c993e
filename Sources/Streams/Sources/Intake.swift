import CSV
import Scan
import Vocabulary

/// Takes bytes as they come, from one source or several, and makes batches of whole rows of them.
///
/// The first input that has a header and a row defines the table. A header that comes again, as every connection and
/// every new file may have one, is left out.
final class Intake {
  private let reader: LayoutReader

  /// What keeps what comes from streams; nil if nothing does.
  private let spool: Spool?
  private let notes: @Sendable (String) -> Void
  private var inputs: [InputNumber: LiveInput] = [:]
  private var unresumed: [String: FileProgress] = [:]

  /// How far files have been read that have ended, and may be gone on with when they have grown.
  private var ended: [String: FileProgress] = [:]
  private var nextInput = 0
  private var nextBatch = 0
  private var position = 0
  private var ready: [(input: InputNumber, batch: LiveBatch)] = []

  /// What the first rows say; nil as long as there are none.
  private(set) var head: LiveHead?

  /// The bytes that have come since this was emptied.
  private(set) var bytesTaken = 0

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
    var endsWithinRow = false
    if let rest = inputs[number]?.cutter?.takeRest(), !rest.isEmpty {
      endsWithinRow = true
      if isKept {
        putBatch(rest, of: number)
      } else {
        notes(
          "note: \(name(of: number)): the last row has no end, and is left out:"
            + " \"\(RecordFailure.excerpt(rest))\"")
      }
    }
    if let input = inputs[number], input.kind.isFile {
      ended[input.name] = progress(of: input, endsWithinRow: endsWithinRow)
    }
    inputs[number] = nil
  }

  private func progress(of input: LiveInput, endsWithinRow: Bool = false) -> FileProgress {
    FileProgress(
      name: input.name, offset: input.bytesBefore, rows: input.rowsBefore,
      firstBytes: input.firstBytes, hasHeader: input.head?.layout.rowsBeforeData ?? 0 > 0,
      ownHead: input.ownHead, inode: input.inode, endsWithinRow: endsWithinRow)
  }

  /// Finds out where the rows of an input begin, if that can be told.
  private func findRows(of number: InputNumber, isWhole: Bool) throws(CaudalError) {
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
  func takeBatches() -> [(input: InputNumber, batch: LiveBatch)] {
    for number in inputs.keys.sorted() { takeRows(of: number) }
    defer { (ready, bytesTaken) = ([], 0) }
    return ready
  }

  private func takeRows(of number: InputNumber) {
    guard let rows = inputs[number]?.cutter?.takeRows(), !rows.isEmpty else { return }
    putBatch(rows, of: number)
  }

  private func putBatch(_ rows: [UInt8], of number: InputNumber) {
    guard let input = inputs[number], let head = input.head else { return }
    ready.append(
      (
        number,
        LiveBatch(
          number: nextBatch, position: position, bytes: rows, source: input.name, head: head,
          rowsBefore: input.rowsBefore, bytesBefore: input.bytesBefore)
      ))
    nextBatch += 1
    position += rows.count
    inputs[number]?.bytesBefore += rows.count
  }

  /// Takes notice of how many rows a batch had.
  func count(rows: Int, of batch: LiveBatch, input number: InputNumber) {
    inputs[number]?.rowsBefore += rows
    // The batch may have been its last one.
    guard inputs[number] == nil, let last = ended[batch.source] else { return }
    ended[batch.source] = last.with(moreRows: rows)
  }

  // MARK: - For checkpoints

  /// Takes notice of the first bytes of a file, by which it is known again.
  func setFirstBytes(_ bytes: [UInt8], of number: InputNumber) {
    inputs[number]?.firstBytes = bytes
  }

  /// Takes notice of the number by which the file system knows a file.
  func setInode(_ inode: UInt, of number: InputNumber) {
    inputs[number]?.inode = Int(bitPattern: inode)
  }

  /// How far files have been read: between a scan and the next reading.
  var progress: [FileProgress] {
    let open = inputs.values.filter { $0.cutter != nil && $0.kind.isFile }.map { progress(of: $0) }
    let names = Set(open.map(\.name))
    let closed = ended.values.filter { !names.contains($0.name) && !filesSeen.contains($0.name) }
    return (open + closed).sorted { $0.name < $1.name }
  }

  /// Goes on from where a checkpoint was written.
  ///
  /// - Parameters:
  ///   - sample: the first rows, of which the head was made out; none if there were none.
  ///   - files: how far files had been read.
  ///   - seen: the files of folders that had been read.
  ///   - batches: the number of batches.
  ///   - bytes: the bytes of all batches.
  /// - Throws: ``CaudalError`` if the rows aren't read as they were.
  func resume(
    sample: [UInt8], _ files: [FileProgress], seen: Set<String>, batches: Int, bytes: Int
  ) throws(CaudalError) {
    (filesSeen, nextBatch, position) = (seen, batches, bytes)
    guard !sample.isEmpty else { return }
    do throws(LayoutError) {
      head = try reader.liveHead(of: sample, isWhole: false)
    } catch {
      throw CaudalError(.layout(error), path: "the checkpoint")
    }
    for file in files { unresumed[file.name] = file }
  }

  /// Whether a file had been begun when a checkpoint was written.
  func resumes(_ name: String) -> Bool { unresumed[name] != nil }

  /// Begins an input where it was when a checkpoint was written.
  ///
  /// - Parameters:
  ///   - name: the file.
  ///   - kind: what it is.
  /// - Returns: its number, and how far it was read; nil if the checkpoint doesn't tell of it.
  func resumed(
    _ name: String, as kind: InputKind
  ) -> (number: InputNumber, progress: FileProgress)? {
    guard let progress = unresumed.removeValue(forKey: name), let head else { return nil }
    return (resume(progress, as: kind, head), progress)
  }

  private func resume(
    _ progress: FileProgress, as kind: InputKind, _ first: LiveHead
  ) -> InputNumber {
    let number = begin(progress.name, as: kind)
    var head = first.head
    if !progress.ownHead.isEmpty,
      let own = try? reader.liveHead(of: progress.ownHead, isWhole: true, as: .other(first.head))
    {
      head = own.head
    } else if !progress.hasHeader {
      head.layout.rowsBeforeData = 0
    }
    inputs[number]?.head = head
    inputs[number]?.ownHead = progress.ownHead
    inputs[number]?.cutter = RowCutter(head.layout)
    inputs[number]?.bytesBefore = progress.offset
    inputs[number]?.rowsBefore = progress.rows
    inputs[number]?.firstBytes = progress.firstBytes
    inputs[number]?.inode = progress.inode
    return number
  }

  /// Begins streams where they were when a checkpoint was written.
  ///
  /// - Parameter streams: what was known of them.
  /// - Returns: their numbers, by those in the spool.
  func resume(_ streams: [SpooledProgress]) -> [Int: InputNumber] {
    var numbers: [Int: InputNumber] = [:]
    for stream in streams {
      let kind = InputKind.stream(key: stream.key)
      if stream.hasBegun, let head {
        let number = resume(stream.progress, as: kind, head)
        inputs[number]?.cutter?.append(stream.waiting)
        numbers[stream.key] = number
      } else {
        let number = begin(stream.progress.name, as: kind)
        inputs[number]?.raw = stream.waiting
        numbers[stream.key] = number
      }
    }
    return numbers
  }

  /// The streams of which something is in the spool: between a scan and the next reading.
  var streams: [SpooledProgress] {
    inputs.keys.sorted().compactMap { number in
      guard let input = inputs[number], let key = input.key else { return nil }
      return SpooledProgress(
        key: key, progress: progress(of: input), hasBegun: input.cutter != nil,
        waiting: input.cutter?.waiting ?? input.raw)
    }
  }

  /// How many batches there have been, and how many bytes they had.
  var taken: (batches: Int, bytes: Int) { (nextBatch, position) }
}
