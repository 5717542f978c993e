import Glibc

extension TextEncoding {
  /// Whether a file is turned into UTF-8 while it is read, so that it can only be read from its
  /// beginning.
  ///
  /// - Parameters:
  ///   - head: the file's first bytes, ``headBytes`` if it has so many.
  ///   - given: the name of its encoding, if it was given.
  /// - Returns: false for UTF-8, and where a letter is one byte.
  package static func isConverted(head: [UInt8], given: String?) -> Bool {
    WideEncoding.name(given: given, recognised: WideEncoding.recognise(head)?.name) != nil
  }

  /// The number of first bytes by which UTF-16 and UTF-32 are recognised.
  package static let headBytes = 1 << 12
}

/// The encodings of several bytes a letter.
enum WideEncoding {
  /// The encoding from which a file is turned into UTF-8 while it is read.
  ///
  /// - Parameters:
  ///   - given: the name that the user gave, if any.
  ///   - recognised: the one that the file's first bytes tell, if any.
  /// - Returns: nil if the bytes are read as they are.
  static func name(given: String?, recognised: String?) -> String? {
    guard let given else { return recognised }
    if TextEncoding.isUTF8(given) || TextEncoding(singleByte: given) != nil { return nil }
    // The file knows better in which order its bytes are.
    if let recognised, recognised.hasPrefix(given.uppercased()) { return recognised }
    return given
  }

  /// Recognises UTF-16 and UTF-32: by their mark, or because every other byte, or three of four, is
  /// zero.
  ///
  /// - Parameter head: a file's first bytes, some hundreds if it has so many.
  /// - Returns: the name, and the number of bytes of the mark; nil if it is none of these.
  static func recognise(_ head: [UInt8]) -> (name: String, markBytes: Int)? {
    let marks: [(bytes: [UInt8], name: String)] = [
      ([0xFF, 0xFE, 0, 0], "UTF-32LE"), ([0, 0, 0xFE, 0xFF], "UTF-32BE"),
      ([0xFF, 0xFE], "UTF-16LE"),
      ([0xFE, 0xFF], "UTF-16BE"),
    ]
    if let mark = marks.first(where: { head.starts(with: $0.bytes) }) {
      return (mark.name, mark.bytes.count)
    }
    // Without a mark: what a table has most is ASCII, whose other bytes are zero.
    let sample = head.prefix(TextEncoding.headBytes)
    guard sample.count >= 4 else { return nil }
    var zeros = [0, 0, 0, 0]
    for (index, byte) in sample.enumerated() where byte == 0 { zeros[index & 3] += 1 }
    let quarter = sample.count / 4
    let isZero = zeros.map { $0 * 10 >= quarter * 7 && quarter > 0 }
    switch (isZero[0], isZero[1], isZero[2], isZero[3]) {
    case (false, true, true, true): return ("UTF-32LE", 0)
    case (true, true, true, false): return ("UTF-32BE", 0)
    case (false, true, false, true): return ("UTF-16LE", 0)
    case (true, false, true, false): return ("UTF-16BE", 0)
    default: return nil
    }
  }
}

