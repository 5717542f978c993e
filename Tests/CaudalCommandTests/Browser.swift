import Foundation
import TestSupport
import Testing

/// Chromium, which looks at pages as people would: see the program `browse` beside this file.
enum Browser {
  /// The program.
  static let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "browse")
    .path

  /// What it found at one width, by day or by night.
  private struct Look: Decodable {
    let width: Int
    let scheme: String
    let console: [String]
    let requests: [String]
    let overflow: Int
    let faint: [String]
    let pictures: Int
  }

  /// Looks at pages in files.
  static func check(_ pages: [String]) async throws {
    let outcome = try await Program(path: path).run(pages.map { "file://" + $0 })
    try check(outcome, pages: pages.count)
  }

  /// Makes sure that nothing was found: no message, no foreign request, nothing too wide, nothing too faint.
  static func check(_ outcome: Program.Outcome, pages: Int) throws {
    try check(code: outcome.code, outcome.output, outcome.errors, pages: pages)
  }

  /// Makes sure that nothing was found, as the program said that was started by another.
  static func check(code: Int, _ output: String, _ errors: String, pages: Int) throws {
    let looks = try output.split(separator: "\n").map {
      try JSONDecoder().decode(Look.self, from: Data($0.utf8))
    }
    #expect(code == 0, "\(output) \(errors)")
    let all = [375, 768, 1440].flatMap { ["\($0) light", "\($0) dark"] }
    #expect(looks.map { "\($0.width) \($0.scheme)" } == (0..<pages).flatMap { _ in all })
    for look in looks {
      #expect(look.console.isEmpty && look.faint.isEmpty && look.overflow <= 0, "\(look)")
      #expect(look.pictures > 0)
    }
  }
}
