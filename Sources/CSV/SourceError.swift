import Glibc

/// Why the bytes of a file could not be had.
package struct SourceError: Error, Hashable, Sendable {
  /// A reason why the bytes of a file can't be had.
  package enum Kind: Hashable, Sendable {
    /// It could not be opened or looked at; with the system's error number.
    case cannotOpen(CInt)
    /// It is a pipe or a device, which can be read from its beginning only.
    case notRegular
    /// It could not be read; with the system's error number.
    case cannotRead(CInt)
    /// It ended before the size that it had when it was opened.
    case shortened
    /// It isn't the file any more that it was when it was opened first.
    case changed
    /// A row begins that is longer than any that is read.
    case rowTooLong
    /// A word of a plain text begins that is longer than any that is read.
    case wordTooLong
    /// Bytes are no text in the encoding of this name.
    case notInEncoding(String)
    /// The compressed data break off before their end.
    case compressedShortened
    /// The compressed data need more memory than is given to them.
    case compressedTooLarge(Compression)
    /// The compressed data can't be decompressed.
    case compressedDamaged
    /// The file is a zip archive of which nothing can be read.
    case archive(ArchiveError)
    /// The file isn't text, but of another form, which isn't read.
    case foreign(ForeignForm)
    /// It is no file, but rows of a database, which can't be had.
    case database(DatabaseFailure)
  }

  /// The reason why the bytes of this file could not be had.
  package let kind: Kind

  /// The offset that was being read, or 0.
  package let offset: Int

  /// Creates an error.
  ///
  /// - Parameters:
  ///   - kind: what went wrong.
  ///   - offset: the offset that was being read.
  package init(_ kind: Kind, offset: Int = 0) {
    self.kind = kind
    self.offset = offset
  }

  /// Whether the file could not even be opened.
  package var isOfOpening: Bool {
    switch kind {
    case .cannotOpen, .notRegular, .database(.opening): true
    default: false
    }
  }

  /// Whether the trouble is what the file says, not that it can't be read.
  package var isOfContents: Bool {
    switch kind {
    case .rowTooLong, .wordTooLong, .notInEncoding, .compressedShortened, .compressedTooLarge,
      .compressedDamaged, .archive, .foreign, .database(.contents):
      true
    case .cannotOpen, .notRegular, .cannotRead, .shortened, .changed, .database: false
    }
  }

  /// A sentence for the error; the system's where the system refused.
  package var reason: String {
    switch kind {
    case .cannotOpen(let code), .cannotRead(let code): unsafe String(cString: strerror(code))
    case .notRegular: "not a regular file; pipes and devices can't be read in parts"
    case .shortened: "the file became shorter while it was read"
    case .changed: "the file changed while it was read; run again"
    case .rowTooLong: "a row of more than 256 MiB begins here; is a quote unclosed?"
    case .wordTooLong: "a word of more than 256 MiB begins here; is this a text?"
    case .notInEncoding(let name): "these bytes are no text in \(name)"
    case .compressedShortened:
      "the compressed data ends in the middle; is the file complete?"
    case .compressedTooLarge(let compression):
      "the compressed data needs more than 128 MiB of memory;"
        + " pipe it in from \(compression == .xz ? "xz -dc" : "zstd -dc --long=31"),"
        + " with - for the file"
    case .compressedDamaged: "the compressed data is damaged"
    case .archive(let error): error.reason
    case .foreign(let form): "the file is \(form.words)"
    case .database(let failure): failure.sentence
    }
  }
}

/// Why the rows of a database can't be had, each with a sentence.
package enum DatabaseFailure: Hashable, Sendable {
  /// The database, the table or the query can't be opened.
  case opening(String)
  /// The database, or the way to it, failed while rows were read.
  case reading(String)
  /// A row has something that is no field of a table.
  case contents(String)

  /// The sentence.
  package var sentence: String {
    switch self {
    case .opening(let sentence), .reading(let sentence), .contents(let sentence): sentence
    }
  }
}
