import Foundation
import TestSupport
import Testing

/// `caudal check`, as a user or a launcher starts it.
@Suite("caudal check")
struct CheckTests {
  @Test("One file, any number of ranks", arguments: Program.Launch.all)
  func allIsWell(launch: Program.Launch) async throws {
    let outcome = try await Caudal.run(["check", Fixtures.sample, "--format", "json"], launch)
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.errors == "")
    let report = try JSONDecoder().decode(Preflight.self, from: Data(outcome.output.utf8))
    let count = if case .mpirun(let ranks) = launch { ranks } else { 1 }
    #expect(report.schema == "caudal.check/1")
    #expect(report.ok)
    #expect(report.findings.allSatisfy { $0.severity == "warning" })
    #expect(report.mpi.initialized == (launch != .directly))
    #expect(report.mpi.library.hasPrefix("Open MPI v"))
    #expect(report.ranks.map(\.rank) == Array(0..<count))
    #expect(report.hosts.flatMap(\.ranks).sorted() == Array(0..<count))
    #expect(report.ranks.allSatisfy { $0.cores >= 1 && $0.threads >= 1 })
    #expect(Set(report.ranks.map(\.file?.bytes)) == [551_711])
    #expect(Set(report.ranks.map(\.file?.first_block)).count == 1)
    #expect(report.ranks.compactMap(\.file?.bytes_read).reduce(0, +) == 551_711)
    #expect(report.links.map(\.ranks) == (1..<count).map { [0, $0] })
    #expect(report.links.allSatisfy { $0.transport == "vader" && $0.latency_seconds > 0 })
    #expect(report.links.allSatisfy { ($0.bytes_per_second ?? 0) > 0 })
  }

  @Test("The table", arguments: [Program.Launch.directly, .mpirun(1), .mpirun(3)])
  func table(launch: Program.Launch) async throws {
    let outcome = try await Caudal.run(["check", Fixtures.sample], launch)
    #expect(outcome.code == 0)
    #expect(outcome.errors == "")
    let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0].hasPrefix("\(Fixtures.sample): 551711 bytes, modified "))
    switch launch {
    case .directly:
      #expect(lines[1].hasPrefix("1 rank on 1 host, no launcher, so MPI is not in use"))
    case .mpirun(1): #expect(lines[1].hasPrefix("1 rank on 1 host, Open MPI v"))
    default: #expect(lines[1].hasPrefix("3 ranks on 1 host, Open MPI v"))
    }
    #expect(lines.contains { $0.hasPrefix("0–1 ") } == (launch == .mpirun(3)))
    #expect(!outcome.output.contains(" \n"), "no blanks at the end of a line")
  }

  @Test("Without a file", arguments: [Program.Launch.directly, .mpirun(2)])
  func noFile(launch: Program.Launch) async throws {
    let outcome = try await Caudal.run(["check", "--format", "json"], launch)
    #expect(outcome.code == 0)
    let report = try JSONDecoder().decode(Preflight.self, from: Data(outcome.output.utf8))
    #expect(report.ranks.allSatisfy { $0.file == nil })
    #expect(report.links.count == report.ranks.count - 1)
  }

  @Test("TCP, with its interface and addresses")
  func tcp() async throws {
    let outcome = try await Caudal.run(
      ["check", "--format", "json"], .mpirun(2), environment: ["OMPI_MCA_btl": "self,tcp"])
    #expect(outcome.code == 0, "\(outcome.errors)")
    let report = try JSONDecoder().decode(Preflight.self, from: Data(outcome.output.utf8))
    #expect(report.mpi.btl == ["self", "tcp"])
    let link = try #require(report.links.first)
    #expect(link.transport == "tcp")
    let connection = try #require(link.connections.first)
    let interfaces = report.hosts[0].interfaces
    #expect(interfaces.contains { $0.name == connection.interface })
    #expect(interfaces.contains { $0.address == connection.local })
    #expect(connection.segment_bytes > 0)
    #expect(report.findings.contains { $0.kind == "no_shared_memory" })
  }

  @Test("A file that isn't there", arguments: Program.Launch.all)
  func missing(launch: Program.Launch) async throws {
    let outcome = try await Caudal.run(["check", "/no/such/file"], launch)
    #expect(outcome.code == 66)
    #expect(outcome.messages == ["caudal: /no/such/file: No such file or directory"])
    #expect(
      outcome.output.hasSuffix("error: /no/such/file: No such file or directory\n")
        || outcome.output.contains("error: /no/such/file: No such file or directory\nwarning: "))
  }

  @Test("Ranks that see no file, another size, other contents, another time")
  func differences() async throws {
    try await withTemporaryFolder { folder in
      let usual = try Self.folder("usual", in: folder, "x\n1\n2\n")
      let none = try Self.folder("none", in: folder, nil)
      let size = try Self.folder("size", in: folder, "x\n1\n")
      let contents = try Self.folder("contents", in: folder, "x\n1\n3\n")
      let time = try Self.folder("time", in: folder, "x\n1\n2\n", seconds: 2_000_000_000)
      for (other, code, message) in [
        (usual, 0, nil), (none, 66, "can't open f: No such file or directory"),
        (size, 74, "sees another file: 4 bytes instead of 6"),
        (contents, 74, "sees another file: of the same size, but the first and the last 1 MiB"),
        (time, 74, "sees a file with another time of modification: 2033-05-18 03:33:20 UTC"),
      ] as [(String, Int, String?)] {
        let outcome = try await Self.run(["check", "f"], in: [usual, usual, other])
        #expect(outcome.code == code, "\(outcome.errors)")
        guard let message else {
          #expect(outcome.messages == [])
          continue
        }
        #expect(outcome.messages.count == 1, "\(outcome.errors)")
        #expect(outcome.messages.first?.hasPrefix("caudal: rank 2 on host ") == true)
        #expect(outcome.messages.first?.contains(message) == true, "\(outcome.errors)")
        #expect(outcome.output.contains("error: rank 2 on host "))
      }
    }
  }

  @Test("A rank that doesn't answer is named, soon")
  func silentRank() async throws {
    let silent = Program("MPIRankChecks").path
    // All ranks of a job need the same settings; the program makes its own unless there are some.
    let settings = [
      "PMIX_MCA_gds": "hash", "OMPI_MCA_pml": "ob1", "OMPI_MCA_btl": "self,vader,tcp",
    ]
    // That one would sleep for two minutes; mpirun ends the job with 110 after one.
    let outcome = try await Program.mpirun(
      [
        "--timeout", "60", "-n", "2", Program("caudal").path, "check", "--timeout", "2",
        ":", "-n", "1", silent, "silent",
      ], environment: settings)
    #expect(outcome.code == 74, "\(outcome.errors)")
    #expect(outcome.output == "")
    #expect(outcome.messages.count == 1, "\(outcome.errors)")
    #expect(
      outcome.messages.first?.hasPrefix("caudal: no message from rank 2 reaches rank 0") == true)
  }

  @Test("The report in a file", arguments: [Program.Launch.directly, .mpirun(2)])
  func output(launch: Program.Launch) async throws {
    try await withTemporaryFolder { folder in
      let input = try folder.write("x\n1\n".utf8, to: "in.csv")
      let path = folder.path + "/report.json"
      let outcome = try await Caudal.run(
        ["check", input, "--format", "json", "--output", path], launch)
      #expect(outcome.code == 0)
      #expect(outcome.output == "")
      let data = try Data(contentsOf: URL(filePath: path))
      #expect(try JSONDecoder().decode(Preflight.self, from: data).ok)
      let refused = try await Caudal.run(["check", input, "--output", input], launch)
      #expect(refused.code == 64)
      let nowhere = try await Caudal.run(["check", "--output", "/no/such/folder/f"], launch)
      #expect(nowhere.code == 73)
    }
  }

  @Test(
    "Options that make no sense",
    arguments: [["--timeout", "0"], ["--timeout", "soon"], ["--format", "csv"], ["a", "b"]])
  func usage(options: [String]) async throws {
    #expect(try await Caudal.run(["check"] + options).code == 64)
  }

  /// Makes a folder, with or without a file `f`.
  private static func folder(
    _ name: String, in parent: URL, _ text: String?, seconds: Double = 1_900_000_000
  ) throws -> String {
    let folder = parent.appending(path: name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    if let text {
      let file = try folder.write(text.utf8, to: "f")
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: seconds)], ofItemAtPath: file)
    }
    return folder.path
  }

  /// Runs the program as one rank in each of some folders.
  private static func run(
    _ arguments: [String], in folders: [String]
  ) async throws -> Program.Outcome {
    let program = Program("caudal").path
    let ranks = folders.map { ["-n", "1", "-wdir", $0, program] + arguments }
    return try await Program.mpirun(
      Array(ranks.joined(separator: [":"])),
      environment: ["OMPI_MCA_odls_base_sigkill_timeout": "0"])
  }
}

