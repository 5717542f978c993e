import Foundation
import Subprocess
import SystemPackage

/// A program of this package, as a user starts it.
public struct Program: Sendable {
  /// How a program is started.
  public enum Launch: Sendable, Hashable, CustomStringConvertible {
    /// By itself.
    case directly
    /// By `mpirun`, as some ranks.
    case mpirun(Int)

    /// The ways in which every result must be the same: alone, and as 1, 2, 3, 4 and 7 ranks.
    public static let all: [Launch] = [.directly] + [1, 2, 3, 4, 7].map { .mpirun($0) }

    /// The words of the command line.
    public var description: String {
      switch self {
      case .directly: "directly"
      case .mpirun(let ranks): "mpirun -n \(ranks)"
      }
    }
  }

  /// The exit code of a program, and what it wrote.
  public struct Outcome: Sendable {
    /// The exit code; of a program that was killed, 128 and the signal's number.
    public let code: Int
    /// The text that it wrote on standard output.
    public let output: String
    /// The text that it wrote on standard error.
    public let errors: String

    /// The lines on standard error that the program itself wrote, without those of `mpirun`.
    public var messages: [String] {
      errors.split(separator: "\n").filter { $0.hasPrefix("caudal: ") }.map(String.init)
    }
  }

  /// The path of the executable.
  public let path: String

  /// Names any program.
  ///
  /// - Parameter path: the path of its executable.
  public init(path: String) { self.path = path }

  /// Names a product of the package.
  public init(_ product: String) {
    // The test runner stands beside the products.
    let runner = ProcessInfo.processInfo.arguments.first { $0.hasSuffix(".xctest") }
    let folder = URL(filePath: runner ?? CommandLine.arguments[0]).deletingLastPathComponent()
    path = folder.appending(path: product).path
  }

  /// Runs the program to its end.
  ///
  /// Only one program of several ranks runs at a time: they would take the processors from each
  /// other.
  ///
  /// - Parameters:
  ///   - arguments: the command line.
  ///   - launch: how the program is started.
  ///   - environment: variables to set, or to remove where the value is nil.
  ///   - input: what it reads from standard input; nil for nothing.
  /// - Returns: exit code and output.
  /// - Throws: an error if the program, or `mpirun`, can't be started.
  public func run(
    _ arguments: [String], _ launch: Launch = .directly, environment: [String: String?] = [:],
    input: [UInt8]? = nil
  ) async throws -> Outcome {
    guard case .mpirun(let ranks) = launch else {
      return try await Self.run(path, arguments, environment, input)
    }
    return try await Self.mpirun(
      ["-n", "\(ranks)", path] + arguments, environment: environment, input: input)
  }

  /// Runs a job whose ranks may differ in program, arguments or working directory.
  ///
  /// - Parameters:
  ///   - arguments: what follows `mpirun` on the command line: `-n 1 -wdir A p : -n 2 -wdir B p`.
  ///   - environment: variables to set, or to remove where the value is nil.
  ///   - input: what rank 0 reads from standard input; nil for nothing.
  /// - Returns: exit code and output.
  /// - Throws: an error if `mpirun` can't be started.
  public static func mpirun(
    _ arguments: [String], environment: [String: String?] = [:], input: [UInt8]? = nil
  ) async throws -> Outcome {
    try await Turn.shared.take {
      for _ in 0..<3 {
        let outcome = try await launch(arguments, environment, input)
        if input == nil || !isCrashOfLauncher(outcome) { return outcome }
      }
      return try await launch(arguments, environment, input)
    }
  }

  private static func launch(
    _ arguments: [String], _ environment: [String: String?], _ input: [UInt8]?
  ) async throws -> Outcome {
    try await withSessionFolder { variables in
      try await run(
        "/usr/bin/mpirun", ["--oversubscribe", "--bind-to", "none"] + arguments,
        environment.merging(variables) { given, _ in given }, input)
    }
  }

  /// Whether `mpirun` itself crashed: that of Open MPI 4.1.4 does so in one of some hundred runs on
  /// a busy machine, in its forwarding of standard input. There is nothing to be seen of the program
  /// then.
  private static func isCrashOfLauncher(_ outcome: Outcome) -> Bool {
    outcome.code == 139 && outcome.output.isEmpty
      && outcome.errors.contains("orte_iof_hnp_read_local_handler")
      && outcome.errors.contains("/mpirun(")
  }

  /// A program that ends before it has read its input breaks a pipe, which must not end the tests. Programs
  /// that are started don't inherit it.
  private static let survivesBrokenPipes: Bool = {
    signal(SIGPIPE) { _ in }
    return true
  }()

  private static func run(
    _ path: String, _ arguments: [String], _ environment: [String: String?], _ input: [UInt8]?
  ) async throws -> Outcome {
    var variables: [Environment.Key: String?] = [
      "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
      "OMPI_MCA_mpi_yield_when_idle": "1",
      // Whoever runs the tests wants no records of their jobs.
      "CAUDAL_HISTORY": "none",
    ]
    for (key, value) in environment {
      variables[Environment.Key(stringLiteral: key)] = .some(value)
    }
    _ = survivesBrokenPipes
    let configuration = Configuration(
      executable: .path(FilePath(path)), arguments: Arguments(arguments),
      environment: .inherit.updating(variables))
    let result =
      if let input {
        try await Subprocess.run(
          configuration, input: .array(input), output: .string(limit: 1 << 24),
          error: .string(limit: 1 << 24))
      } else {
        try await Subprocess.run(
          configuration, input: .none, output: .string(limit: 1 << 24),
          error: .string(limit: 1 << 24))
      }
    let code =
      switch result.terminationStatus {
      case .exited(let code): Int(code)
      case .signaled(let signal): 128 + Int(signal)
      }
    return Outcome(
      code: code, output: result.standardOutput, errors: result.standardError)
  }
}

/// Lets one at a time do something.
actor Turn {
  static let shared = Turn()

  private var isTaken = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func take<Result: Sendable>(_ body: @Sendable () async throws -> Result) async rethrows -> Result
  {
    if isTaken { await withCheckedContinuation { waiting.append($0) } }
    isTaken = true
    defer {
      if waiting.isEmpty { isTaken = false } else { waiting.removeFirst().resume() }
    }
    return try await body()
  }
}
