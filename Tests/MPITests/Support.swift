import Foundation
import Subprocess
import TestSupport
import Testing

/// The exit code and the output of a program.
struct Outcome {
  /// The exit code, or nil if a signal ended the program.
  let exitCode: Int?

  let output: String
  let errors: String

  /// The lines of standard output.
  var lines: [Substring] {
    output.split(separator: "\n")
  }
}

/// Starts one of this package's executables as `ranks` processes under the real mpirun.
///
/// Throws, so that the test fails, if there is no mpirun.
func mpirun(
  ranks: Int,
  _ program: String,
  _ arguments: String...,
  timeout: Int = 240,
  options: [String] = []
) async throws -> Outcome {
  let options = ["-n", "\(ranks)", "--oversubscribe", "--timeout", "\(timeout)"] + options
  let path = try productsDirectory().appendingPathComponent(program).path
  return try await withSessionFolder {
    try await run("mpirun", options + [path] + arguments, $0)
  }
}

/// Starts one of this package's executables without a launcher.
func start(_ program: String, _ arguments: String...) async throws -> Outcome {
  let path = try productsDirectory().appendingPathComponent(program).path
  return try await run("env", [path] + arguments)
}

private func run(
  _ executable: String, _ arguments: [String], _ variables: [String: String] = [:]
) async throws -> Outcome {
  var settings: [Environment.Key: String?] = [
    // mpirun refuses to run as root without these; they do nothing for other users.
    "OMPI_ALLOW_RUN_AS_ROOT": "1",
    "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
    // A process that is meant to crash need not spend seconds on describing it.
    "SWIFT_BACKTRACE": "enable=no",
  ]
  for (name, value) in variables { settings[Environment.Key(stringLiteral: name)] = .some(value) }
  let environment: Environment = .inherit.updating(settings)
  let result = try await run(
    .name(executable),
    arguments: Arguments(arguments),
    environment: environment,
    output: .string(limit: 1 << 20),
    error: .string(limit: 1 << 20)
  )
  var exitCode: Int?
  if case .exited(let code) = result.terminationStatus { exitCode = Int(code) }
  return Outcome(exitCode: exitCode, output: result.standardOutput, errors: result.standardError)
}

/// The directory in which the package manager puts test bundle, executables and libraries alike.
func productsDirectory() throws -> URL {
  let process = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
  let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") }
  let directory = (bundle.map { URL(fileURLWithPath: $0) } ?? process).deletingLastPathComponent()
  let example = directory.appendingPathComponent("MPIExample").path
  try #require(
    FileManager.default.isExecutableFile(atPath: example),
    "no executables beside \(directory)"
  )
  return directory
}
