import Foundation
import TestSupport
import Testing

/// What `make install` puts in place, and the version that documents tell.
@Suite("Installation")
struct InstallTests {
  private static let root = ManifestTests.root.path

  /// Runs a command in the package's folder.
  private func shell(_ command: String) async throws -> Program.Outcome {
    try await Program(path: "/bin/bash").run(
      ["-c", "cd '\(Self.root)' && \(command)"], environment: ["CAUDAL": Program("caudal").path])
  }

  @Test("Everything is put in place, works there, and goes away")
  func install() async throws {
    try await withTemporaryFolder { folder in
      let place = "DESTDIR='\(folder.path)/root' PREFIX=/opt/x STAGE='\(folder.path)/stage'"
      let early = try await shell("make -s install \(place)")
      #expect(early.code != 0 && early.errors.contains("nothing is built; run make first"))
      let made = try await shell("make -s pages \(place) && make -s install \(place)")
      #expect(made.code == 0, "\(made.errors)")
      let files = try await shell("cd '\(folder.path)/root/opt/x' && find . -type f | sort")
      let names = Set(files.output.split(separator: "\n").map(String.init))
      let expected = [
        "bin/caudal", "share/man/man1/caudal.1", "share/man/man1/caudal-describe.1",
        "share/man/man7/caudal-dates.7", "share/bash-completion/completions/caudal",
        "share/zsh/site-functions/_caudal", "share/fish/vendor_completions.d/caudal.fish",
      ]
      #expect(names.isSuperset(of: expected.map { "./\($0)" }), "\(names)")
      let version = try await shell("'\(folder.path)/root/opt/x/bin/caudal' --version")
      #expect(version.output.hasPrefix("caudal "))
      let removed = try await shell(
        "make -s uninstall \(place) && find '\(folder.path)/root' -type f")
      #expect(removed.code == 0 && removed.output == "", "\(removed.output)")
    }
  }

  @Test("The version stands once; changes, pages and the Python package agree with it")
  func version() async throws {
    let shown = try await shell("\"$CAUDAL\" --version")
    let version = shown.output.dropFirst("caudal ".count).dropLast()
    func text(_ name: String) throws -> String {
      try String(contentsOfFile: "\(Self.root)/\(name)", encoding: .utf8)
    }
    let changes = try text("CHANGELOG.md").split(separator: "\n").first { $0.hasPrefix("## ") }
    #expect(changes?.hasPrefix("## \(version) (") == true)
    #expect(try text("Documentation/Install.md").contains("caudal_\(version)-1_amd64.deb"))
    #expect(try text("python/src/caudal/_options.py").contains("\nVERSION = \"\(version)\"\n"))
    #expect(try text("Documentation/Example/Package.swift").contains("from: \"\(version)\""))
  }
}
