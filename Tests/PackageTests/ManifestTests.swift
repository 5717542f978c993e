import Foundation
import Subprocess
import TestSupport
import Testing

/// The package as a whole: its drawing in the documentation, and its use by another package.
@Suite("The package")
struct ManifestTests {
  /// The folder of the package.
  static let root = URL(filePath: Fixtures.path("")).appending(path: "../..").standardized

  /// Runs `swift` and returns what it printed.
  private func swift(_ arguments: [String]) async throws -> String {
    let result = try await run(
      .name("swift"), arguments: Arguments(arguments), output: .string(limit: 1 << 22),
      error: .string(limit: 1 << 22))
    // The compiler's complaints are among what SwiftPM prints.
    let text = result.standardError + result.standardOutput.suffix(2000)
    try #require(result.terminationStatus.isSuccess, "\(text)")
    return result.standardOutput
  }

  @Test("The documentation draws the modules as the manifest has them, without circles")
  func drawing() async throws {
    try await withTemporaryFolder { folder in
      let manifest = try await swift([
        "package", "--package-path", Self.root.path, "--scratch-path", folder.path, "dump-package",
      ])
      let modules = try ModuleGraph(manifest: manifest)
      let page = Self.root.appending(path: "Documentation/Architecture.md")
      let drawn = ModuleGraph.drawing(in: try String(contentsOf: page, encoding: .utf8))
      #expect(drawn.subtracting(modules.reduced).isEmpty, "drawn, but not so")
      #expect(modules.reduced.subtracting(drawn).isEmpty, "not drawn")
    }
  }

  @Test("A package that depends on the libraries builds, and its programs work")
  func example() async throws {
    // Beside the package's own products, so that only what has changed is built again; the example
    // itself always: SwiftPM 6.3 doesn't notice that a module has changed which another re-exports.
    let scratch = Self.root.appending(path: ".build/example").path
    for name in ["Rain", "Months", "Largest"] {
      try? FileManager.default.removeItem(atPath: "\(scratch)/debug/\(name).build")
    }
    let package = ["--package-path", Self.root.appending(path: "Documentation/Example").path]
    _ = try await swift(["build", "--scratch-path", scratch] + package)
    try await rain(Program(path: "\(scratch)/debug/Rain"))
    try await months(Program(path: "\(scratch)/debug/Months"))
    try await largest(Program(path: "\(scratch)/debug/Largest"))
  }

  private func rain(_ program: Program) async throws {
    for launch in [Program.Launch.directly, .mpirun(3)] {
      let outcome = try await program.run([Fixtures.sample], launch)
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(outcome.output.hasPrefix("CHOCÓ: 51.7 mm in 167 measurements\n"), "\(launch)")
      #expect(outcome.output.split(separator: "\n").count == 9, "\(launch)")
    }
    let failure = try await program.run(["no-such-file.csv"], .mpirun(2))
    #expect(failure.code == 1)
    #expect(failure.errors.contains("rain: no-such-file.csv: No such file or directory"))
  }

  private func months(_ program: Program) async throws {
    try await withTemporaryFolder { folder in
      let result = folder.appending(path: "months.csv").path
      let command = try await Program("caudal").run([
        "describe", Fixtures.sample, "--column", "ValorObservado", "--by",
        "month(FechaObservacion)", "--sort", "key", "--statistics", "count,median", "--format",
        "csv",
      ])
      let expected = command.output.split(whereSeparator: \.isNewline).dropFirst()
      #expect(!expected.isEmpty)
      for launch in [Program.Launch.directly, .mpirun(3)] {
        let outcome = try await program.run([Fixtures.sample, result], launch)
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("PRECIPITACIÓN: "))
        let lines = try String(contentsOfFile: result, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == expected.count + 1, "\(launch)")
        for (line, row) in zip(lines.dropFirst(), expected) {
          // The command writes whole numbers without a point.
          let (written, wanted) = (line.split(separator: ","), row.split(separator: ","))
          #expect(written[0] == wanted[0] && written[1] == wanted[2], "\(line), \(row)")
          #expect(Double(written[2]) == Double(wanted[3]), "\(line), \(row)")
        }
      }
      let failure = try await program.run([Fixtures.sample, "/no/such/folder/x"], .mpirun(2))
      #expect(failure.code == 1)
      #expect(failure.errors.contains("months: /no/such/folder/x: "), "\(failure.errors)")
    }
  }

  private func largest(_ program: Program) async throws {
    for launch in [Program.Launch.directly, .mpirun(1), .mpirun(3), .mpirun(7)] {
      let outcome = try await program.run([], launch, input: Array("3 9 4 9 -1\n".utf8))
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(outcome.output == "9.0, the 2. of 5\n", "\(launch)")
    }
  }
}

/// Modules, and which of them name which.
struct ModuleGraph {
  /// An arrow from a module to one that it names.
  struct Arrow: Hashable, CustomStringConvertible {
    let from: String
    let to: String

    var description: String { "\(from) --> \(to)" }
  }

  private struct Manifest: Decodable {
    struct Target: Decodable {
      let name: String
      let dependencies: [[String: [Dependency?]]]
    }

    /// A name, or a condition, which is no text.
    struct Dependency: Decodable {
      let name: String?

      init(from decoder: any Decoder) throws {
        name = try? decoder.singleValueContainer().decode(String.self)
      }
    }

    let targets: [Target]
  }

  private let names: [String: [String]]

  /// Reads the output of `swift package dump-package`, as far as the program reaches.
  init(manifest: String) throws {
    let targets = try JSONDecoder().decode(Manifest.self, from: Data(manifest.utf8)).targets
    var all: [String: [String]] = [:]
    for target in targets {
      all[target.name] = target.dependencies.compactMap { $0["byName"]?.first??.name }
    }
    var reached: [String: [String]] = [:]
    var open = ["CaudalProgram"]
    while let module = open.popLast() {
      guard reached[module] == nil else { continue }
      reached[module] = all[module] ?? []
      open += all[module] ?? []
    }
    names = reached
  }

  /// The arrows that aren't implied by others.
  var reduced: Set<Arrow> {
    var arrows: Set<Arrow> = []
    for (module, named) in names {
      for other in named where !named.contains(where: { $0 != other && reaches($0, other) }) {
        arrows.insert(Arrow(from: module, to: other))
      }
    }
    return arrows
  }

  private func reaches(_ module: String, _ other: String) -> Bool {
    module == other || (names[module] ?? []).contains { reaches($0, other) }
  }

  /// The arrows of the first Mermaid diagram of a text.
  static func drawing(in text: String) -> Set<Arrow> {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let diagram = lines.drop { $0 != "```mermaid" }.dropFirst().prefix { $0 != "```" }
    var arrows: Set<Arrow> = []
    for line in diagram {
      let parts = line.components(separatedBy: "-->").map { side in
        side.split(separator: "&").map { $0.trimmingCharacters(in: .whitespaces) }
      }
      for (left, right) in zip(parts, parts.dropFirst()) {
        for from in left { for to in right { arrows.insert(Arrow(from: from, to: to)) } }
      }
    }
    return arrows
  }
}
