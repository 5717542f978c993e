import Glibc
import Vocabulary

/// What had come before the process began, and no checkpoint had passed: it comes once more, before anything else.
final class SpoolFeed: Feed {
  private let spool: Spool
  private var numbers: [Int: InputNumber]
  private(set) var isAtEnd = false

  /// Begins to read.
  ///
  /// - Parameters:
  ///   - spool: where it is kept.
  ///   - numbers: the inputs that had begun when the checkpoint was written, by their numbers in the spool.
  init(_ spool: Spool, _ numbers: [Int: InputNumber]) {
    self.spool = spool
    self.numbers = numbers
  }

  var waits: [pollfd] { [] }

  func read(into intake: Intake, atMost limit: Int) throws(CaudalError) -> Bool {
    guard !isAtEnd else { return false }
    var count = 0
    while count < limit {
      guard let event = try spool.next() else {
        try end(intake)
        return true
      }
      try take(event, intake)
      count += event.bytes.count
    }
    return true
  }

  private func take(_ event: SpoolEvent, _ intake: Intake) throws(CaudalError) {
    if event.kind == .begin {
      let name = String(decoding: event.bytes, as: UTF8.self)
      numbers[event.key] = intake.begin(name, as: .stream(key: event.key))
      return
    }
    guard let number = numbers[event.key] else {
      throw CaudalError(
        .badData, "the spool and the checkpoint don't belong together; remove both to begin anew")
    }
    switch event.kind {
    case .bytes: try intake.take(event.bytes, of: number)
    case .begin, .end, .endWithLastRow:
      try intake.finish(number, keepingLastRow: event.kind == .endWithLastRow)
      numbers[event.key] = nil
    }
  }

  /// Ends what had no end: those connections have gone.
  private func end(_ intake: Intake) throws(CaudalError) {
    for (_, number) in numbers.sorted(by: { $0.key < $1.key }) {
      try intake.finish(number, keepingLastRow: false)
    }
    numbers = [:]
    isAtEnd = true
  }
}
