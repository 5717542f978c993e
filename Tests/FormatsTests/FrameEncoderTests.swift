import Formats
import Foundation
import TestSupport
import Testing

/// Frames of gzip and Zstandard, as these programs read them.
@Suite struct FrameEncoderTests {
  /// What a program makes of bytes; nil if it complains.
  private func decoded(_ bytes: [UInt8], by program: String) async throws -> [UInt8]? {
    try await withTemporaryFolder { folder in
      let (packed, plain) = (try folder.write(bytes, to: "packed"), folder.path + "/plain")
      let outcome = try await Program(path: "/bin/sh").run(
        ["-c", "\(program) -dc < '\(packed)' > '\(plain)'"])
      guard outcome.code == 0 else { return nil }
      return Array(try Data(contentsOf: URL(filePath: plain)))
    }
  }

  @Test(arguments: [(FrameEncoder.Format.gzip, "gzip"), (.zstandard, "zstd -q")])
  func framesBehindEachOtherAreOneText(format: FrameEncoder.Format, program: String) async throws {
    var random = SeededGenerator(seed: 1313, stream: 0)
    let encoder = FrameEncoder(format)
    let pieces = [0, 1, 100, 70_000, 300_000].map { count in
      // A part that repeats, and one that doesn't.
      (0..<count).map { $0 % 3 > 0 ? UInt8($0 % 64) : UInt8.random(in: 0...255, using: &random) }
    }
    let frames = pieces.map { encoder.frame(of: $0) }
    #expect(frames.last.map(\.count) ?? 0 < 250_000)
    #expect(try await decoded(Array(frames.joined()), by: program) == Array(pieces.joined()))
    #expect(pieces.map { encoder.frame(of: $0) } == frames)
    var damaged = Array(frames.joined())
    damaged[damaged.count - 3] ^= 1
    #expect(try await decoded(damaged, by: program) == nil)
  }

  @Test func piecesHave4MiB() { #expect(FrameEncoder.standardPieceBytes == 4 << 20) }

  @Test func aMemberHasNoTimeAndNoSystem() {
    let member = FrameEncoder(.gzip).frame(of: Array("a".utf8))
    #expect(member.prefix(10) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255])
  }
}
