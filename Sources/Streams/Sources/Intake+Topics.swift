import CSV
import Scan
import Vocabulary

/// Topics: their rows come in whole messages, and each tells where it comes from.
extension Intake {
  /// The bytes that a message has which doesn't end where a row ends.
  ///
  /// - Parameter number: the number of a topic.
  /// - Returns: nil as long as nobody knows, as there have been no rows.
  func marks(of number: InputNumber) -> Set<UInt8>? {
    guard let input = inputs[number], input.cutter != nil, let dialect = input.head?.layout.dialect
    else { return nil }
    let marks = [dialect.rows.quote, dialect.rows.escape].compactMap(\.self)
    return dialect.isPlainText ? [] : Set(marks)
  }

  /// The header as it has been, with which a message may begin again; empty without one.
  func repeatedHeader(of number: InputNumber) -> [UInt8] {
    if let head { return head.header }
    guard !reader.isOfPlainText, reader.mayHaveHeader, let raw = inputs[number]?.raw,
      let end = raw.firstIndex(of: UInt8(ascii: "\n"))
    else { return [] }
    return Array(raw[...end])
  }

  /// Takes whole rows of a topic.
  func append(_ rows: TopicRows, to number: InputNumber) throws(CaudalError) {
    guard var input = inputs.removeValue(forKey: number) else { return }
    bytesTaken += rows.bytes.count
    let before = input.bytesBefore + (input.cutter?.count ?? input.raw.count)
    for origin in rows.origins { input.origins.append(origin.moved(by: before)) }
    guard input.cutter != nil else {
      input.raw += rows.bytes
      inputs[number] = input
      return try findRows(of: number, isWhole: false)
    }
    input.cutter?.append(rows.bytes)
    let isOpen = rows.mayEndWithinRow && input.cutter?.endsWithRow() == false
    inputs[number] = input
    guard isOpen else { return }
    // The row is at fault, and must not swallow those of other messages.
    takeRows(of: number)
    if let rest = inputs[number]?.cutter?.takeRest(), !rest.isEmpty { putBatch(rest, of: number) }
  }

  /// Takes notice of how far the partitions of a topic have been read.
  func setOffsets(
    _ offsets: [(partition: Int, first: Int, next: Int)], of number: InputNumber
  ) {
    for (partition, first, next) in offsets {
      inputs[number]?.firstOffsets[partition] = first
      inputs[number]?.offsets[partition] = next
    }
  }

  /// Takes notice that no more rows of a topic come.
  func endTopic(_ number: InputNumber) throws(CaudalError) {
    guard let input = inputs[number], input.cutter == nil, !input.raw.isEmpty else { return }
    try findRows(of: number, isWhole: true)
  }

  // MARK: - For checkpoints

  /// Begins a topic where it was when a checkpoint was written.
  ///
  /// - Parameter name: what it is called.
  /// - Returns: its number, the offsets of its next messages, and whether nothing of it has been read; nil if the
  ///   checkpoint doesn't tell of it.
  func resumed(
    topic name: String
  ) -> (number: InputNumber, offsets: [Int: Int], isFresh: Bool)? {
    guard let progress = unresumedTopics.removeValue(forKey: name) else { return nil }
    let number = resume(progress.input, as: .topic)
    let offsets = Dictionary(uniqueKeysWithValues: zip(progress.partitions, progress.offsets))
    inputs[number]?.firstOffsets = offsets
    inputs[number]?.offsets = offsets
    return (number, offsets, !progress.input.hasBegun && progress.input.bytes.isEmpty)
  }

  /// How far topics have been read: between a scan and the next reading.
  var topics: [TopicProgress] {
    inputs.keys.sorted().compactMap { number in
      guard let input = inputs[number], input.kind == .topic else { return nil }
      return TopicProgress(input.offsets, input: waiting(input))
    }
  }

  /// Topics of which nothing has been counted.
  var topicsAtBeginning: [TopicProgress] {
    inputs.keys.sorted().compactMap { number in
      guard let input = inputs[number], input.kind == .topic else { return nil }
      let nothing = WaitingInput(
        progress: FileProgress(name: input.name), hasBegun: false, bytes: [])
      return TopicProgress(input.firstOffsets, input: nothing)
    }
  }
}
