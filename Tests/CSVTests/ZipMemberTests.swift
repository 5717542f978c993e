import Foundation
import TestSupport
import Testing

@testable import CSV

/// Files in zip archives, as Python's zipfile writes them, come back as they were.
@Suite struct ZipMemberTests {
  /// Some text of many lines.
  private static let text = Array((0..<4_000).map { "row \($0 % 977),\($0)\n" }.joined().utf8)

  /// Has Python write archives into a folder, where the text is in a file `text`.
  private func archives(in folder: URL, _ script: String) async throws {
    _ = try folder.write(Self.text, to: "text")
    let outcome = try await Program(path: "/bin/sh").run([
      "-c", "cd \"$0\" && exec python3 -c \"$1\"", folder.path,
      "import zipfile\nfrom zipfile import *\ntext = open('text', 'rb').read()\n" + script,
    ])
    try #require(outcome.code == 0, "\(outcome.errors)")
  }

  /// Reads a file of an archive to its end, some bytes at a time.
  private func unpack(
    _ path: String, _ name: String? = nil, reading size: Int = 1 << 20
  ) throws(SourceError) -> [UInt8] {
    var stream = try ZipMemberStream(try FileSource(path: path), named: name)
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

  @Test("Every method that is read, and the only file among folders")
  func methods() async throws {
    try await withTemporaryFolder { folder in
      try await archives(
        in: folder,
        """
        for name in 'STORED', 'DEFLATED', 'BZIP2':
          with ZipFile(name + '.zip', 'w', getattr(zipfile, 'ZIP_' + name)) as archive:
            archive.writestr('folder/', b'')
            archive.writestr('folder/ñ.csv', text)
            archive.writestr('__MACOSX/folder/._ñ.csv', b'x')
            archive.writestr('folder/._ñ.csv', b'x')
            archive.writestr('.DS_Store', b'x')
            archive.comment = b'PK\\5\\6 is a mark that a comment may have, too'
        """)
      for method in ["STORED", "DEFLATED", "BZIP2"] {
        let path = folder.path + "/\(method).zip"
        for size in [1000, Self.text.count - 1, Self.text.count, Self.text.count + 1, 1 << 20] {
          #expect(try unpack(path, reading: size) == Self.text, "\(method), \(size)")
        }
        #expect(try unpack(path, "folder/ñ.csv") == Self.text)
        let missing = ArchiveError.missingMember("a", among: ["folder/ñ.csv"])
        #expect(throws: SourceError(.archive(missing))) { try unpack(path, "a") }
        let zeros = try folder.write(
          Data(contentsOf: URL(filePath: path)) + Data(count: 1000), to: "zeros.zip")
        #expect(try unpack(zeros) == Self.text)
      }
    }
  }

  @Test("Archives with numbers of 64 bits, streamed ones, and many files")
  func wide() async throws {
    try await withTemporaryFolder { folder in
      try await archives(
        in: folder,
        """
        class Pipe:
          def __init__(self, path): self.file = open(path, 'wb')
          def write(self, bytes): return self.file.write(bytes)
          def flush(self): self.file.flush()
        with ZipFile('streamed.zip', 'w', ZIP_DEFLATED) as archive: pass
        pipe = Pipe('streamed.zip')
        with ZipFile(pipe, 'w', ZIP_DEFLATED) as archive: archive.writestr('a', text)
        pipe.file.close()
        with ZipFile('forced.zip', 'w') as archive:
          with archive.open('a', 'w', force_zip64=True) as file: file.write(text)
        zipfile.ZIP64_LIMIT = 10
        zipfile.ZIP_FILECOUNT_LIMIT = 3
        with ZipFile('wide.zip', 'w', ZIP_DEFLATED) as archive:
          for name in 'abcdef': archive.writestr(name, text + name.encode())
        """)
      #expect(try unpack(folder.path + "/streamed.zip") == Self.text)
      #expect(try unpack(folder.path + "/forced.zip") == Self.text)
      let wide = folder.path + "/wide.zip"
      for name in "abcdef" {
        #expect(try unpack(wide, "\(name)") == Self.text + "\(name)".utf8)
      }
      let names = "abcdef".map { "\($0)" }
      #expect(throws: SourceError(.archive(.severalMembers(names)))) { try unpack(wide) }
    }
  }

  @Test("What can't be read")
  func errors() async throws {
    try await withTemporaryFolder { folder in
      try await archives(
        in: folder,
        """
        import warnings
        warnings.simplefilter('ignore')
        with ZipFile('empty.zip', 'w') as archive: pass
        with ZipFile('folders.zip', 'w') as archive: archive.writestr('folder/', b'')
        with ZipFile('lzma.zip', 'w', ZIP_LZMA) as archive: archive.writestr('a', text)
        with ZipFile('twice.zip', 'w') as archive:
          for _ in range(2): archive.writestr('a', text)
        with ZipFile('book.zip', 'w') as archive:
          for name in '[Content_Types].xml', 'xl/workbook.xml': archive.writestr(name, b'')
        with ZipFile('plain.zip', 'w') as archive: archive.writestr('a', text)
        bytes = open('plain.zip', 'rb').read()
        place = bytes.index(b'PK\\1\\2') + 8
        open('locked.zip', 'wb').write(bytes[:place] + b'\\1' + bytes[place + 1:])
        place = bytes.index(b'PK\\5\\6') + 4
        open('split.zip', 'wb').write(bytes[:place] + b'\\1' + bytes[place + 1:])
        open('longer.zip', 'wb').write(bytes + b'more')
        """)
      func reason(_ name: String, _ member: String? = nil) -> SourceError.Kind? {
        do throws(SourceError) {
          _ = try unpack("\(folder.path)/\(name).zip", member)
          return nil
        } catch {
          return error.kind
        }
      }
      #expect(reason("empty") == .archive(.empty))
      #expect(reason("folders") == .archive(.empty))
      #expect(reason("lzma") == .archive(.unknownMethod("a", 14)))
      #expect(reason("twice", "a") == .archive(.repeatedMember("a")))
      #expect(reason("book") == .foreign(.spreadsheet))
      #expect(reason("book", "xl/workbook.xml") == nil)
      #expect(reason("locked") == .archive(.encrypted("a")))
      #expect(reason("split") == .archive(.split))
      #expect(reason("longer") == .compressedShortened)
      #expect(reason("plain") == nil)
    }
  }

  @Test("An archive that is cut, or in which a bit is wrong", arguments: ["STORED", "DEFLATED"])
  func damage(method: String) async throws {
    try await withTemporaryFolder { folder in
      try await archives(
        in: folder,
        "with ZipFile('whole.zip', 'w', ZIP_\(method)) as archive: archive.writestr('a', text[:9000])"
      )
      let whole = Array(try Data(contentsOf: folder.appending(path: "whole.zip")))
      let text = Self.text[..<9000]
      for count in Array(0..<60) + stride(from: 60, to: whole.count, by: 97) + [whole.count - 1] {
        let path = try folder.write(whole[..<count], to: "cut.zip")
        #expect(throws: SourceError(.compressedShortened, offset: count)) { try unpack(path) }
      }
      var random = SeededGenerator()
      for number in 0..<600 {
        var damaged = whole
        // Also each byte of the directory.
        let place =
          number < 150 ? whole.count - 1 - number : Int.random(in: whole.indices, using: &random)
        damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        let path = try folder.write(damaged, to: "damaged.zip")
        do throws(SourceError) {
          let found = try unpack(path)
          #expect(found == Array(text), "byte \(place)")
        } catch {
          #expect(error.isOfContents, "byte \(place)")
        }
      }
    }
  }
}
