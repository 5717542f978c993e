import CSV
import Glibc
import MPI
import Ranks
import Vocabulary

/// How long a rank waits for others, without taking the processor from them.
///
/// Calls of MPI that wait do so for ever, and at full speed: a wrong network shows as a silent
/// hang. What waits here looks now and then, and sleeps in between.
struct Patience {
  private let clock = ContinuousClock()
  private let end: ContinuousClock.Instant

  /// Microseconds, from 50 to 1,000: quick answers are noticed quickly.
  private var pause: UInt32 = 50

  /// Begins to wait.
  ///
  /// - Parameter seconds: how long at most.
  init(seconds: Double) {
    end = clock.now + .seconds(seconds)
  }

  /// Sleeps for a moment.
  ///
  /// - Returns: whether to look once more; false if the time was over already.
  mutating func sleep() -> Bool {
    guard clock.now < end else { return false }
    usleep(pause)
    pause = min(1000, pause + pause / 8)
    return true
  }

  /// Sleeps until the time is over.
  mutating func exhaust() { while sleep() {} }
}

/// The tags of the messages of a check.
enum CheckTag {
  static let probe = 101
  static let silence = 102
  static let arrival = 103
  static let release = 104
  static let command = 105
  static let ping = 106
}

extension Communicator {
  /// Waits until every rank has got as far as this, then lets them all go on.
  ///
  /// A barrier that notices if somebody doesn't come, such as a rank whose file server hangs.
  ///
  /// - Parameters:
  ///   - work: what the ranks have been doing, for the message: "opening the file".
  ///   - hosts: the ranks' hosts, as far as they are known.
  ///   - seconds: how long rank 0 waits for the others.
  /// - Throws: `LostRank` if a rank doesn't come, or `MPIError`.
  /// - Complexity: two messages for each rank but 0.
  borrowing func meet(after work: String, hosts: [String], seconds: Double) throws {
    guard rank == 0 else {
      try send(UInt8(1), to: 0, tag: CheckTag.arrival)
      // Rank 0 complains first, unless it is rank 0 that hangs; and of the others, one is enough.
      let patience = Patience(seconds: 2 * seconds + 0.2 * Double(rank))
      let release = try receive(
        UInt8.self, atMost: 1, from: 0, tag: CheckTag.release, within: patience)
      guard release != nil else {
        throw LostRank(
          message: "rank 0 on host \(hosts[0]) has not come back from \(work)"
            + " for \(Amount.time(2 * seconds))")
      }
      return
    }
    var arrivals = ReceiveRequests<UInt8>()
    for peer in 1..<max(1, size) {
      arrivals.append(try immediateReceive(atMost: 1, from: peer, tag: CheckTag.arrival))
    }
    let missing = try unanswered(arrivals, Patience(seconds: seconds))
    guard missing.isEmpty else {
      let names = missing.map { "\($0 + 1) on host \(hosts[$0 + 1])" }
      throw LostRank(
        message: "\(Words.ranks(names)) \(names.count == 1 ? "has" : "have") not come back from"
          + " \(work) for \(Amount.time(seconds)): does the disk, or the file server, answer there?"
      )
    }
    _ = try arrivals.wait()
    for peer in 1..<max(1, size) { try send(UInt8(1), to: peer, tag: CheckTag.release) }
  }

  /// Receives a message of up to `capacity` elements, if it comes in time.
  ///
  /// - Returns: the elements; nil if the message hasn't come.
  /// - Throws: `MPIError`.
  borrowing func receive<Element: BitwiseCopyable>(
    _ type: Element.Type, atMost capacity: Int, from source: Int, tag: Int,
    within patience: Patience
  ) throws -> [Element]? {
    var receives = ReceiveRequests<Element>()
    receives.append(try immediateReceive(type, atMost: capacity, from: source, tag: tag))
    guard try unanswered(receives, patience).isEmpty else { return nil }
    return try receives.wait()[0]
  }

  /// Waits for some messages.
  ///
  /// - Returns: the numbers of the receives whose messages haven't come in time.
  /// - Throws: `MPIError`.
  borrowing func unanswered<Element: BitwiseCopyable>(
    _ receives: borrowing ReceiveRequests<Element>, _ patience: Patience
  ) throws -> [Int] {
    var patience = patience
    var missing = Array(0..<receives.count)
    repeat {
      var rest: [Int] = []
      for index in missing where try !receives.test(index) { rest.append(index) }
      missing = rest
    } while !missing.isEmpty && patience.sleep()
    return missing
  }
}

/// Lists in sentences.
enum Words {
  /// Items with commas between them; of very many, the first ones and how many more there are.
  static func list(_ items: [String], limit: Int = 8) -> String {
    let more = items.count > limit ? " and \(items.count - limit) more" : ""
    return items.prefix(limit).joined(separator: ", ") + more
  }

  /// "rank 3" or "ranks 3, 4".
  static func ranks(_ names: [String]) -> String {
    "\(names.count == 1 ? "rank" : "ranks") \(list(names))"
  }
}
