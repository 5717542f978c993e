import Foundation
import TestSupport
import Testing

@testable import CSV

/// Files of other forms are known by what they begin with, and tables aren't taken for them.
@Suite struct ForeignFormTests {
  /// What is read of a file.
  private func layout(
    of bytes: [UInt8], _ reader: LayoutReader = LayoutReader(DialectOptions())
  ) throws(LayoutError) -> [String] {
    do throws(LayoutReader.Failure) {
      return try reader.readLayout(of: MemorySource(bytes), as: .first).layout.columnNames
    } catch {
      guard case .layout(let error) = error else { preconditionFailure("memory can be read") }
      throw error
    }
  }

  @Test("Files that Python's modules write")
  func made() async throws {
    try await withTemporaryFolder { folder in
      let script = """
        import io, json, sqlite3, sys, tarfile, zipfile
        base = sqlite3.connect('sqlite'); base.execute('create table t (a)'); base.commit()
        with tarfile.open('tar', 'w') as tar: tar.add('sqlite')
        with zipfile.ZipFile('spreadsheet', 'w') as book:
          book.writestr('[Content_Types].xml', '<Types/>')
        with zipfile.ZipFile('openDocument', 'w') as book:
          book.writestr('mimetype', 'application/vnd.oasis.opendocument.spreadsheet')
        with zipfile.ZipFile('zip', 'w') as archive: archive.writestr('a.csv', 'a')
        rows = [{'a, "b"': 1, 'c': None}, {'a, "b"': 2}]
        open('json', 'w').write('\\n'.join(map(json.dumps, rows)))
        json.dump(rows, open('json2', 'w'))
        json.dump(rows, open('json3', 'w'), indent=2)
        """
      let outcome = try await Program(path: "/bin/sh").run([
        "-c", "cd \"$0\" && exec python3 -c \"$1\"", folder.path, script,
      ])
      try #require(outcome.code == 0, "\(outcome.errors)")
      for (name, form) in [
        ("sqlite", .sqlite), ("tar", .tar), ("spreadsheet", .spreadsheet),
        ("openDocument", .openDocument), ("zip", .zip), ("json", .json), ("json2", .json),
        ("json3", .json),
      ] as [(String, ForeignForm)] {
        let bytes = Array(try Data(contentsOf: folder.appending(path: name)))
        #expect(throws: LayoutError.foreign(form), "\(name)") { try layout(of: bytes) }
      }
    }
  }

  @Test(
    "Marks, as the forms' definitions have them",
    arguments: [
      ("PAR1\u{15}\u{04}", .parquet), ("ARROW1\0\0", .arrow), ("FEA1\0\0\0\0", .arrow),
      ("ORC\u{1F}\0\0\u{0A}", .orc), ("Obj\u{1}\u{4}", .avro), ("CDF\u{1}", .netCDF),
      ("%PDF-1.7", .pdf), ("LZIP\u{1}", .lzip), ("Rar!\u{1A}\u{7}\0", .rar),
      ("<!DOCTYPE html><title>404", .html), ("\n<HTML>", .html), ("<?xml version", .xml),
      ("{\"a\": 1}", .json), ("\u{FEFF}[\n {\"a b\" :", .json),
    ] as [(String, ForeignForm)])
  func marks(text: String, form: ForeignForm) {
    #expect(throws: LayoutError.foreign(form)) { try layout(of: Array(text.utf8)) }
    // Words can be counted in what is text.
    var options = DialectOptions()
    options.isPlainText = true
    let reader = LayoutReader(options)
    if form.isText {
      #expect((try? layout(of: Array(text.utf8), reader)) == ["text"])
    } else {
      #expect(throws: LayoutError.foreign(form)) { try layout(of: Array(text.utf8), reader) }
    }
  }

  @Test(
    "Marks that are no text",
    arguments: [
      ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], .oldSpreadsheet),
      ([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A], .hdf5), ([4, 0x22, 0x4D, 0x18], .lz4),
      ([0x1F, 0x9D, 0x90], .compress), ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], .sevenZip),
    ] as [([UInt8], ForeignForm)])
  func bytes(bytes: [UInt8], form: ForeignForm) {
    #expect(throws: LayoutError.foreign(form)) { try layout(of: bytes + [0, 0, 0]) }
  }

  @Test(
    "Headers that only look like it",
    arguments: [
      "PAR1", "ORC", "ORCA", "Obj", "CDF", "LZIP", "BZh9", "{a}", "[a]", "{", "<a>", "PK",
    ])
  func headers(name: String) throws {
    #expect(try layout(of: Array("\(name),b\n1,2\n".utf8)) == [name, "b"])
  }
}
