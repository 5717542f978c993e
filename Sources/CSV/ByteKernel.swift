internal import CByteScan

/// A way of finding the bytes that give a file its structure.
///
/// All kernels find the same; they differ in the instructions that they need.
public enum ByteKernel: String, CaseIterable, Sendable {
  /// For every processor.
  case portable
  /// For 64-bit ARM processors.
  case neon
  /// For x86 processors with AVX2.
  case avx2
  /// For x86 processors with AVX-512 and VBMI2.
  case avx512

  /// The kernels that this processor can run, the fastest last.
  public static let available: [ByteKernel] = allCases.filter { byte_scan_is_available($0.kernel) }

  /// The fastest kernel that this processor can run.
  public static let fastest: ByteKernel = available.last ?? .portable

  private var kernel: byte_scan_kernel {
    switch self {
    case .portable: byte_scan_portable
    case .neon: byte_scan_neon
    case .avx2: byte_scan_avx2
    case .avx512: byte_scan_avx512
    }
  }

  /// What a kernel found in a chunk of bytes that begins with a field.
  struct Structure {
    /// The number of delimiters and line feeds outside quotes.
    let separatorCount: Int

    /// How many of them are line feeds.
    let lineFeedCount: Int

    /// Whether a quote stands where none may open a field, so that nothing else here holds.
    let hasMisplacedQuote: Bool
  }

  /// Finds the delimiters and line feeds outside quotes.
  ///
  /// - Parameters:
  ///   - bytes: bytes that begin with a field.
  ///   - count: their number; ``padding`` more may be read.
  ///   - delimiter: the byte between two fields.
  ///   - positions: where the positions are written, in order; has room for `count` + ``padding``.
  /// - Returns: how many there are.
  @unsafe
  func scan(
    _ bytes: UnsafePointer<UInt8>, count: Int, delimiter: UInt8,
    positions: UnsafeMutablePointer<UInt32>
  ) -> Structure {
    let result = unsafe byte_scan(kernel, bytes, count, delimiter, positions)
    return Structure(
      separatorCount: result.position_count, lineFeedCount: result.line_feed_count,
      hasMisplacedQuote: result.has_misplaced_quote)
  }

  /// The bytes, and the positions, beyond the last that a kernel may touch.
  static let padding = Int(byte_scan_padding)
}
