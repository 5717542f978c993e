import Foundation
import TestSupport
import Testing

@testable import CSV

/// Bytes that are compressed come back as they were, however much is read at a time.
@Suite struct DecompressedStreamTests {
  /// The programs, and modules of Python, that compress.
  private static let packers = ["gzip", "zstd", "bz2", "lzma"]

  /// Some text of many lines.
  private static let text = Array((0..<4_000).map { "row \($0 % 977),\($0)\n" }.joined().utf8)

  /// Compresses bytes by a program, or a module of Python.
  private func pack(
    _ bytes: some Sequence<UInt8>, _ program: String, _ options: [String] = []
  ) async throws -> [UInt8] {
    try await withTemporaryFolder { folder in
      let path = try folder.write(bytes, to: "file")
      let isModule = ["bz2", "lzma"].contains(program)
      let arguments = (["sys.stdin.buffer.read()"] + options).joined(separator: ", ")
      let script =
        "import sys, \(program); "
        + "sys.stdout.buffer.write(\(program).compress(\(arguments)))"
      let packer =
        isModule
        ? "python3 -c \"\(script)\"" : "'/usr/bin/\(program)' \(options.joined(separator: " ")) -c"
      let command = "\(packer) < file > packed"
      let outcome = try await Program(path: "/bin/sh").run([
        "-c", "cd '\((path as NSString).deletingLastPathComponent)' && \(command)",
      ])
      try #require(outcome.code == 0, "\(outcome.errors)")
      return Array(try Data(contentsOf: folder.appending(path: "packed")))
    }
  }

  /// Reads a stream to its end, some bytes at a time.
  private func unpack(_ packed: [UInt8], reading size: Int = 1 << 20) throws(SourceError) -> [UInt8]
  {
    var stream = try DecompressedStream(MemoryStream(bytes: packed))
    var result: [UInt8] = []
    var part = [UInt8](repeating: 0, count: size)
    while true {
      var failure: SourceError?
      var count = 0
      unsafe part.withUnsafeMutableBytes { region in
        do throws(SourceError) {
          count = try unsafe stream.read(into: region)
        } catch {
          failure = error
        }
      }
      if let failure { throw failure }
      result += part[..<count]
      if count < size { return result }
    }
  }

  /// Sizes that end with the frames, too, so that an output is full when a frame is.
  @Test(arguments: packers)
  func readSizes(program: String) async throws {
    let half = Self.text.count / 2
    let packed = try await pack(Self.text[..<half], program) + pack(Self.text[half...], program)
    for size in [1, 7, 1000, half - 1, half, half + 1, Self.text.count, 1 << 21] {
      #expect(try unpack(packed, reading: size) == Self.text, "\(size) bytes at a time")
    }
  }

  @Test(arguments: packers)
  func manyFrames(program: String) async throws {
    let none = try await pack([], program)
    let one = try await pack([UInt8(ascii: "a")], program)
    #expect(try unpack(none) == [])
    let frames = none + one + none + none + one + one + none
    for size in [1, 2, 3, 100] {
      #expect(try unpack(frames, reading: size) == Array("aaa".utf8))
    }
    // Every place in which a buffer of the stream can end.
    let many = Array(repeatElement(one, count: 20_000).joined())
    #expect(try unpack(many) == [UInt8](repeating: UInt8(ascii: "a"), count: 20_000))
  }

  @Test(arguments: packers)
  func cut(program: String) async throws {
    let packed = try await pack(Self.text, program)
    // Of one of bzip2, ten bytes tell it apart from a text.
    for count in [program == "bz2" ? 10 : 6, 20, packed.count / 2, packed.count - 1] {
      #expect(throws: SourceError(.compressedShortened, offset: count)) {
        try unpack(Array(packed[..<count]))
      }
    }
  }

  @Test(arguments: ["gzip", "bz2", "lzma"])
  func padding(program: String) async throws {
    let packed = try await pack(Self.text, program)
    let zeros = [UInt8](repeating: 0, count: 300_000)
    #expect(try unpack(packed + zeros) == Self.text)
    #expect(try unpack(packed + zeros + packed) == Self.text + Self.text)
    #expect(throws: SourceError(.compressedDamaged, offset: packed.count)) {
      try unpack(packed + Array("what else was there".utf8))
    }
  }

  /// pzstd begins its files with a frame without contents.
  @Test func skippableFrames() async throws {
    let empty: [UInt8] = [0x5A, 0x2A, 0x4D, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]
    let packed = try await pack(Self.text, "zstd")
    #expect(try unpack(empty + packed + empty + packed) == Self.text + Self.text)
  }

  /// A frame that wants more memory than is granted isn't called damaged.
  @Test func longWindow() async throws {
    let packed = try await pack(Self.text, "zstd", ["--long=31", "--no-content-size"])
    #expect(throws: SourceError(.compressedTooLarge(.zstandard))) {
      try unpack(packed)
    }
    let options = ["filters=[{'id': lzma.FILTER_LZMA2, 'dict_size': 1 << 29, 'preset': 0}]"]
    let large = try await pack(Self.text, "lzma", options)
    #expect(throws: SourceError(.compressedTooLarge(.xz))) { try unpack(large) }
  }

  /// A byte that is changed is noticed, wherever it stands, or changes nothing.
  @Test(arguments: packers)
  func damage(program: String) async throws {
    var random = SeededGenerator()
    let packed = try await pack(Self.text, program)
    for _ in 0..<200 {
      var damaged = packed
      // The mark in front is what tells the compression.
      let place = Int.random(in: 10..<packed.count, using: &random)
      damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      do throws(SourceError) {
        let text = try unpack(damaged)
        #expect(text == Self.text, "byte \(place)")
      } catch {
        #expect(error.isOfContents, "byte \(place)")
      }
    }
  }

  /// What begins like a stream of bzip2 may be a text.
  @Test func texts() throws {
    for text in ["BZh9", "BZh91AY,b\n1,2\n", "BZh,1AY&SY"] {
      #expect(try unpack(Array(text.utf8)) == Array(text.utf8))
    }
  }
}
