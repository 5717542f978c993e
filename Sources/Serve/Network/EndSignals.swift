import Glibc
import Synchronization

/// How often SIGTERM and SIGINT have come since they were first awaited.
private let endSignalCount = Atomic(0)

/// Awaits the signals that end a server: the first one in order, a second one at once.
package struct EndSignals: ~Copyable {
  private var former: [(number: CInt, action: sigaction)] = []

  /// How often they have come.
  package static var count: Int { endSignalCount.load(ordering: .acquiring) }

  /// Begins to await them. One that is ignored stays so.
  package init() {
    // Also makes the variable exist before a handler needs it.
    endSignalCount.store(0, ordering: .releasing)
    for number in [SIGTERM, SIGINT] {
      var old = sigaction()
      unsafe sigaction(number, nil, &old)
      let isIgnored = unsafe unsafeBitCast(old.__sigaction_handler.sa_handler, to: Int.self) == 1
      guard !isIgnored else { continue }
      var new = sigaction()
      unsafe new.__sigaction_handler.sa_handler = { _ in
        endSignalCount.add(1, ordering: .releasing)
      }
      new.sa_flags = SA_RESTART
      unsafe sigaction(number, &new, nil)
      former.append((number, old))
    }
  }

  /// Gives the signals back to whoever had them.
  package consuming func end() {
    for (number, action) in former {
      var action = action
      unsafe sigaction(number, &action, nil)
    }
  }
}
