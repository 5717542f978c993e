import Scan

/// Rows of some messages of a topic, one behind the other.
struct TopicRows {
  private static let lineFeed = UInt8(ascii: "\n")

  /// Their bytes. Each message's end with a line end.
  private(set) var bytes: [UInt8] = []

  /// Where each message begins, counted from the first of these bytes.
  private(set) var origins: [RowOrigin] = []

  /// Whether the last message may have begun a row that doesn't end.
  var mayEndWithinRow = false

  /// Begins without rows.
  init() {}

  /// A row that names the columns, which no message has.
  init(header: String) { bytes = Array(header.utf8) + [Self.lineFeed] }

  /// Appends the rows of a message. One without a value, or with an empty one, has none.
  mutating func append(_ message: KafkaMessage, of partition: CInt) {
    let start = bytes.count
    message.append(to: &bytes)
    guard bytes.count > start else { return }
    if bytes[bytes.count - 1] != Self.lineFeed { bytes.append(Self.lineFeed) }
    origins.append(RowOrigin(start: start, partition: Int(partition), offset: message.offset))
  }

  /// Leaves out the first row of the last message, if it is one that has been.
  ///
  /// - Parameters:
  ///   - row: that row, with its line end; empty for none.
  ///   - start: where the message begins.
  mutating func dropRow(_ row: [UInt8], from start: Int) {
    guard !row.isEmpty, bytes[start...].starts(with: row) else { return }
    bytes.removeSubrange(start..<start + row.count)
    if bytes.count == start { origins.removeLast() }
  }
}
