/// The messages that the one process of a solo communicator sends to itself.
///
/// Matching follows MPI: a message goes to the receive posted first among those that accept its
/// tag, a receive gets the oldest message that it accepts.
final class Mailbox {
  /// A message that no receive has taken.
  struct Message {
    let tag: Int
    let bytes: [UInt8]
  }

  /// A receive that waits for its message.
  final class Posted {
    let tag: Int
    var message: Message?

    init(tag: Int) {
      self.tag = tag
    }
  }

  private var unexpected: [Message] = []
  private var posted: [Posted] = []

  func deliver(_ message: Message) {
    if let index = posted.firstIndex(where: { $0.tag == message.tag }) {
      posted.remove(at: index).message = message
    } else {
      unexpected.append(message)
    }
  }

  /// Starts a receive, which is complete if a message is there already.
  func post(tag: Int) -> Posted {
    let receive = Posted(tag: tag)
    if let message = take(tag: tag) {
      receive.message = message
    } else {
      posted.append(receive)
    }
    return receive
  }

  /// Withdraws a receive.
  func cancel(_ receive: Posted) {
    posted.removeAll { $0 === receive }
  }

  /// The oldest message of a tag, or of any.
  func first(tag: Int?) -> Message? {
    unexpected.first { tag == nil || $0.tag == tag }
  }

  /// Removes and returns the oldest message of a tag.
  func take(tag: Int) -> Message? {
    guard let index = unexpected.firstIndex(where: { $0.tag == tag }) else { return nil }
    return unexpected.remove(at: index)
  }
}
