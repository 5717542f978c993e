/// Rows as bytes, as they travel between ranks and into a store.
///
/// Fields stand one behind the other, each as its length, 32 bits with the lowest byte first, and so
/// many bytes. The length of a missing field is 0xFFFFFFFF, and no byte follows. The rows have no
/// frame: who reads them knows how many fields a row has.
///
/// Public only to be inlined: Swift takes nothing of package access into other modules.
public enum RowImage {
  private static let missing: UInt32 = 0xFFFF_FFFF

  /// Adds a field.
  ///
  /// - Parameters:
  ///   - field: its bytes, fewer than 2³² − 1.
  ///   - image: what it is added to.
  package static func append(_ field: Span<UInt8>, to image: inout [UInt8]) {
    guard field.count < Int(missing) else { preconditionFailure("a field of 4 GiB") }
    image.append(addingCapacity: 4 + field.count) { output in
      unsafe output.withUnsafeMutableBufferPointer { buffer, filled in
        // Sound: there is room for so many bytes behind those filled.
        let place = unsafe UnsafeMutableRawPointer(buffer.baseAddress.unsafelyUnwrapped) + filled
        unsafe place.storeBytes(of: UInt32(field.count).littleEndian, as: UInt32.self)
        unsafe field.withUnsafeBytes { bytes in
          guard let source = bytes.baseAddress else { return }
          unsafe (place + 4).copyMemory(from: source, byteCount: bytes.count)
        }
        filled += 4 + field.count
      }
    }
  }

  /// Adds a field that is missing.
  package static func appendMissing(to image: inout [UInt8]) {
    for _ in 0..<4 { image.append(0xFF) }
  }

  /// Finds the end of some rows.
  ///
  /// - Parameters:
  ///   - count: the number of rows.
  ///   - columnCount: the number of fields of a row.
  ///   - image: rows, at least as many.
  ///   - start: where the first of them begins.
  /// - Returns: where the next row begins.
  /// - Complexity: O(fields).
  package static func end(
    ofRows count: Int, columnCount: Int, in image: Span<UInt8>, from start: Int = 0
  ) -> Int {
    var place = start
    for _ in 0..<count * columnCount { _ = field(in: image, &place) }
    return place
  }

  /// Reads a field.
  ///
  /// Bytes that are no image trap.
  ///
  /// - Parameters:
  ///   - image: rows.
  ///   - place: where the field begins; afterwards where the next one does.
  /// - Returns: where the field's bytes are; nil if it is missing.
  @inlinable @inline(__always)
  public static func field(in image: Span<UInt8>, _ place: inout Int) -> Range<Int>? {
    // Sound: any four bytes are a number, and the bounds are checked.
    let length = UInt32(
      littleEndian: unsafe image.bytes.unsafeLoadUnaligned(
        fromByteOffset: place, as: UInt32.self))
    place += 4
    guard length != 0xFFFF_FFFF else { return nil }
    let start = place
    place += Int(length)
    return start..<place
  }
}
