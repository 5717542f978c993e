import Glibc
import Serve
import Threads
package import Vocabulary

/// Where the ranks of a job report to: what rank 0 tells the others by MPI.
package struct ReportAddress: Sendable, Equatable {
  /// The key by which reports are signed.
  package var key: ReportKey

  /// The port at which rank 0 receives.
  package var port: Int

  /// The addresses of rank 0's host. Which of them a rank reaches isn't known, so it sends to each: what comes twice
  /// counts once.
  package var addresses: [String]

  /// Where to report to.
  package init(key: ReportKey, port: Int, addresses: [String]) {
    self.key = key
    self.port = port
    self.addresses = addresses
  }

  /// As a message.
  package var message: [UInt8] {
    key.bytes + Array("\(port) \(addresses.joined(separator: " "))".utf8)
  }

  /// Reads a message; nil if it is empty, as there is nobody to report to.
  package init?(message: [UInt8]) {
    let words = String(decoding: message.dropFirst(32), as: UTF8.self).split(separator: " ")
    guard message.count > 32, let port = words.first.flatMap({ Int($0) }) else { return nil }
    self.init(
      key: ReportKey(bytes: Array(message.prefix(32))), port: port,
      addresses: words.dropFirst().map(String.init))
  }
}

/// Reports to rank 0 how far this rank is, twice a second, from a thread of its own, until the process ends.
package enum RankReporter {
  /// The microseconds from one report to the next.
  private static let pause: UInt32 = 500_000

  /// Begins to report.
  ///
  /// - Parameters:
  ///   - rank: this rank.
  ///   - progress: how far it is.
  ///   - address: where to.
  package static func start(rank: Int, _ progress: InputProgress, to address: ReportAddress) {
    // A rank that can't report is shown as silent.
    _ = startThread(takesSignals: false) {
      let sockets = address.addresses.compactMap {
        DatagramSocket.sending(to: $0, port: address.port)
      }
      var number = 0
      while true {
        number += 1
        let report = RankReport(rank: rank, number: number, progress).datagram(address.key)
        for socket in sockets { socket.send(report) }
        usleep(pause)
      }
    }
  }
}
