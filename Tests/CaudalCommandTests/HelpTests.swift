import Foundation
import TestSupport
import Testing

/// Help, version and complaints about options: printed once, by rank 0, without touching MPI.
@Suite("Help, version and usage")
struct HelpTests {
  /// With this, initialising MPI fails.
  static let brokenMPI = ["OMPI_MCA_pml": "nonexistent"]

  @Test("MPI can't be initialised where the other tests say so")
  func brokenMPI() async throws {
    let outcome = try await Caudal.run(
      ["describe", Fixtures.sample, "--column", "ValorObservado"], .mpirun(2),
      environment: Self.brokenMPI)
    #expect(outcome.code != 0)
    #expect(outcome.output == "")
  }

  @Test("--version", arguments: Program.Launch.all)
  func version(launch: Program.Launch) async throws {
    try await expectScreen("caudal 0.1.0\n", of: ["--version"], launch)
  }

  @Test("More ranks on a host than mpirun starts by one thread")
  func manyRanks() async throws {
    // It ends by itself if it loses count of them.
    let outcome = try await Program.mpirun(
      ["--timeout", "120", "-n", "64", Program("caudal").path, "--version"])
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.output == "caudal 0.1.0\n")
  }

  @Test("caudal --help", arguments: [["--help"], ["-h"], ["help"], []])
  func help(arguments: [String]) async throws {
    try await expectScreen(Self.help, of: arguments, .directly)
    try await expectScreen(Self.help, of: arguments, .mpirun(3))
  }

  @Test("caudal describe --help", arguments: [["describe", "--help"], ["describe", "-h"]])
  func describeHelp(arguments: [String]) async throws {
    try await expectScreen(Self.describeHelp, of: arguments, .directly)
    try await expectScreen(Self.describeHelp, of: arguments, .mpirun(3))
  }

  @Test("caudal columns --help, caudal head --help")
  func glanceHelp() async throws {
    try await expectScreen(Self.columnsHelp, of: ["columns", "--help"], .directly)
    try await expectScreen(Self.headHelp, of: ["head", "file", "-h"], .mpirun(3))
  }

  @Test("caudal frequency --help", arguments: [["frequency", "--help"], ["frequency", "-h"]])
  func frequencyHelp(arguments: [String]) async throws {
    try await expectScreen(Self.frequencyHelp, of: arguments, .directly)
    try await expectScreen(Self.frequencyHelp, of: arguments, .mpirun(3))
  }

  @Test("caudal select --help", arguments: [["select", "--help"], ["select", "-h"]])
  func selectHelp(arguments: [String]) async throws {
    try await expectScreen(Self.selectHelp, of: arguments, .directly)
    try await expectScreen(Self.selectHelp, of: arguments, .mpirun(3))
  }

  @Test("caudal forecast --help", arguments: [["forecast", "--help"], ["forecast", "-h"]])
  func forecastHelp(arguments: [String]) async throws {
    try await expectScreen(Self.forecastHelp, of: arguments, .directly)
    try await expectScreen(Self.forecastHelp, of: arguments, .mpirun(3))
  }

  @Test("caudal follow --help", arguments: [["follow", "--help"], ["follow", "-h"]])
  func followHelp(arguments: [String]) async throws {
    try await expectScreen(Self.followHelp, of: arguments, .directly)
    try await expectScreen(Self.followHelp, of: arguments, .mpirun(3))
  }

  @Test("caudal serve --help", arguments: [["serve", "--help"], ["serve", "-h"]])
  func serveHelp(arguments: [String]) async throws {
    try await expectScreen(Self.serveHelp, of: arguments, .directly)
    try await expectScreen(Self.serveHelp, of: arguments, .mpirun(3))
  }

  @Test("caudal report --help", arguments: [["report", "--help"], ["report", "-h"]])
  func reportHelp(arguments: [String]) async throws {
    try await expectScreen(Self.reportHelp, of: arguments, .directly)
    try await expectScreen(Self.reportHelp, of: arguments, .mpirun(3))
  }

  @Test("caudal check --help", arguments: [["check", "--help"], ["check", "-h"]])
  func checkHelp(arguments: [String]) async throws {
    try await expectScreen(Self.checkHelp, of: arguments, .directly)
    try await expectScreen(Self.checkHelp, of: arguments, .mpirun(3))
  }

  @Test("caudal jobs --help", arguments: [["jobs", "--help"], ["jobs", "-h"]])
  func jobsHelp(arguments: [String]) async throws {
    try await expectScreen(Self.jobsHelp, of: arguments, .directly)
    try await expectScreen(Self.jobsHelp, of: arguments, .mpirun(3))
  }

  @Test("caudal status --help", arguments: [["status", "--help"], ["status", "-h"]])
  func statusHelp(arguments: [String]) async throws {
    try await expectScreen(Self.statusHelp, of: arguments, .directly)
    try await expectScreen(Self.statusHelp, of: arguments, .mpirun(3))
  }

  @Test("caudal help COMMAND says all", arguments: [Program.Launch.directly, .mpirun(3)])
  func fullHelp(launch: Program.Launch) async throws {
    let outcome = try await Caudal.run(["help", "jobs"], launch, environment: Self.brokenMPI)
    #expect(outcome.code == 0 && outcome.errors == "")
    let screen = outcome.output.replacing("\r\n", with: "\n")
    let option = """
        --state <state>
            Only jobs of a state, such as failed. May be repeated. Values: running,
            done, failed, lost.

      """
    #expect(screen.hasPrefix("List the jobs that have run, or run now.\n\nUsage: caudal jobs "))
    #expect(screen.contains(option.dropLast()))
    #expect(screen.hasSuffix("\nAll that is known of the last job:\n  caudal jobs last\n"))
  }

  @Test("What the parser's own help is still needed for")
  func otherHelp() async throws {
    let hidden = try await Caudal.run(["describe", "--help-hidden"])
    #expect(hidden.code == 0 && hidden.output.contains("--block-bytes"))
  }

  @Test("Help on what there isn't")
  func unknown() async throws {
    let near = try await Caudal.run(["help", "descibe"])
    #expect(near.code == 64 && near.output == "")
    let sentence = "caudal: there is no command or topic 'descibe'; did you mean 'describe'?"
    #expect(near.errors == sentence + "\n  see caudal --help\n")
    let far = try await Caudal.run(["help", "nonsense"])
    #expect(far.code == 64 && far.messages == ["caudal: there is no command or topic 'nonsense'"])
  }

  private func expectScreen(
    _ screen: String, of arguments: [String], _ launch: Program.Launch
  ) async throws {
    let outcome = try await Caudal.run(arguments, launch, environment: Self.brokenMPI)
    #expect(outcome.code == 0)
    // The launcher's terminal ends lines with CR LF on some systems.
    #expect(outcome.output.replacing("\r\n", with: "\n") == screen)
    #expect(outcome.errors == "")
  }

  @Test(
    "Usage errors",
    arguments: [
      ["frequency"], ["describe", "file", "--by", "x"], ["frequency", "--column", "x"],
      ["nonsense"],
      ["describe", "file", "--column", "x", "--nonsense"],
      ["describe", "file", "--column", "x", "--window", "0"],
      ["describe", "file", "--column", "x", "--window", "many"],
      ["describe", "file", "--column", "x", "--ddof", "-1"],
      ["describe", "file", "--column", "x", "--percentiles", "101"],
      ["describe", "file", "--column", "x", "--percentiles", "-1"],
      ["describe", "file", "--column", "x", "--percentiles", "nan"],
      ["describe", "file", "--column", "x", "--percentiles", "10,,20"],
      ["describe", "file", "--column", "x", "--percentiles", ""],
      ["describe", "file", "--column", "x", "--percentiles", "10,10.0"],
      ["describe", "file", "--column", "x", "--delimiter", "5"],
      ["describe", "file", "--column", "x", "--delimiter", ""],
      ["describe", "file", "--column", "x", "--decimal", ";"],
      ["describe", "file", "--column", "x", "--format", "xml"],
    ])
  func usage(arguments: [String]) async throws {
    let outcome = try await Caudal.run(arguments, environment: Self.brokenMPI)
    #expect(outcome.code == 64)
    #expect(outcome.output == "")
    let lines = outcome.errors.split(separator: "\n")
    #expect(lines.count == 2, "\(outcome.errors)")
    #expect(lines[0].hasPrefix("caudal: ") && lines[0].last != ".")
    let command = arguments[0] == "nonsense" ? "" : " \(arguments[0])"
    #expect(lines[1] == "  see caudal\(command) --help")
  }

  @Test("Usage errors are printed by one rank", arguments: [1, 2, 7])
  func usageOnRanks(ranks: Int) async throws {
    let outcome = try await Caudal.run(
      ["describe", "file", "--by", "x"], .mpirun(ranks), environment: Self.brokenMPI)
    #expect(outcome.code == 64)
    #expect(outcome.output == "")
    let sentence = "caudal: --by needs the columns to describe: give --column, or --all"
    #expect(outcome.messages == [sentence])
    #expect(outcome.errors.components(separatedBy: "  see caudal describe --help\n").count == 2)
  }

  @Test("A direct run never initialises MPI, not even inside a batch script's allocation")
  func directRun() async throws {
    let environment = Self.brokenMPI.merging(
      ["SLURM_NODELIST": "no[such", "SLURM_NTASKS": "4"]
    ) { first, _ in first }
    let outcome = try await Caudal.run(
      ["describe", Fixtures.sample, "--column", "ValorObservado"], environment: environment)
    #expect(outcome.code == 0)
    #expect(outcome.errors == "")
    try await expectScreen(Self.help, of: ["--help"], .directly)
  }
}
