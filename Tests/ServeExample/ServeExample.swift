import Foundation
import Serve

/// Serves invented models: `ServeExample PORT FAMILIES [VERSION-FILE] [--log]`; with `--drain` in place of
/// `--log` it drains for an hour.
@main
struct ServeExample {
  static func main() async throws {
    var arguments = CommandLine.arguments.dropFirst()
    var configuration = ServerConfiguration()
    configuration.reportsRequests = arguments.last == "--log"
    configuration.drainSeconds = arguments.last == "--drain" ? 3_600 : 0
    if arguments.last?.hasPrefix("--") == true { arguments.removeLast() }
    guard let port = arguments.popFirst().flatMap({ Int($0) }), let families = arguments.popFirst()
    else {
      print("Usage: ServeExample PORT FAMILIES [VERSION-FILE] [--log|--drain]")
      exit(64)
    }
    configuration.port = port
    let models = InventedModels(
      families: families.split(separator: ",").map(String.init), versionFile: arguments.popFirst())
    let server = ForecastServer(configuration: configuration, models: models) { event in
      let line = Array((event.line(.json) + "\n").utf8)
      _ = unsafe write(STDERR_FILENO, line, line.count)
    }
    try await server.run()
  }
}
