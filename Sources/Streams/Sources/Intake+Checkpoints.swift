import CSV
import Scan
import Vocabulary

/// How far inputs have been read, and how they are gone on with.
extension Intake {
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
  ///   - topics: how far topics had been read.
  ///   - bytes: the bytes of all batches.
  /// - Throws: ``CaudalError`` if the rows aren't read as they were.
  func resume(
    sample: [UInt8], _ files: [FileProgress], seen: Set<String>, _ topics: [TopicProgress],
    bytes: Int
  ) throws(CaudalError) {
    for topic in topics { unresumedTopics[topic.name] = topic }
    (filesSeen, position) = (seen, bytes)
    guard !sample.isEmpty else { return }
    do throws(LayoutError) {
      // A file may have ended behind the only row, without a line end.
      head = try reader.liveHead(of: sample, isWhole: false)
      if head == nil { head = try reader.liveHead(of: sample, isWhole: true) }
    } catch {
      throw CaudalError(.layout(error), path: "the checkpoint")
    }
    guard head != nil else {
      throw CaudalError(
        .badData, "the checkpoint: its rows have no beginning; remove it to begin anew")
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
    inputs[number]?.endsWithinRow = progress.endsWithinRow
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
      numbers[stream.key] = resume(stream.input, as: .stream(key: stream.key))
    }
    return numbers
  }

  /// Begins an input of which some bytes wait.
  func resume(_ waiting: WaitingInput, as kind: InputKind) -> InputNumber {
    guard waiting.hasBegun, let head else {
      let number = begin(waiting.progress.name, as: kind)
      inputs[number]?.raw = waiting.bytes
      return number
    }
    let number = resume(waiting.progress, as: kind, head)
    inputs[number]?.cutter?.append(waiting.bytes)
    return number
  }

  /// The streams of which something is in the spool: between a scan and the next reading.
  var streams: [SpooledProgress] {
    inputs.keys.sorted().compactMap { number in
      guard let input = inputs[number], let key = input.key else { return nil }
      return SpooledProgress(key: key, input: waiting(input))
    }
  }

  /// An input and what of it hasn't been counted.
  func waiting(_ input: LiveInput) -> WaitingInput {
    WaitingInput(
      progress: progress(of: input), hasBegun: input.cutter != nil,
      bytes: input.cutter?.waiting ?? input.raw)
  }
}
