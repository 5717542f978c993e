/// A form of files that isn't read, but known by its first bytes.
package enum ForeignForm: Sendable, Hashable, CaseIterable {
  case zip
  case spreadsheet
  case openDocument
  case oldSpreadsheet
  case parquet
  case arrow
  case orc
  case avro
  case hdf5
  case netCDF
  case sqlite
  case json
  case html
  case xml
  case pdf
  case tar
  case lz4
  case lzip
  case compress
  case sevenZip
  case rar

  /// Recognises a form.
  ///
  /// - Parameter head: a file's first bytes: for tar 512, for a spreadsheet 100, for others 16.
  package init?(head: [UInt8]) {
    if ZipArchive.isArchive(head) {
      self = Self.formOfArchive(head)
    } else if let form = Self.marks.first(where: { head.starts(with: $0.bytes) })?.form {
      self = form
    } else if head.count > 262, head[257..<262].elementsEqual("ustar".utf8) {
      self = .tar
    } else if let form = Self.formOfText(head) {
      self = form
    } else {
      return nil
    }
  }

  /// Whether the bytes are text, in which words can be counted.
  var isText: Bool { self == .json || self == .html || self == .xml }

  /// What such a file is, as the end of a sentence.
  package var words: String {
    switch self {
    case .zip: "a zip archive"
    case .spreadsheet: "an Excel workbook (xlsx)"
    case .openDocument: "a spreadsheet of LibreOffice (ods)"
    case .oldSpreadsheet: "an old Excel workbook (xls)"
    case .parquet: "Parquet"
    case .arrow: "Arrow or Feather"
    case .orc: "ORC"
    case .avro: "Avro"
    case .hdf5: "HDF5 or NetCDF 4"
    case .netCDF: "NetCDF"
    case .sqlite: "an SQLite database"
    case .json: "JSON"
    case .html: "a web page (HTML)"
    case .xml: "XML"
    case .pdf: "a PDF document"
    case .tar: "a tar archive"
    case .lz4: "compressed by lz4"
    case .lzip: "compressed by lzip"
    case .compress: "compressed by compress"
    case .sevenZip: "a 7z archive"
    case .rar: "a RAR archive"
    }
  }

  /// The bytes that no text begins with.
  private static let marks: [(bytes: [UInt8], form: ForeignForm)] = [
    ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], .oldSpreadsheet),
    (Array("PAR1".utf8) + [0x15], .parquet),
    (Array("PARE".utf8) + [0x15], .parquet),
    (Array("ARROW1\0\0".utf8), .arrow),
    (Array("FEA1\0\0\0\0".utf8), .arrow),
    (Array("Obj\u{1}".utf8), .avro),
    ([0x89] + Array("HDF\r\n\u{1A}\n".utf8), .hdf5),
    (Array("CDF\u{1}".utf8), .netCDF),
    (Array("CDF\u{2}".utf8), .netCDF),
    (Array("CDF\u{5}".utf8), .netCDF),
    (Array("SQLite format 3\0".utf8), .sqlite),
    (Array("%PDF-".utf8), .pdf),
    ([0x04, 0x22, 0x4D, 0x18], .lz4),
    ([0x02, 0x21, 0x4C, 0x18], .lz4),
    (Array("LZIP\u{1}".utf8), .lzip),
    ([0x1F, 0x9D], .compress),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], .sevenZip),
    (Array("Rar!\u{1A}\u{7}".utf8), .rar),
  ]

  /// What an archive is, by the name of its first member.
  private static func formOfArchive(_ head: [UInt8]) -> ForeignForm {
    let name = head.dropFirst(30)
    if ["[Content_Types].xml", "_rels/", "xl/"].contains(where: { name.starts(with: $0.utf8) }) {
      return .spreadsheet
    }
    let kind = "mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
    return name.starts(with: kind.utf8) ? .openDocument : .zip
  }

  /// What a text is that no header of a table begins.
  private static func formOfText(_ head: [UInt8]) -> ForeignForm? {
    let isBlank: (UInt8) -> Bool = { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    let start = head.starts(with: Byte.byteOrderMark) ? Byte.byteOrderMark.count : 0
    let text = head.dropFirst(start).drop(while: isBlank)
    if startsORC(head) { return .orc }
    let lowercased = text.prefix(16).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    if lowercased.starts(with: "<!doctype html".utf8) || lowercased.starts(with: "<html".utf8) {
      return .html
    }
    if lowercased.starts(with: "<?xml".utf8) { return .xml }
    let isArray = text.first == UInt8(ascii: "[")
    let object = isArray ? text.dropFirst().drop(while: isBlank) : text
    guard object.first == UInt8(ascii: "{") else { return nil }
    var rest = object.dropFirst().drop(while: isBlank)
    guard rest.popFirst() == Byte.quote else { return nil }
    // A quote within the key has a backslash before it.
    var isEscaped = false
    rest = rest.drop { byte in
      defer { isEscaped = !isEscaped && byte == UInt8(ascii: "\\") }
      return byte != Byte.quote && byte != Byte.lineFeed || isEscaped
    }
    let colon = rest.dropFirst().drop(while: isBlank)
    return rest.first == Byte.quote && colon.first == UInt8(ascii: ":") ? .json : nil
  }

  /// Whether bytes begin a file of ORC: with letters that a name could have, too, and then with
  /// numbers.
  private static func startsORC(_ head: [UInt8]) -> Bool {
    head.starts(with: "ORC".utf8)
      && head.prefix(64).contains { $0 < 0x20 && ![0x09, 0x0A, 0x0D].contains($0) }
  }
}
