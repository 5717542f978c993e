import Foundation
import TestSupport
import Testing

@testable import CSV

/// What can be seen of a file from outside.
@Suite struct FilePackingTests {
  private static let text = Array("a,b\n".utf8) + Array((0..<500).map { "\($0),x\n" }.joined().utf8)

  /// Has Python and gzip write a text in some forms into a folder.
  private func files(_ body: (URL) throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      _ = try folder.write(Self.text, to: "plain.csv")
      let script = """
        import bz2, gzip, lzma, zipfile
        text = open('plain.csv', 'rb').read()
        open('f.gz', 'wb').write(gzip.compress(text))
        open('f.bz2', 'wb').write(bz2.compress(text))
        open('f.xz', 'wb').write(lzma.compress(text))
        open('wide.csv', 'wb').write(text.decode().encode('utf-16'))
        with zipfile.ZipFile('f.zip', 'w', zipfile.ZIP_DEFLATED) as archive:
          archive.writestr('one.csv', text)
          archive.writestr('two.csv', text[:100])
        """
      let outcome = try await Program(path: "/bin/sh").run([
        "-c", "cd \"$0\" && exec python3 -c \"$1\"", folder.path, script,
      ])
      try #require(outcome.code == 0, "\(outcome.errors)")
      try body(folder)
    }
  }

  @Test func forms() async throws {
    try await files { folder in
      func packing(_ name: String, encoding: String? = nil) throws -> FilePacking {
        try FilePacking(path: folder.path + "/" + name, encoding: encoding)
      }
      let plain = try packing("plain.csv")
      #expect(plain.byteCount == Self.text.count)
      #expect(plain.compression == nil)
      #expect(plain.contentBytes == Self.text.count)
      for (name, program) in [("f.gz", "gzip"), ("f.bz2", "bzip2"), ("f.xz", "xz")] {
        let packed = try packing(name)
        #expect(packed.compression == program)
        #expect(packed.contentBytes == nil)
        #expect(packed.byteCount < Self.text.count)
      }
      let member = try packing("f.zip//one.csv")
      #expect(member.compression == "zip")
      #expect(member.contentBytes == Self.text.count)
      #expect(member.byteCount < Self.text.count)
      #expect(try packing("f.zip//two.csv").contentBytes == 100)
      #expect(try packing("f.zip//two.csv", encoding: "UTF-16").contentBytes == nil)
      // How many bytes it has in UTF-8 is seen when it is read.
      #expect(try packing("wide.csv").contentBytes == nil)
      #expect(try packing("plain.csv", encoding: "ISO-8859-1").contentBytes == Self.text.count)
      #expect(throws: SourceError.self) { try packing("f.zip") }
      #expect(throws: SourceError.self) { try packing("none.csv") }
    }
  }

  @Test func rowLengths() throws {
    let source = MemorySource(Self.text)
    let head = try LayoutReader(DialectOptions()).readLayout(of: source, as: .first)
    let lengths = try LayoutReader.rowLengths(of: source, head.layout)
    #expect(lengths.rows == 500)
    #expect(lengths.bytes == Self.text.count - 4)
    #expect(lengths.rowCount(in: lengths.bytes) == 500)
    #expect(lengths.rowCount(in: 10 * lengths.bytes) == 5000)
    #expect(lengths.rowCount(in: 1) == 1)
    #expect(lengths.rowCount(in: 0) == 0)
    #expect(RowLengths().rowCount(in: 0) == 0)
    #expect(RowLengths().rowCount(in: 7) == nil)
  }
}
