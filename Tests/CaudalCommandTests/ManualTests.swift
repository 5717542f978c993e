import Foundation
import TestSupport
import Testing

/// The pages of the manual, and topics of help.
@Suite("Manual")
struct ManualTests {
  @Test("Neither groff nor mandoc finds anything wrong with any page")
  func pages() async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await Caudal.run(
        ["manual", "--all", folder.path], environment: ["SOURCE_DATE_EPOCH": "951782400"])
      #expect(outcome.code == 0 && outcome.output + outcome.errors == "", "\(outcome.errors)")
      let check =
        "cd '\(folder.path)' && mandoc -T lint *; for page in *; do groff -ww -mdoc -Tutf8 -z $page; done"
      let lint = try await Program(path: "/bin/bash").run(["-c", check])
      #expect(lint.code == 0 && lint.output + lint.errors == "", "\(lint.output)\(lint.errors)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count >= 13)
      let read = try await Program(path: "/bin/bash").run(
        ["-c", "mandoc -T utf8 -O width=78 '\(folder.path)/caudal-describe.1' | sed 's/.\\x08//g'"])
      for text in [
        "caudal describe [options] [file ...]", "-c list", "Values: table, markdown, json, csv,",
        "Rows and columns",
        "Divide variances by n − ddof.  Default: 0.", "64  Usage", "--delimiter text",
        "February 29, 2000", "'part_*.csv'", "caudal-dates(7)",
      ] {
        #expect(read.output.contains(text), "\(text): \(read.output)")
      }
      #expect(!read.output.contains("block-bytes"), "hidden options stay hidden")
    }
  }

  @Test("Topics are printed as they are in the manual", arguments: ["dates", "running"])
  func topics(name: String) async throws {
    for launch in [Program.Launch.directly, .mpirun(2)] {
      let help = try await Caudal.run(["help", name], launch, environment: HelpTests.brokenMPI)
      #expect(
        help.code == 0 && help.errors == "" && help.output.contains("caudal describe data.csv"))
      let page = try await Caudal.run(["manual", name])
      #expect(page.output.contains(".Dt CAUDAL-\(name.uppercased()) 7\n"))
    }
  }

  @Test("What there is no page of")
  func unknown() async throws {
    let outcome = try await Caudal.run(["manual", "nonsense"])
    #expect(outcome.code == 64)
    #expect(
      outcome.messages.first?.contains("there is no page of \"nonsense\"; there are describe, ")
        == true)
    let folder = try await Caudal.run(["manual", "--all", "/no/such/folder"])
    #expect(folder.code == 73 && folder.messages.count == 1, "\(folder.errors)")
  }
}
