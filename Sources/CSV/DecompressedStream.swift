internal import CZlib
internal import CZstd
import Glibc

/// How bytes are compressed.
package enum Compression: Sendable, Hashable {
  /// Not at all.
  case none
  /// By gzip, in one or several members.
  case gzip
  /// By Zstandard, in one or several frames.
  case zstandard

  /// The number of first bytes by which a compression is recognised.
  package static let magicBytes = 4

  /// Recognises a compression.
  ///
  /// - Parameter head: a file's first bytes, ``magicBytes`` if it has so many.
  package init(head: [UInt8]) {
    if head.starts(with: [0x1F, 0x8B]) {
      self = .gzip
    } else if head.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) || Self.startsSkippableFrame(head) {
      self = .zstandard
    } else {
      self = .none
    }
  }

  /// Whether bytes begin a frame without contents, which some tools (pzstd) put before the others.
  private static func startsSkippableFrame(_ head: [UInt8]) -> Bool {
    head.count >= 4 && head[0] & 0xF0 == 0x50 && head[1...].starts(with: [0x2A, 0x4D, 0x18])
  }
}

/// The bytes of another stream, decompressed if they are compressed.
///
/// The compression is recognised by the first bytes. What follows a gzip member or a Zstandard
/// frame must be another one; zeros behind the last, as some tapes and tools leave them, are passed
/// over.
///
/// - Complexity: O(bytes) time; a fixed buffer.
package struct DecompressedStream<Base: ByteStream & ~Copyable>: ~Copyable, ByteStream {
  private static var bufferBytes: Int { 1 << 18 }

  private var base: Base
  private var decoder: Decoder

  /// Bytes of the base that aren't decoded yet: `buffer[next..<end]`.
  private var buffer = [UInt8](repeating: 0, count: Self.bufferBytes)
  private var next = 0
  private var end = 0
  private var baseOffset = 0

  /// Whether the decoder may have bytes left for which there was no room.
  private var holdsOutput = false

  /// How the bytes are compressed.
  package private(set) var compression: Compression

  /// Reads the first bytes of a stream to see whether it is compressed.
  ///
  /// - Parameter base: the stream, at its first byte.
  /// - Throws: ``SourceError`` if the bytes can't be had.
  package init(_ base: consuming Base) throws(SourceError) {
    self.base = base
    decoder = .copy
    compression = .none
    try refill()
    compression = Compression(head: Array(buffer[..<min(end, Compression.magicBytes)]))
    switch compression {
    case .none: decoder = .copy
    case .gzip: decoder = .inflate(Inflater())
    case .zstandard: decoder = .zstandard(ZstandardDecoder())
    }
  }

  /// Fills a region of memory with the next bytes; see ``ByteStream``.
  package mutating func read(
    into region: UnsafeMutableRawBufferPointer
  ) throws(SourceError) -> Int {
    var filled = 0
    while filled < region.count {
      if next == end, !holdsOutput {
        try refill()
        if end == 0 {
          guard decoder.isBetweenFrames else { throw failure(.compressedShortened) }
          break
        }
      }
      if decoder.allowsPadding, skipZeros() { continue }
      let output = unsafe UnsafeMutableRawBufferPointer(rebasing: region[filled...])
      let step = unsafe buffer.withUnsafeBytes { input in
        unsafe decoder.decode(UnsafeRawBufferPointer(rebasing: input[next..<end]), into: output)
      }
      guard let step else {
        throw failure(decoder.wantsMoreMemory ? .compressedTooLarge : .compressedDamaged)
      }
      next += step.consumed
      filled += step.produced
      holdsOutput = step.produced == output.count && !decoder.isBetweenFrames
    }
    return filled
  }

  /// Passes over zeros; false if the next byte is another.
  private mutating func skipZeros() -> Bool {
    guard buffer[next] == 0 else { return false }
    while next < end, buffer[next] == 0 { next += 1 }
    return true
  }

  private mutating func refill() throws(SourceError) {
    baseOffset += end
    next = 0
    end = 0
    var failure: SourceError?
    var count = 0
    unsafe buffer.withUnsafeMutableBytes { region in
      do throws(SourceError) {
        count = try unsafe base.read(into: region)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    end = count
  }

  private func failure(_ kind: SourceError.Kind) -> SourceError {
    SourceError(kind, offset: baseOffset + next)
  }
}

/// How far a decoder came in one step.
private struct DecoderStep {
  let consumed: Int
  let produced: Int
}

/// Turns a stream's bytes into those that it stands for.
private enum Decoder {
  case copy
  case inflate(Inflater)
  case zstandard(ZstandardDecoder)

  /// Whether the bytes so far may be all.
  var isBetweenFrames: Bool {
    switch self {
    case .copy: true
    case .inflate(let inflater): inflater.isBetweenMembers
    case .zstandard(let decoder): decoder.isBetweenFrames
    }
  }

  /// Whether zeros may stand behind a frame.
  var allowsPadding: Bool {
    switch self {
    case .copy: false
    case .inflate(let inflater): inflater.isBetweenMembers && inflater.hasFinishedMember
    case .zstandard: false
    }
  }

  /// Whether the last step failed only because it would take too much memory.
  var wantsMoreMemory: Bool {
    switch self {
    case .copy, .inflate: false
    case .zstandard(let decoder): decoder.wantsMoreMemory
    }
  }

  /// Decodes some bytes; nil if they are damaged.
  @unsafe
  func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecoderStep? {
    switch self {
    case .copy:
      let count = min(input.count, output.count)
      unsafe output.copyMemory(from: UnsafeRawBufferPointer(rebasing: input[..<count]))
      return DecoderStep(consumed: count, produced: count)
    case .inflate(let inflater): return unsafe inflater.decode(input, into: output)
    case .zstandard(let decoder): return unsafe decoder.decode(input, into: output)
    }
  }
}

/// zlib's decoder of gzip members.
@safe private final class Inflater {
  private var stream = unsafe z_stream()
  private(set) var isBetweenMembers = true
  private(set) var hasFinishedMember = false

  init() {
    let code = unsafe czlib_start_inflating(&stream)
    precondition(code == Z_OK, "zlib can't start")
  }

  deinit { _ = unsafe inflateEnd(&stream) }

  @unsafe
  func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecoderStep? {
    if unsafe isBetweenMembers && hasFinishedMember && !input.isEmpty {
      guard unsafe inflateReset(&stream) == Z_OK else { return nil }
    }
    if unsafe !input.isEmpty { isBetweenMembers = false }
    // zlib doesn't change its input, though its type doesn't say so.
    unsafe stream.next_in = UnsafeMutablePointer(
      mutating: input.assumingMemoryBound(to: UInt8.self).baseAddress)
    unsafe stream.avail_in = uInt(min(input.count, 1 << 30))
    unsafe stream.next_out = output.assumingMemoryBound(to: UInt8.self).baseAddress
    unsafe stream.avail_out = uInt(min(output.count, 1 << 30))
    let (given, room) = unsafe (Int(stream.avail_in), Int(stream.avail_out))
    let code = unsafe inflate(&stream, Z_NO_FLUSH)
    let isUsable = code == Z_OK || code == Z_STREAM_END
    guard unsafe isUsable || code == Z_BUF_ERROR && input.isEmpty else { return nil }
    if code == Z_STREAM_END {
      isBetweenMembers = true
      hasFinishedMember = true
    }
    return unsafe DecoderStep(
      consumed: given - Int(stream.avail_in), produced: room - Int(stream.avail_out))
  }
}

/// libzstd's decoder of frames.
@safe private final class ZstandardDecoder {
  private let context: OpaquePointer
  private(set) var isBetweenFrames = true

  /// Whether the last step failed because a frame wants a larger window than libzstd grants.
  private(set) var wantsMoreMemory = false

  init() {
    guard let context = unsafe ZSTD_createDCtx() else {
      preconditionFailure("there is no memory for a decoder")
    }
    unsafe self.context = context
  }

  deinit { _ = unsafe ZSTD_freeDCtx(context) }

  @unsafe
  func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecoderStep? {
    var source = unsafe ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    var target = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    let hint = unsafe ZSTD_decompressStream(context, &target, &source)
    wantsMoreMemory = ZSTD_getErrorCode(hint) == ZSTD_error_frameParameter_windowTooLarge
    guard ZSTD_isError(hint) == 0 else { return nil }
    isBetweenFrames = hint == 0
    return unsafe DecoderStep(consumed: source.pos, produced: target.pos)
  }
}
