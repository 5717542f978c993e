package import CSV

/// Bytes in memory that are read as a file is; reads that touch a certain byte may fail.
package struct MemorySource: ByteSource, Sendable {
  /// The bytes.
  package let bytes: [UInt8]

  /// The offset of a byte that can't be read; nil if all can.
  package var brokenAt: Int?

  /// Creates a source.
  ///
  /// - Parameters:
  ///   - bytes: the bytes.
  ///   - brokenAt: the offset of a byte that can't be read.
  package init(_ bytes: some Sequence<UInt8>, brokenAt: Int? = nil) {
    self.bytes = Array(bytes)
    self.brokenAt = brokenAt
  }

  /// Creates a source from a text, in UTF-8.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - brokenAt: the offset of a byte that can't be read.
  package init(_ text: String, brokenAt: Int? = nil) {
    self.init(text.utf8, brokenAt: brokenAt)
  }

  package var byteCount: Int { bytes.count }

  package func read(
    into region: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(SourceError) -> Int {
    let end = min(bytes.count, offset + region.count)
    guard offset < end else { return 0 }
    if let brokenAt, (offset..<end).contains(brokenAt) {
      throw SourceError(.cannotRead(5), offset: brokenAt)
    }
    unsafe region.copyBytes(from: bytes[offset..<end])
    return end - offset
  }
}