/// The bytes of another stream as UTF-8, if they are in an encoding of several bytes a letter.
///
/// Others pass as they are: those of one byte a letter are translated where texts are used.
///
/// - Complexity: O(bytes) time; fixed buffers.
package struct DecodedStream<Base: ByteStream & ~Copyable>: ~Copyable, ByteStream {
  private static var bufferBytes: Int { 1 << 16 }

  private var base: Base
  private var conversion: TextConversion?

  /// Bytes of the base that haven't been converted.
  private var raw: StreamBuffer

  /// Bytes that haven't been handed on; where nothing is converted, those of the base.
  private var decoded: StreamBuffer

  /// The name of the encoding, if bytes are converted.
  package let encodingName: String?

  /// Reads the first bytes of a stream to see how it is encoded.
  ///
  /// - Parameters:
  ///   - base: the stream, at its first byte.
  ///   - encoding: the name of the encoding; nil to find out whether it is UTF-16 or UTF-32.
  /// - Throws: ``SourceError`` if the bytes can't be had.
  package init(_ base: consuming Base, encoding: String? = nil) throws(SourceError) {
    self.base = base
    raw = StreamBuffer(capacity: Self.bufferBytes)
    try raw.fill(from: &self.base)
    let mark = WideEncoding.recognise(raw.contents)
    encodingName = WideEncoding.name(given: encoding, recognised: mark?.name)
    if let encodingName { conversion = TextConversion(from: encodingName, to: "UTF-8") }
    guard conversion != nil else {
      decoded = raw
      return
    }
    // No letter takes more bytes in UTF-8 than four for each of its own.
    decoded = StreamBuffer(capacity: 4 * Self.bufferBytes)
    // The mark says how to read what follows it, and is no part of it.
    if let mark { raw.drop(mark.markBytes) }
  }

  /// Fills a region of memory with the next bytes; see ``ByteStream``.
  package mutating func read(
    into region: UnsafeMutableRawBufferPointer
  ) throws(SourceError) -> Int {
    var filled = 0
    while filled < region.count {
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: region[filled...])
      if !decoded.isEmpty {
        filled += unsafe decoded.move(into: rest)
      } else if conversion == nil {
        return try unsafe filled + base.read(into: rest)
      } else if try !decodeMore() {
        break
      }
    }
    return filled
  }

  /// Converts the next bytes.
  ///
  /// - Returns: false at the end.
  private mutating func decodeMore() throws(SourceError) -> Bool {
    while decoded.isEmpty {
      try raw.fill(from: &base)
      if raw.isEmpty { return false }
      guard let step = conversion?.convert(raw.contents.span, to: &decoded) else { return false }
      raw.drop(step.consumed)
      // What is left at the end is no whole letter.
      if step.isStuck || step.consumed == 0 && raw.isLast {
        throw SourceError(.notInEncoding(encodingName ?? ""), offset: raw.offset)
      }
    }
    return true
  }
}

/// Bytes of a stream that wait.
struct StreamBuffer {
  private var bytes: [UInt8]
  private var next = 0
  private var end = 0

  /// The offset in the stream of the first byte that waits.
  private(set) var offset = 0

  /// Whether no bytes follow those that wait.
  private(set) var isLast = false

  /// Creates an empty buffer.
  init(capacity: Int) { bytes = [UInt8](repeating: 0, count: capacity) }

  /// Whether no bytes wait.
  var isEmpty: Bool { next == end }

  /// The bytes that wait.
  var contents: [UInt8] { Array(bytes[next..<end]) }

  /// Forgets the first bytes.
  mutating func drop(_ count: Int) {
    next += count
    offset += count
  }

  /// Reads bytes behind those that wait, as many as there is room for.
  mutating func fill(from base: inout some ByteStream & ~Copyable) throws(SourceError) {
    guard !isLast else { return }
    bytes.replaceSubrange(0..<end - next, with: bytes[next..<end])
    (next, end) = (0, end - next)
    var failure: SourceError?
    var count = 0
    unsafe bytes.withUnsafeMutableBytes { memory in
      do throws(SourceError) {
        // Sound: end ≤ the buffer's size.
        count = try unsafe base.read(into: UnsafeMutableRawBufferPointer(rebasing: memory[end...]))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    end += count
    isLast = end < bytes.count
  }

  /// Takes what a closure writes into the empty buffer.
  @unsafe
  mutating func replace(_ write: (UnsafeMutableRawBufferPointer) -> Int) {
    next = 0
    end = unsafe bytes.withUnsafeMutableBytes(write)
  }

  /// Moves bytes that wait.
  ///
  /// - Parameter region: where to.
  /// - Returns: how many were moved.
  @unsafe
  mutating func move(into region: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(region.count, end - next)
    unsafe bytes.withUnsafeBytes { memory in
      // Sound: both have so many bytes.
      unsafe region.copyMemory(
        from: UnsafeRawBufferPointer(rebasing: memory[next..<next + count]))
    }
    drop(count)
    return count
  }
}
