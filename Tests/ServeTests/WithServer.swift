import Foundation
import Glibc
import ServeExample
import TestSupport

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

/// A server of invented models as a program of its own.
final class ServeProgram {
  private let process = Process()
  private let errors = Pipe()
  private var unread: [UInt8] = []

  /// The port that it listens at; its models are loaded.
  private(set) var port = 0

  init(_ options: [String] = []) throws {
    process.executableURL = URL(filePath: Program("ServeExample").path)
    process.arguments = ["0", "arima"] + options
    process.standardError = errors
    try process.run()
    while let line = nextLine(), !line.contains("models loaded") {
      let digits = line.split(separator: "port ").last?.prefix { $0.isNumber }
      port = digits.flatMap { Int($0) } ?? port
    }
  }

  deinit { if process.isRunning { process.terminate() } }

  /// The next line of its log; nil at the end.
  func nextLine() -> String? {
    while true {
      if let end = unread.firstIndex(of: 0x0A) {
        defer { unread.removeFirst(end + 1) }
        return String(decoding: unread[..<end], as: UTF8.self)
      }
      let more = errors.fileHandleForReading.availableData
      guard !more.isEmpty else { return nil }
      unread += more
    }
  }

  /// Sends it a signal.
  func signal(_ number: CInt) { kill(process.processIdentifier, number) }

  /// Its exit code, when it has ended.
  func exitCode() -> CInt {
    process.waitUntilExit()
    return process.terminationStatus
  }
}
