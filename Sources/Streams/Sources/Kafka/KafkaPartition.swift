import Vocabulary

/// A partition of a topic: its messages in their order.
final class KafkaPartition {
  /// The most messages that are taken out of the library at a time.
  private static let messagesAtOnce = 1000

  let number: CInt

  /// The offset of the first message that was wanted.
  let firstOffset: Int

  /// The offset behind the newest message that was there at the beginning.
  let end: Int

  /// The offset of the next message.
  private(set) var next: Int

  private let client: KafkaClient
  private let endsAtEnd: Bool
  private var messages: [KafkaMessage] = []
  private var taken = 0

  /// Whether nothing was there behind the last message.
  private var isDry = false

  /// Begins to fetch messages.
  ///
  /// - Parameters:
  ///   - number: the partition's number.
  ///   - offset: that of the first message.
  ///   - end: the offset behind the newest one that is there.
  ///   - endsAtEnd: whether those behind that aren't wanted.
  ///   - client: the connection.
  /// - Throws: ``CaudalError`` if that is impossible.
  init(
    _ number: CInt, from offset: Int, end: Int, endsAtEnd: Bool, of client: KafkaClient
  ) throws(CaudalError) {
    (self.number, firstOffset, next, self.end) = (number, offset, offset, end)
    (self.client, self.endsAtEnd) = (client, endsAtEnd)
    guard !(endsAtEnd && offset >= end) else { return }
    try client.start(number, at: offset)
  }

  deinit {
    for message in messages[taken...] { client.giveBack(message) }
    if !(endsAtEnd && firstOffset >= end) { client.stop(number) }
  }

  /// Whether nothing more of it is wanted.
  var isAtEnd: Bool { endsAtEnd && !isOwing }

  /// Whether a message is to come that was there at the beginning.
  var isOwing: Bool { next < end && !(isDry && first == nil) }

  /// The next message; nil if it isn't here.
  var first: KafkaMessage? { taken < messages.count ? messages[taken] : nil }

  /// Where the next message stands among those of all partitions: by its time, then by the partition's number.
  var place: (timestamp: Int, number: CInt)? { first.map { ($0.timestamp, number) } }

  /// Passes the next message.
  func drop() {
    guard let message = first else { return }
    next = message.offset + 1
    client.giveBack(message)
    taken += 1
  }

  /// Takes messages out of the library, if none are left.
  ///
  /// - Returns: whether the library gave anything.
  /// - Throws: ``CaudalError`` if the partition can't be read any more.
  func fill() throws(CaudalError) -> Bool {
    guard first == nil, !isAtEnd else { return false }
    let found = client.take(from: number, atMost: Self.messagesAtOnce)
    guard !found.isEmpty else { return false }
    (messages, taken) = ([], 0)
    var failed: CInt?
    for message in found {
      let isWanted = message.error == 0 && !(endsAtEnd && message.offset >= end)
      if isWanted, failed == nil {
        messages.append(message)
        isDry = false
        continue
      }
      if message.error == KafkaError.endOfPartition {
        isDry = true
      } else if message.error != 0, !KafkaError.passing.contains(message.error) {
        failed = failed ?? message.error
      }
      client.giveBack(message)
    }
    if let failed { throw failure(failed) }
    return true
  }

  private func failure(_ code: CInt) -> CaudalError {
    guard KafkaError.noOffset.contains(code) else { return client.failure(code, in: number) }
    return client.missing(next, of: number)
  }
}
