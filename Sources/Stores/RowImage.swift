/// Rows as bytes, as they travel between ranks and into a store.
///
/// Fields stand one behind the other, each as its length, 32 bits with the lowest byte first, and so
/// many bytes. The length of a missing field is 0xFFFFFFFF, and no byte follows. The rows have no
/// frame: who reads them knows how many fields a row has.
package enum RowImage {
  private static let missing: UInt32 = 0xFFFF_FFFF

  /// Adds a field.
  ///
  /// - Parameters:
  ///   - field: its bytes, fewer than 2³² − 1.
  ///   - image: what it is added to.
  package static func append(_ field: Span<UInt8>, to image: inout [UInt8]) {
    guard field.count < Int(missing) else { preconditionFailure("a field of 4 GiB") }
    append(length: UInt32(field.count), to: &image)
    unsafe field.withUnsafeBufferPointer { unsafe image.append(contentsOf: $0) }
  }

  /// Adds a field that is missing.
  package static func appendMissing(to image: inout [UInt8]) { append(length: missing, to: &image) }

  private static func append(length: UInt32, to image: inout [UInt8]) {
    for shift: UInt32 in [0, 8, 16, 24] {
      image.append(UInt8(truncatingIfNeeded: length >> shift))
    }
  }

  /// Reads a field.
  ///
  /// Bytes that are no image trap.
  ///
  /// - Parameters:
  ///   - image: rows.
  ///   - place: where the field begins; afterwards where the next one does.
  /// - Returns: where the field's bytes are; nil if it is missing.
  @inline(__always)
  package static func field(in image: Span<UInt8>, _ place: inout Int) -> Range<Int>? {
    // Sound: any four bytes are a number, and the bounds are checked.
    let length = UInt32(
      littleEndian: unsafe image.bytes.unsafeLoadUnaligned(
        fromByteOffset: place, as: UInt32.self))
    place += 4
    guard length != missing else { return nil }
    let start = place
    place += Int(length)
    return start..<place
  }
}
