import Glibc
import Synchronization

/// How often a signal has come that ends the work in order.
private let stopCount = Atomic(0)

/// How often a signal has come that asks for a checkpoint.
private let checkpointCount = Atomic(0)

/// The signals to which work that doesn't end by itself listens: SIGTERM and SIGINT end it in order, a second one at
/// once; SIGUSR1 asks for a checkpoint, as batch systems send it before their limit.
final class StopSignals {
  private var former: [(number: CInt, action: sigaction)] = []
  private var checkpointsSeen = 0

  /// Begins to listen. A signal that is ignored stays so.
  init() {
    stopCount.store(0, ordering: .releasing)
    checkpointsSeen = checkpointCount.load(ordering: .acquiring)
    for number in [SIGTERM, SIGINT, SIGUSR1] {
      var old = sigaction()
      unsafe sigaction(number, nil, &old)
      let isIgnored = unsafe unsafeBitCast(old.__sigaction_handler.sa_handler, to: Int.self) == 1
      guard !isIgnored else { continue }
      var new = sigaction()
      unsafe new.__sigaction_handler.sa_handler = { number in
        if number == SIGUSR1 {
          checkpointCount.add(1, ordering: .releasing)
        } else if stopCount.add(1, ordering: .releasing).oldValue > 0 {
          _exit(128 + number)
        }
      }
      unsafe sigaction(number, &new, nil)
      former.append((number, old))
    }
  }

  deinit {
    for (number, action) in former {
      var action = action
      unsafe sigaction(number, &action, nil)
    }
  }

  /// Whether the work is to end.
  var isStopping: Bool { stopCount.load(ordering: .acquiring) > 0 }

  /// Whether a checkpoint was asked for since this was asked last.
  func takeCheckpointWish() -> Bool {
    let count = checkpointCount.load(ordering: .acquiring)
    defer { checkpointsSeen = count }
    return count != checkpointsSeen
  }
}
