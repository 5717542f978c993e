import Glibc
import Serve
import Synchronization
package import Vocabulary

/// Shows a running job to browsers: what rank 0 does while the job works, in a thread of its own.
package final class StatusMonitor: Sendable {
  /// The address of the page, with the token.
  package let url: String

  /// Where the other ranks report to; nil if there are none.
  package let reportAddress: ReportAddress?

  private let server: EventServer
  private let socket: DatagramSocket?
  private let key: ReportKey
  private let board: JobBoard
  private let progress: InputProgress
  private let start = monotonicNanoseconds()
  private let reports = Atomic(0)

  /// Why a page can't be shown.
  package struct Failure: Error {
    /// The reason, in one sentence.
    package let sentence: String

    /// A failure with a reason, in one sentence.
    package init(sentence: String) { self.sentence = sentence }
  }

  /// Begins to show a job.
  ///
  /// - Parameters:
  ///   - facts: what the job is.
  ///   - progress: how far this rank is, which is rank 0.
  ///   - address: where it is shown.
  ///   - token: what whoever looks must know; nil for a new one.
  ///   - ownAddresses: the addresses of this host, to which ranks elsewhere report.
  ///   - hostName: the name of this host.
  /// - Throws: a ``Failure`` if the port can't be had.
  package init(
    _ facts: JobBoard.Facts, _ progress: InputProgress, at address: StatusAddress, token: String?,
    ownAddresses: [String], hostName: String
  ) throws(Failure) {
    do throws(ServerError) {
      server = try EventServer(host: address.host, port: address.port)
    } catch {
      throw Failure(sentence: error.description)
    }
    let token = token ?? PageGuard.newToken()
    url = address.url(port: server.port, token: token, hostName: hostName)
    self.progress = progress
    board = JobBoard(facts, progress)
    let key = ReportKey()
    self.key = key
    let isLocal = Set(facts.hosts).count == 1
    let receiver = facts.hosts.count > 1 ? DatagramSocket.receiving(isLocal: isLocal) : nil
    socket = receiver?.socket
    reportAddress = receiver.map {
      ReportAddress(key: key, port: $0.port, addresses: isLocal ? ["127.0.0.1"] : ownAddresses)
    }
    let access = PageGuard(address: address, hostName: hostName, token: token)
    let service = StatusService(access) { [board, start] in
      board.status(at: Self.seconds(since: start))
    }
    report()
    let work = EventServer.Work(
      answer: { service.answer($0) },
      event: { [board, start] in board.status(at: Self.seconds(since: start)).json },
      tick: { [weak self] in self?.report() },
      receive: { [weak self] in self?.receive() })
    do throws(ServerError) {
      try server.start(work, watching: socket?.descriptor)
    } catch {
      throw Failure(sentence: error.description)
    }
  }

  private static func seconds(since start: UInt64) -> Double {
    Double(monotonicNanoseconds() - start) / 1e9
  }

  private var now: Double { Self.seconds(since: start) }

  /// Takes this rank's own report.
  private func report() {
    let number = reports.add(1, ordering: .relaxed).newValue
    board.take(RankReport(rank: 0, number: number, progress), at: now)
    board.keepSpeed(at: now)
  }

  /// Takes the reports of the other ranks that have come.
  private func receive() {
    while let datagram = socket?.receive(RankReport.datagramBytes) {
      guard let report = RankReport(datagram: datagram, key), report.rank > 0 else { continue }
      board.take(report, at: now)
    }
  }

  /// Takes what the job says.
  package func note(_ text: String) { board.note(text, at: now) }

  /// Shows how the job ended to those who look, and ends.
  ///
  /// - Parameters:
  ///   - code: the exit code.
  ///   - message: the error; nil if there was none.
  package func end(code: Int, message: String?) {
    board.end(code: code, message: message, at: now)
    server.end()
  }
}
