import ArgumentParser
import Caudal
import Dispatch
import Forecasting
import Output
import Serve
import Synchronization

/// `caudal serve`: forecasts of saved models over HTTP.
struct ServeForecasts: JobCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve forecasts of saved models over HTTP.",
    discussion: """
      The models are those that caudal forecast --save has kept in a folder. When files of it change, \
      they are read again, without losing a request. It runs as one process, until SIGTERM or SIGINT.

      Paths: / a page with a chart; /forecast?series=…&horizon=72&level=80,95; /models; \
      /v1/prediction/24 (ARIMA) and /v2/prediction/24 (autoregression) for old clients; /healthz, \
      /readyz, /metrics, /openapi.json. Encryption is left to a proxy before it.
      """)

  @Option(
    help: ArgumentHelp(
      "A folder of models. May be repeated, as for one of ARIMA and one of autoregressions.",
      valueName: "folder"),
    completion: .directory)
  var models: [String] = []

  @Option(
    help: ArgumentHelp(
      "The address to listen at; 0.0.0.0 for others to ask. 127.0.0.1 is for this machine only.",
      valueName: "address"))
  var host = ServerConfiguration().host

  @Option(
    help: ArgumentHelp(
      "The port to listen at; 0 for one that is free. It is printed.", valueName: "port"))
  var port = ServerConfiguration().port

  @Option(
    help: ArgumentHelp("Threads that answer. Default: one for each processor.", valueName: "n"))
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "The series that temp of a prediction is. Default: the only one whose column begins with temp.",
      valueName: "series"))
  var temperature: String?

  @Option(
    help: ArgumentHelp(
      "The series that hum of a prediction is. Default: the only one whose column begins with hum.",
      valueName: "series"))
  var humidity: String?

  @Option(
    help: ArgumentHelp(
      "How long clients may keep an answer, in seconds.", valueName: "seconds"))
  var maxAge = ServerConfiguration().maximumAge

  @Option(
    help: ArgumentHelp(
      "How long to answer after SIGTERM, in seconds. Meanwhile /readyz says that it is the end.",
      valueName: "seconds"))
  var drain = ServerConfiguration().drainSeconds

  @Option(
    help: ArgumentHelp(
      "How to log to standard error: text, json or none. Events and requests are logged.",
      valueName: "format"))
  var log = LogOption.text

  func validate() throws {
    if models.isEmpty {
      throw ValidationError("give --models, a folder that caudal forecast --save has filled")
    }
    if !(0...65_535).contains(port) { throw ValidationError("--port must be from 0 to 65535") }
    if let threads, !(1...4096).contains(threads) {
      throw ValidationError("--threads must be from 1 to 4096")
    }
    if !(0...31_536_000).contains(maxAge) {
      throw ValidationError("--max-age must be from 0 to 31536000")
    }
    if !(0...3_600).contains(drain) { throw ValidationError("--drain must be from 0 to 3600") }
  }

  func request() throws(CaudalError) -> ServerConfiguration {
    if Job.isLaunched {
      throw CaudalError(.usage, "serve runs as one process; start it without a launcher")
    }
    var configuration = ServerConfiguration()
    configuration.host = host
    configuration.port = port
    configuration.threads = threads ?? configuration.threads
    configuration.temperature = temperature
    configuration.humidity = humidity
    configuration.maximumAge = maxAge
    configuration.drainSeconds = drain
    configuration.reportsRequests = log != .none
    return configuration
  }

  func run(_ request: ServerConfiguration, in job: borrowing Job) throws {
    let library = SavedModelLibrary(folders: models)
    // What can't be served now is said at once, not to the first who asks.
    try job.onRankZero { () throws(CaudalError) in
      for folder in models { _ = try SavedModels(folder) }
    }
    let server = ForecastServer(configuration: request, models: library) { [log] event in
      switch (log, event) {
      case (.none, .request), (.none, .loaded): break
      case (.json, _): _ = writeAll(event.line(.json) + "\n", to: 2)
      default: _ = writeAll(event.line(.text) + "\n", to: 2)
      }
    }
    let ended = DispatchSemaphore(value: 0)
    let outcome = ServeOutcome()
    Task {
      do { try await server.run() } catch { outcome.set("\(error)") }
      ended.signal()
    }
    ended.wait()
    try job.onRankZero { () throws(CaudalError) in
      if let problem = outcome.problem { throw CaudalError(.cannotCreate, problem) }
    }
  }
}

/// How a server is logged.
enum LogOption: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
  case none
}

/// Why a server could not run.
private final class ServeOutcome: Sendable {
  private let stored = Mutex(String?.none)

  /// The sentence; nil if it ran.
  var problem: String? { stored.withLock { $0 } }

  func set(_ problem: String) { stored.withLock { $0 = problem } }
}
