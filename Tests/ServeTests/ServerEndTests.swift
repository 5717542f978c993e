import Foundation
import Glibc
import ServeExample
import Synchronization
import Testing

@testable import Serve

/// Models that change under load, and the end of a server.
@Suite(.serialized)
struct ServerEndTests {
  /// Asks for answers on connections of its own until it is told to stop.
  ///
  /// - Returns: the number of answers, and what was wrong with others.
  private func load(
    port: Int, connections: Int, _ connected: Counter = Counter(),
    until isOver: @escaping @Sendable () -> Bool
  ) async -> (answers: Int, faults: [String]) {
    await withTaskGroup(of: (Int, [String]).self) { group in
      for _ in 0..<connections {
        group.addTask {
          await withCheckedContinuation { continuation in
            // Threads that wait aren't those of tasks.
            Thread.detachNewThread {
              continuation.resume(returning: ask(port: port, connected, until: isOver))
            }
          }
        }
      }
      return await group.reduce(into: (0, [])) { all, part in
        all.0 += part.0
        all.1 += part.1
      }
    }
  }

  @Test func `Models are changed under load without an error`() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "serve-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "version")
    try "0".write(to: file, atomically: true, encoding: .utf8)
    let models = InventedModels(families: ["arima"], versionFile: file.path)
    try await withServer(models) { port, events, _ in
      let isOver = Atomic(false)
      let changes = Task {
        for version in 1...40 {
          let text = version % 4 == 3 ? "broken" : "\(version)"
          try text.write(to: file, atomically: true, encoding: .utf8)
          try await Task.sleep(for: .milliseconds(50))
        }
        isOver.store(true, ordering: .releasing)
      }
      let result = await load(port: port, connections: 8) { isOver.load(ordering: .acquiring) }
      try await changes.value
      #expect(result.faults == [])
      #expect(result.answers > 100)
      #expect(events.lines.count { $0.hasSuffix("models loaded") } >= 15)
      #expect(events.lines.count { $0.hasPrefix("models not loaded") } >= 5)
    }
  }

  @Test func `At the end requests in flight are answered, and others refused`() async throws {
    try await withServer { port, events, end in
      let half = try RawClient(port: port)
      half.send("GET /v1/prediction/24 HTTP/1.1\r\nHo")
      let silent = try RawClient(port: port)
      silent.ask("/healthz")
      #expect(silent.status() == 200)
      end()
      try await events.wait(for: "ending")
      // Each thread sees within a tenth of a second that it is the end.
      var isRefused = false
      for _ in 0..<100 where !isRefused {
        try await Task.sleep(for: .milliseconds(50))
        isRefused = (try? RawClient(port: port)) == nil
      }
      #expect(isRefused)
      half.send("st: a\r\n\r\n")
      let (head, body) = try #require(half.answer())
      #expect(head.hasPrefix("HTTP/1.1 200 OK"))
      #expect(head.contains("\r\nConnection: close\r\n"))
      #expect(body.split(separator: "hour").count - 1 == 24)
      #expect(half.isEnded())
      #expect(silent.isEnded())
    }
  }

  @Test func `Under load no answer is lost at the end`() async throws {
    let connected = Counter()
    try await withServer { port, events, end in
      Task {
        while connected.value < 8 || events.all.count < 500 {
          try await Task.sleep(for: .milliseconds(10))
        }
        end()
      }
      let result = await load(port: port, connections: 8, connected) { events.isEnding }
      #expect(result.faults == [])
      #expect(result.answers > 100)
    }
  }

  @Test func `Whoever doesn't finish is cut off after the time for the end`() async throws {
    let events = Mutex<Events?>(nil)
    try await withServer(configure: { $0.limits.endSeconds = 2 }) { port, all, end in
      events.withLock { $0 = all }
      let stuck = try RawClient(port: port)
      stuck.send("GET /v1/prediction/24 HTTP/1.1\r\nHo")
      try await Task.sleep(for: .milliseconds(200))
      end()
      #expect(stuck.isEnded())
    }
    let last = events.withLock { $0?.lines.last }
    #expect(last == "ended; connections cut off: 1")
  }

  @Test(arguments: [(SIGTERM, 1), (SIGINT, 1), (SIGTERM, 2)])
  func `A signal ends a server in order, a second one at once`(
    signal: CInt, times: Int
  ) async throws {
    let program = try ServeProgram()
    let stuck = try RawClient(port: program.port)
    stuck.send("GET /v1/prediction/24 HTTP/1.1\r\nHo")
    try await Task.sleep(for: .milliseconds(300))
    for _ in 0..<times {
      program.signal(signal)
      // Two signals of one number that wait together would be one.
      try await Task.sleep(for: .milliseconds(20))
    }
    #expect(program.nextLine()?.contains("ending when") == true)
    if times == 1 {
      stuck.send("st: a\r\n\r\n")
      #expect(stuck.status() == 200)
    }
    #expect(stuck.isEnded())
    #expect(program.nextLine()?.contains("ended; connections cut off: \(times - 1)") == true)
    #expect(program.nextLine() == nil)
    #expect(program.exitCode() == 0)
  }

  @Test func `A server that drains isn't ready, and answers whoever comes`() throws {
    let program = try ServeProgram(["--drain"])
    let before = try RawClient(port: program.port)
    before.ask("/readyz")
    #expect(before.status() == 200)
    program.signal(SIGTERM)
    #expect(program.nextLine()?.contains("ending when") == true)
    for (target, status) in [("/readyz", 503), ("/healthz", 200), ("/v1/prediction/24", 200)] {
      let late = try RawClient(port: program.port)
      late.ask(target)
      let (head, _) = try #require(late.answer())
      #expect(head.hasPrefix("HTTP/1.1 \(status) "))
      #expect(head.contains("\r\nConnection: close\r\n"))
      #expect(late.isEnded())
    }
    before.ask("/readyz")
    #expect(before.status() == 503)
    #expect(before.isEnded())
    program.signal(SIGTERM)
    #expect(program.nextLine()?.contains("ended; connections cut off: 0") == true)
    #expect(program.exitCode() == 0)
  }

  @Test func `A port that is taken, or none, is an error in one sentence`() async throws {
    try await withServer { port, _, _ in
      for (number, sentence) in [
        (port, "Nobody can listen at 127.0.0.1, port \(port): Address already in use."),
        (65_536, "The port must be from 0 to 65535, and 65536 isn't."),
      ] {
        var configuration = ServerConfiguration()
        configuration.port = number
        let server = ForecastServer(configuration: configuration, models: InventedModels()) { _ in }
        let error = await #expect(throws: ServerError.self) { try await server.run() }
        #expect(error?.description == sentence)
      }
    }
  }
}

/// Asks for whole forecasts, each checked to be of one version, until it is told to stop or the server
/// says that the connection ends.
private func ask(
  port: Int, _ connected: Counter, until isOver: () -> Bool
) -> (Int, [String]) {
  var answers = 0
  guard let client = try? RawClient(port: port) else { return (0, ["no connection"]) }
  connected.count()
  while true {
    let isLastAnswer = isOver()
    client.ask("/forecast?series=San+Francisco+humidity&horizon=24")
    guard let (head, body) = client.answer() else {
      return (answers, ["no answer behind \(answers)"])
    }
    guard head.hasPrefix("HTTP/1.1 200 OK"), body.hasSuffix("]}]}") else {
      return (answers, [head + body])
    }
    answers += 1
    if isLastAnswer || head.contains("Connection: close") { return (answers, []) }
  }
}
