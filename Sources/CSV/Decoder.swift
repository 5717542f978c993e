/// How far a decoder came in one step.
struct DecoderStep {
  let consumed: Int
  let produced: Int
}

/// What turns a stream's bytes into those that they stand for.
protocol Decoder: AnyObject {
  /// Whether the bytes so far may be all.
  var isBetweenFrames: Bool { get }

  /// Whether zeros may stand here, behind a frame.
  var allowsPadding: Bool { get }

  /// Whether the last step failed only because it would take too much memory.
  var wantsMoreMemory: Bool { get }

  /// Decodes some bytes.
  ///
  /// - Parameters:
  ///   - input: the next bytes; none at the end, or where only what is held is asked for.
  ///   - output: where to.
  /// - Returns: how many bytes were read and written; nil if they are damaged, or want more memory.
  @unsafe
  func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecoderStep?
}

extension Decoder {
  var allowsPadding: Bool { false }

  var wantsMoreMemory: Bool { false }
}

extension Compression {
  /// The most memory that a decoder takes, in bytes.
  static let memoryLimit = 128 << 20

  /// A decoder of bytes that are compressed so.
  func makeDecoder() -> any Decoder {
    switch self {
    case .none: CopyDecoder()
    case .gzip: Inflater(isRaw: false)
    case .deflate: Inflater(isRaw: true)
    case .zstandard: ZstandardDecoder()
    case .bzip2: Bzip2Decoder()
    case .xz: XzDecoder()
    }
  }
}

/// Copies what isn't compressed.
final class CopyDecoder: Decoder {
  var isBetweenFrames: Bool { true }

  @unsafe
  func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecoderStep? {
    let count = min(input.count, output.count)
    unsafe output.copyMemory(from: UnsafeRawBufferPointer(rebasing: input[..<count]))
    return DecoderStep(consumed: count, produced: count)
  }
}
