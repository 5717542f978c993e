import Foundation
import ServeExample

@testable import Serve

/// Runs a server while a test talks to it, and ends it.
///
/// - Parameters:
///   - models: the models.
///   - configure: changes the configuration.
///   - body: the test, with the port, what the server reports, and how to end it.
/// - Throws: what the test throws, or why the server could not begin.
func withServer(
  _ models: InventedModels = InventedModels(families: ["arima"]),
  configure: (inout ServerConfiguration) -> Void = { _ in },
  _ body: (Int, Events, @escaping @Sendable () -> Void) async throws -> Void
) async throws {
  var configuration = ServerConfiguration()
  configuration.port = 0
  configuration.endsAtSignals = false
  configuration.reloadInterval = 20
  configure(&configuration)
  let events = Events()
  let server = ForecastServer(configuration: configuration, models: models) { events.add($0) }
  let running = Task { try await server.run() }
  let port = try await port(of: events)
  do { try await body(port, events) { running.cancel() } } catch {
    running.cancel()
    throw error
  }
  running.cancel()
  try await running.value
}

/// The port that a server listens at, when its models are loaded.
private func port(of events: Events) async throws -> Int {
  for _ in 0..<1_000 {
    var port: Int?
    for event in events.all {
      if case .listening(_, let number) = event { port = number }
      if case .loaded = event, let port { return port }
    }
    try await Task.sleep(for: .milliseconds(10))
  }
  throw ServerError("The server doesn't listen.")
}

/// What curl prints: the head and the body of an answer.
func curl(_ arguments: [String]) throws -> (head: String, body: String) {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
  process.arguments = ["-s", "-i", "-m", "20"] + arguments
  let output = Pipe()
  process.standardOutput = output
  try process.run()
  let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  let end = text.firstRange(of: "\r\n\r\n")?.upperBound ?? text.endIndex
  return (String(text[..<end]), String(text[end...]))
}
