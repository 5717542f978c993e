internal import CByteScan
import Glibc

/// A way of finding the bytes that give a file its structure.
///
/// All kernels find the same; they differ in the instructions that they need.
package enum ByteKernel: String, CaseIterable, Sendable {
  /// For every processor.
  case portable
  /// For 64-bit ARM processors.
  case neon
  /// For x86 processors with AVX2.
  case avx2
  /// For x86 processors with AVX-512 and VBMI2.
  case avx512

  /// The kernels that this processor can run, the fastest last.
  package static let available: [ByteKernel] = allCases.filter { byte_scan_is_available($0.kernel) }

  /// The fastest kernel that this processor can run.
  package static let fastest: ByteKernel = available.last ?? .portable

  /// The kernel that the variable `CAUDAL_BYTE_KERNEL` names, if this processor can run it, and the
  /// fastest otherwise. The variable lets tests and benchmarks compare kernels.
  package static let preferred: ByteKernel = {
    guard let name = unsafe getenv("CAUDAL_BYTE_KERNEL"),
      let named = ByteKernel(rawValue: unsafe String(cString: name)), available.contains(named)
    else { return fastest }
    return named
  }()

  private var kernel: byte_scan_kernel {
    switch self {
    case .portable: byte_scan_portable
    case .neon: byte_scan_neon
    case .avx2: byte_scan_avx2
    case .avx512: byte_scan_avx512
    }
  }

  /// The structure that a kernel found in a chunk of bytes that begins with a field.
  package struct Structure {
    /// The number of delimiters and line feeds outside quotes.
    package let separatorCount: Int

    /// How many of them are line feeds.
    package let lineFeedCount: Int

    /// Whether a quote stands where none may open a field, so that nothing else here holds.
    package let hasMisplacedQuote: Bool
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
  package func scan(
    _ bytes: UnsafePointer<UInt8>, count: Int, delimiter: UInt8,
    positions: UnsafeMutablePointer<UInt32>
  ) -> Structure {
    let result = unsafe byte_scan(kernel, bytes, count, delimiter, positions)
    return Structure(
      separatorCount: result.position_count, lineFeedCount: result.line_feed_count,
      hasMisplacedQuote: result.has_misplaced_quote)
  }

  /// Reads short decimals, up to eight characters, eight fields at a time.
  ///
  /// Most measurements are such: a sign, some digits, a decimal mark.
  ///
  /// - Parameters:
  ///   - bytes: bytes in which ``scan(_:count:delimiter:positions:)`` found separators.
  ///   - ends: the position of the separator that ends the first field; the one before it is
  ///     readable, too.
  ///   - stride: the number of separators from one field to the next.
  ///   - count: the number of fields.
  ///   - decimal: the decimal mark.
  ///   - endRows: whether the fields are the last of their rows, which a CR may end.
  ///   - values: where the numbers are written, never minus zero; holds at least `count`, rounded
  ///     up to a multiple of 8.
  ///   - areRead: where it is written whether a field is such a decimal, 255 if it is and 0 if not;
  ///     holds as many.
  @unsafe
  package func readDecimals(
    _ bytes: UnsafePointer<UInt8>, ends: UnsafePointer<UInt32>, stride: Int, count: Int,
    decimal: UInt8, endRows: Bool, values: UnsafeMutableBufferPointer<Double>,
    areRead: UnsafeMutableRawBufferPointer
  ) {
    precondition(min(values.count, areRead.count) >= (count + 7) / 8 * 8, "too little room")
    unsafe byte_scan_decimals(
      kernel, bytes, ends, stride, count, decimal, endRows, values.baseAddress,
      areRead.assumingMemoryBound(to: UInt8.self).baseAddress)
  }

  /// The bytes, and the positions, beyond the last that a kernel may touch.
  package static let padding = Int(byte_scan_padding)
}
