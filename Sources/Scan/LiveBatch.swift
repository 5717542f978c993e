package import CSV
package import Ranks

/// Whole rows that have come, and where they stand.
package struct LiveBatch: Sendable {
  /// The number of the input that they come from.
  package let input: Int

  /// The number of bytes of all batches before it.
  package let position: Int

  /// The rows.
  package let bytes: [UInt8]

  /// What they come from, for messages.
  package let source: String

  /// How they are written.
  package let head: FileHead

  /// The number of rows of data of the same source before them.
  package var rowsBefore: Int

  /// The number of bytes of the same source before them.
  package let bytesBefore: Int

  /// The messages in which they came, if they came in messages, ascending.
  package var origins: [RowOrigin] = []

  /// Describes rows.
  package init(
    input: Int, position: Int, bytes: [UInt8], source: String, head: FileHead, rowsBefore: Int,
    bytesBefore: Int
  ) {
    self.input = input
    self.position = position
    self.bytes = bytes
    self.source = source
    self.head = head
    self.rowsBefore = rowsBefore
    self.bytesBefore = bytesBefore
  }
}

/// A message in which rows came.
package struct RowOrigin: Sendable, WireCodable {
  /// The place of its first byte among all of the source.
  package let start: Int

  private let partition: Int32

  private let offset: Int

  /// Names a message.
  ///
  /// - Parameters:
  ///   - start: the place of its first byte.
  ///   - partition: the partition of the topic that has it.
  ///   - offset: its number there.
  package init(start: Int, partition: Int, offset: Int) {
    (self.start, self.partition, self.offset) = (start, Int32(partition), offset)
  }

  package init(from message: inout WireReader) {
    (start, offset) = (message.read(), message.read())
    partition = Int32(message.read(Int.self))
  }

  package func write(to message: inout WireWriter) {
    message.write(start, offset, Int(partition))
  }

  /// The same message behind other bytes.
  ///
  /// - Parameter bytes: the number of those.
  /// - Returns: a message so much farther behind.
  package func moved(by bytes: Int) -> RowOrigin {
    RowOrigin(start: start + bytes, partition: Int(partition), offset: offset)
  }

  /// Where it is, for messages.
  var description: String { "partition \(partition), message \(offset)" }
}

extension LiveBatch {
  /// What a row is called after.
  struct Place {
    /// The name of what it came from.
    let name: String

    /// The rows and bytes of the source that aren't counted, as they came in other messages.
    let rowsBefore: Int
    let bytesBefore: Int

    /// How the rows are written.
    let layout: FileLayout
  }

  /// What a row is called after: its source, or the message in which it came.
  ///
  /// - Parameter byte: the place of one of its bytes among those of the batch.
  /// - Returns: the name, and what stands before that.
  /// - Complexity: O(bytes) before the message, if there are messages.
  func place(ofByte byte: Int) -> Place {
    guard let message = message(ofByte: byte) else {
      return Place(name: source, rowsBefore: 0, bytesBefore: 0, layout: head.layout)
    }
    let start = start(of: message)
    let rows = head.rows(startingAt: [start], in: bytes).first?.rowsBefore ?? 0
    return Place(
      name: "\(source), \(message.description)", rowsBefore: rowsBefore + rows,
      bytesBefore: bytesBefore + start, layout: layoutOfMessage)
  }

  /// Finds some of the rows.
  ///
  /// - Parameter starts: the places of their first bytes, ascending.
  /// - Returns: for each what it came from, its number there from 1, the offset of its first byte there, and where it
  ///   lies in the bytes of the batch.
  /// - Complexity: O(bytes).
  package func rows(
    startingAt starts: [Int]
  ) -> [(name: String, number: Int, byte: Int, place: Range<Int>)] {
    let messages = starts.map(message(ofByte:))
    let wanted = Set(starts + messages.compactMap { $0.map(start(of:)) }).sorted()
    let found = zip(wanted, head.rows(startingAt: wanted, in: bytes))
    let rows = Dictionary(uniqueKeysWithValues: found.map { ($0, $1) })
    return zip(starts, messages).compactMap { start, message in
      guard let row = rows[start] else { return nil }
      guard let message else {
        let number = rowsBefore + row.rowsBefore + head.layout.rowsBeforeData + 1
        return (source, number, bytesBefore + start, row.place)
      }
      let first = self.start(of: message)
      let number = row.rowsBefore - (rows[first]?.rowsBefore ?? 0) + 1
      return ("\(source), \(message.description)", number, start - first, row.place)
    }
  }

  /// The message in which a byte came; nil if there are no messages.
  private func message(ofByte byte: Int) -> RowOrigin? {
    var (low, high) = (0, origins.count)
    while low < high {
      let middle = (low + high) / 2
      if origins[middle].start <= bytesBefore + byte { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? origins[low - 1] : nil
  }

  func start(of message: RowOrigin) -> Int { max(0, message.start - bytesBefore) }

  /// How rows of a message are written: none stands in front of its data.
  private var layoutOfMessage: FileLayout {
    var layout = head.layout
    layout.rowsBeforeData = 0
    return layout
  }
}
