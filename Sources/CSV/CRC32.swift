internal import CZlib

/// The checksum CRC-32 of bytes, that of gzip and of zip archives (ISO/IEC 8802-3, polynomial 04C11DB7).
///
/// ```swift
/// CRC32(Array("123456789".utf8).span).text  // "crc32:cbf43926"
/// ```
///
/// It finds damage, and no intent: one of 2³² that are damaged isn't noticed.
package struct CRC32: Sendable, Hashable {
  /// The checksum as a number.
  package private(set) var value: UInt32

  /// A checksum that is known, as a rule that of no bytes.
  package init(value: UInt32 = 0) { self.value = value }

  /// The checksum of some bytes.
  ///
  /// - Complexity: O(bytes).
  package init(_ bytes: Span<UInt8>) {
    self.init()
    add(bytes)
  }

  /// The checksum of the bytes of some numbers, the lowest of each first, as memory has them here.
  ///
  /// - Complexity: O(numbers).
  package init(_ numbers: Span<Double>) {
    self.init()
    unsafe numbers.withUnsafeBytes { unsafe add($0) }
  }

  /// Takes the bytes that follow.
  ///
  /// - Complexity: O(bytes).
  package mutating func add(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBytes { unsafe add($0) }
  }

  /// Takes the bytes that follow.
  ///
  /// - Complexity: O(bytes).
  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    // Of no bytes, zlib would begin anew.
    guard let first = bytes.baseAddress, bytes.count > 0 else { return }
    // Sound: all of the bytes are there while they are read, as many as zlib is told.
    value = unsafe UInt32(
      truncatingIfNeeded: crc32_z(
        uLong(value), first.assumingMemoryBound(to: UInt8.self), bytes.count))
  }

  /// Takes bytes that follow, of which only the checksum is known.
  ///
  /// - Parameters:
  ///   - other: their checksum.
  ///   - byteCount: how many they are.
  /// - Complexity: O(log(byteCount)).
  package mutating func append(_ other: CRC32, byteCount: Int) {
    value = UInt32(
      truncatingIfNeeded: crc32_combine(uLong(value), uLong(other.value), byteCount))
  }

  /// The checksum as it is written: eight hexadecimal digits behind `crc32:`.
  package var text: String {
    let digits = String(value, radix: 16)
    return "crc32:" + String(repeating: "0", count: 8 - digits.count) + digits
  }
}