/// The document `caudal.check/1`.
// swift-format-ignore: AlwaysUseLowerCamelCase
struct Preflight: Decodable {
  struct Finding: Decodable {
    let severity: String
    let kind: String
    let message: String
    let hosts: [String]
    let ranks: [Int]
  }

  struct Library: Decodable {
    let library: String
    let initialized: Bool
    let pml: [String]
    let btl: [String]
  }

  struct Host: Decodable {
    struct Interface: Decodable {
      let name: String
      let address: String
      let network: String
      let mtu: Int?
    }

    let host: String
    let ranks: [Int]
    let cores: Int
    let interfaces: [Interface]
  }

  struct Rank: Decodable {
    struct File: Decodable {
      let error: String?
      let bytes: Int?
      let modified: String?
      let first_block: String?
      let last_block: String?
      let bytes_read: Int?
      let bytes_per_second: Double?
    }

    let rank: Int
    let host: String
    let library: String
    let cores: Int
    let core_quota: Double?
    let threads: Int
    let file: File?
  }

  struct Link: Decodable {
    struct Connection: Decodable {
      let interface: String?
      let local: String
      let remote: String
      let segment_bytes: Int
      let retransmissions: Int
    }

    let ranks: [Int]
    let transport: String?
    let latency_seconds: Double
    let bytes_per_second: Double?
    let connections: [Connection]
  }

  let schema: String
  let ok: Bool
  let findings: [Finding]
  let mpi: Library
  let hosts: [Host]
  let ranks: [Rank]
  let links: [Link]
  let seconds: [String: Double]
}
