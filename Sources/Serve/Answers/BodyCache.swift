import Synchronization

/// What an answer depends on beside the models.
enum AnswerKey: Hashable {
  case prediction(family: String, hours: Int)
  case forecast(model: Int, horizon: Int, levels: [Double])
  case models(name: String?, offset: Int, limit: Int)
  case openAPI
}

/// Answers that were made once, up to a number of bytes; the oldest give way.
///
/// Two threads that miss the same answer at the same moment both make it, and one of the two is kept:
/// they are the same bytes.
final class BodyCache: Sendable {
  fileprivate struct Contents {
    var answers: [AnswerKey: HTTPResponse] = [:]
    /// The keys in the order they came; those before ``next`` have gone.
    var order: [AnswerKey] = []
    var next = 0
    var bytes = 0
  }

  private let capacity: Int
  private let contents = Mutex(Contents())

  /// A cache of a number of bytes; none keeps nothing.
  init(capacity: Int) { self.capacity = capacity }

  /// The bytes that are kept.
  var byteCount: Int { contents.withLock(\.bytes) }

  /// The answer that is kept.
  subscript(key: AnswerKey) -> HTTPResponse? { contents.withLock { $0.answers[key] } }

  /// Keeps an answer, unless it would take more than a quarter of the space.
  func keep(_ answer: HTTPResponse, for key: AnswerKey) {
    let size = Self.size(of: answer)
    guard size <= capacity / 4 else { return }
    contents.withLock { contents in
      guard contents.answers[key] == nil else { return }
      while contents.bytes + size > capacity { contents.dropOldest() }
      contents.answers[key] = answer
      contents.order.append(key)
      contents.bytes += size
    }
  }

  /// The bytes of an answer, with an estimate of what keeping it takes.
  fileprivate static func size(of answer: HTTPResponse) -> Int {
    answer.head.count + answer.body.count + 512
  }
}

extension BodyCache.Contents {
  fileprivate mutating func dropOldest() {
    if let answer = answers.removeValue(forKey: order[next]) { bytes -= BodyCache.size(of: answer) }
    next += 1
    if next > 1_024, next > order.count / 2 {
      order.removeFirst(next)
      next = 0
    }
  }
}
