/// Some of the rows of a batch: bit *i* of word *w* stands for row 64·w + i.
///
/// Public only to be inlined: Swift takes nothing of package access into other modules.
public struct RowMask: BitwiseCopyable, Sendable {
  /// The bits.
  public var words: InlineArray<4, UInt64>

  /// No row.
  @inlinable
  public init() { words = InlineArray(repeating: 0) }

  /// The first rows.
  ///
  /// - Parameter count: their number, 0 to 256.
  @inlinable
  public init(first count: Int) {
    words = InlineArray { word in
      let bits = Swift.min(Swift.max(count - 64 * word, 0), 64)
      return bits == 64 ? .max : (1 << UInt64(bits)) - 1
    }
  }

  /// Puts a row in.
  @inlinable
  public mutating func insert(_ row: Int) { words[row >> 6] |= 1 << UInt64(row & 63) }

  /// Whether a row is in it.
  @inlinable
  public func contains(_ row: Int) -> Bool { words[row >> 6] >> UInt64(row & 63) & 1 == 1 }

  /// The number of rows.
  @inlinable
  public var count: Int { words.indices.reduce(0) { $0 + words[$1].nonzeroBitCount } }

  /// Whether there is no row.
  @inlinable
  public var isEmpty: Bool { words.indices.allSatisfy { words[$0] == 0 } }

  /// The rows in both of two masks.
  @inlinable
  public static func & (left: RowMask, right: RowMask) -> RowMask {
    combine(left, right) { $0 & $1 }
  }

  /// The rows in either of two masks.
  @inlinable
  public static func | (left: RowMask, right: RowMask) -> RowMask {
    combine(left, right) { $0 | $1 }
  }

  /// The rows in a mask and not in another.
  @inlinable
  public func subtracting(_ other: RowMask) -> RowMask {
    Self.combine(self, other) { $0 & ~$1 }
  }

  @inlinable @inline(__always)
  static func combine(
    _ left: RowMask, _ right: RowMask, _ operation: (UInt64, UInt64) -> UInt64
  ) -> RowMask {
    var result = RowMask()
    for word in 0..<4 { result.words[word] = operation(left.words[word], right.words[word]) }
    return result
  }

  /// Takes the first row out.
  ///
  /// - Returns: the row; nil if there is none.
  @inlinable
  public mutating func popFirst() -> Int? {
    for word in 0..<4 where words[word] != 0 {
      let row = 64 * word + words[word].trailingZeroBitCount
      words[word] &= words[word] - 1
      return row
    }
    return nil
  }

  /// Calls a closure with each row, in order.
  @inlinable
  public func forEach(_ body: (Int) -> Void) {
    for word in 0..<4 {
      var bits = words[word]
      while bits != 0 {
        body(64 * word + bits.trailingZeroBitCount)
        bits &= bits - 1
      }
    }
  }
}

extension RowMask: Equatable {
  /// Whether two masks have the same rows.
  @inlinable
  public static func == (left: RowMask, right: RowMask) -> Bool {
    (0..<4).allSatisfy { left.words[$0] == right.words[$0] }
  }
}
