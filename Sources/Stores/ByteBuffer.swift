/// Bytes that grow at their end, with room that is kept: what an array does, without a check of its
/// owners at each byte.
@safe final class ByteBuffer {
  private var storage: UnsafeMutableRawBufferPointer

  /// The number of bytes.
  private(set) var count = 0

  /// Makes an empty buffer.
  ///
  /// - Parameter capacity: the bytes for which there is room at first, more than 0.
  init(capacity: Int) {
    unsafe storage = .allocate(byteCount: capacity, alignment: 16)
  }

  deinit { unsafe storage.deallocate() }

  /// Makes room for more bytes.
  @inline(__always)
  private func reserve(_ more: Int) {
    if unsafe storage.count - count < more { grow(by: more) }
  }

  @inline(never)
  private func grow(by more: Int) {
    let larger = unsafe UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(2 * storage.count, count + more), alignment: 16)
    // Sound: there is room for more than the bytes that are there.
    unsafe larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: storage[..<count]))
    unsafe storage.deallocate()
    unsafe storage = larger
  }

  /// Adds a number, the highest byte first.
  @inline(__always)
  func append<Number: FixedWidthInteger & BitwiseCopyable>(_ number: Number) {
    reserve(MemoryLayout<Number>.size)
    // Sound: there is room.
    unsafe storage.storeBytes(of: number.bigEndian, toByteOffset: count, as: Number.self)
    count += MemoryLayout<Number>.size
  }

  /// Adds bytes.
  @inline(__always)
  func append(_ bytes: Span<UInt8>) {
    reserve(bytes.count)
    unsafe bytes.withUnsafeBytes { bytes in
      guard let source = bytes.baseAddress, let target = unsafe storage.baseAddress else { return }
      // Sound: there is room, and the buffer is nobody else's.
      unsafe (target + count).copyMemory(from: source, byteCount: bytes.count)
    }
    count += bytes.count
  }

  /// Forgets bytes at the end.
  func cut(to count: Int) { self.count = min(count, self.count) }

  /// Calls a closure with the bytes.
  func withBytes<Value, Failure: Error>(
    _ body: (Span<UInt8>) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let bytes = unsafe UnsafeRawBufferPointer(rebasing: storage[..<count])
    return try body(unsafe Span(_unsafeElements: bytes.bindMemory(to: UInt8.self)))
  }
}
