/// A power of ten in whose units numbers are counted: 72.5 is 725 tenths.
///
/// ```swift
/// let tenths = DecimalUnit(decimals: 1)
/// var codes: [Int16] = []
/// codes.append(addingCapacity: values.count) { tenths.encode(values.span, into: &$0) }
/// ```
///
/// Measurements have few digits, so that a column of them fits whole numbers of 16 or 32 bits, the
/// *codes*, in a quarter or half of the memory. A number whose text has at most so many decimals is
/// the quotient of its code and a power of ten, correctly rounded, because that is how it was read
/// (W. D. Clinger, <https://doi.org/10.1145/93542.93557>); decoding divides in the same way, and gives
/// the same bits. Where it doesn't, the numbers aren't encoded. (The idea, with a multiplication and
/// a list of exceptions, is that of A. Afroozeh, L. Kuffó, P. Boncz, *ALP: Adaptive lossless
/// floating-point compression*, 2023, <https://doi.org/10.1145/3626717>.)
package struct DecimalUnit: BitwiseCopyable, Sendable, Hashable {
  /// The most decimals of a unit: more don't fit 32 bits.
  package static let mostDecimals = 9

  /// The number of digits behind the decimal mark, from 0 to ``mostDecimals``.
  package let decimals: Int

  /// The number of units in 1: 10 to the power of the decimals.
  package let unitsInOne: Double

  /// How many numbers are encoded between two looks at whether it can be done.
  private static let stretch = 64

  /// 1.5 · 2⁵²: added to a double below 2⁵¹ in size, it rounds that to an integer, whose bits are then
  /// the lowest of the sum.
  private static let integerShift = 0x1.8p52

  /// Creates a unit.
  ///
  /// - Parameter decimals: the number of digits behind the decimal mark, from 0 to
  ///   ``mostDecimals``.
  package init(decimals: Int) {
    precondition((0...Self.mostDecimals).contains(decimals), "no such unit")
    self.decimals = decimals
    unitsInOne = (0..<decimals).reduce(1) { power, _ in power * 10 }
  }

  /// Whether numbers up to some size fit codes of a type.
  ///
  /// - Parameters:
  ///   - magnitude: the largest absolute value.
  ///   - type: the codes' type.
  /// - Returns: false also for a magnitude that isn't finite.
  package func fits<Code: FixedWidthInteger>(_ magnitude: Double, as type: Code.Type) -> Bool {
    magnitude * unitsInOne <= Double(Code.max)
  }

  /// The number of codes of numbers up to some size.
  ///
  /// - Parameter magnitude: the largest absolute value; it fits codes of 32 bits.
  /// - Returns: the codes of both signs.
  package func codeCount(upTo magnitude: Double) -> Int { 2 * Int(magnitude * unitsInOne) + 2 }

  /// Whether the first numbers, some tens, can be had back from codes to the last bit.
  ///
  /// - Parameter values: numbers that fit codes of 32 bits.
  /// - Returns: whether it is worth trying to encode all.
  package func isLikely(for values: Span<Double>) -> Bool {
    (0..<Swift.min(values.count, Self.stretch)).allSatisfy { index in
      givesBack(values[index], shifted(values[index]))
    }
  }

  /// A number in units, rounded to an integer and shifted: see ``integerShift``.
  @inline(__always)
  private func shifted(_ value: Double) -> Double { value * unitsInOne + Self.integerShift }

  /// Whether decoding a shifted integer gives back the number that it was made of.
  @inline(__always)
  private func givesBack(_ value: Double, _ shifted: Double) -> Bool {
    (shifted - Self.integerShift) / unitsInOne == value
  }

  /// Encodes numbers, if each can be had back to the last bit.
  ///
  /// - Parameters:
  ///   - values: finite numbers whose absolute values fit the codes; minus zero counts as zero.
  ///   - codes: where the codes are appended, if there are any; it has room for as many as there are
  ///     numbers.
  /// - Returns: whether the numbers could be encoded.
  /// - Complexity: O(count); it ends at one of the first numbers that can't be encoded.
  package func encode(_ values: Span<Double>, into codes: inout OutputSpan<Int16>) -> Bool {
    encodeAll(values, into: &codes)
  }

  /// Encodes numbers, if each can be had back to the last bit; see the form for 16 bits.
  package func encode(_ values: Span<Double>, into codes: inout OutputSpan<Int32>) -> Bool {
    encodeAll(values, into: &codes)
  }

  /// Decodes numbers.
  ///
  /// - Parameters:
  ///   - codes: what the numbers were encoded as.
  ///   - values: where the numbers are appended; it has room for all.
  package func decode(_ codes: Span<Int16>, into values: inout OutputSpan<Double>) {
    decodeAll(codes, into: &values)
  }

  /// Decodes numbers; see the form for 16 bits.
  package func decode(_ codes: Span<Int32>, into values: inout OutputSpan<Double>) {
    decodeAll(codes, into: &values)
  }

  /// The number that a code stands for.
  package func value(of code: Int16) -> Double { Double(code) / unitsInOne }

  @inline(__always)
  private func encodeAll<Code: FixedWidthInteger & SIMDScalar & BitwiseCopyable>(
    _ values: Span<Double>, into codes: inout OutputSpan<Code>
  ) -> Bool {
    let count = values.count
    return unsafe codes.withUnsafeMutableBufferPointer { output, filled in
      precondition(output.count - filled >= count, "no room for the codes")
      guard let end = unsafe output.baseAddress.map({ unsafe $0 + filled }) else { return true }
      for start in stride(from: 0, to: count, by: Self.stretch) {
        let stretch = start..<Swift.min(start + Self.stretch, count)
        // Sound: it lies inside the values, and there is room for a code of each.
        guard unsafe encode(values, stretch, to: end) else { return false }
      }
      filled += count
      return true
    }
  }

  /// Encodes some of the numbers; says whether each can be had back.
  @inline(__always) @unsafe
  private func encode<Code: FixedWidthInteger & SIMDScalar & BitwiseCopyable>(
    _ values: Span<Double>, _ range: Range<Int>, to codes: UnsafeMutablePointer<Code>
  ) -> Bool {
    unsafe values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return true }
      var isWrong = SIMDMask<SIMD8<Int64>>(repeating: false)
      var index = range.lowerBound
      while index + 8 <= range.upperBound {
        let vector = unsafe UnsafeRawPointer(base + index).loadUnaligned(as: SIMD8<Double>.self)
        let shifted = vector * unitsInOne + Self.integerShift
        isWrong .|= (shifted - Self.integerShift) / unitsInOne .!= vector
        let integers = unsafe unsafeBitCast(shifted, to: SIMD8<Int64>.self)
        unsafe UnsafeMutableRawPointer(codes + index).storeBytes(
          of: SIMD8<Code>(truncatingIfNeeded: integers), as: SIMD8<Code>.self)
        index += 8
      }
      var isExact = !any(isWrong)
      while index < range.upperBound {
        let shifted = unsafe shifted(values[index])
        isExact = unsafe isExact && givesBack(values[index], shifted)
        unsafe codes[index] = Code(truncatingIfNeeded: shifted.bitPattern)
        index += 1
      }
      return isExact
    }
  }

  @inline(__always)
  private func decodeAll<Code: FixedWidthInteger & BitwiseCopyable>(
    _ codes: Span<Code>, into values: inout OutputSpan<Double>
  ) {
    unsafe values.withUnsafeMutableBufferPointer { output, filled in
      precondition(output.count - filled >= codes.count, "no room for the numbers")
      guard let end = unsafe output.baseAddress.map({ unsafe $0 + filled }) else { return }
      // Sound: there is room for a number of each code.
      for index in codes.indices {
        unsafe end[index] = Double(codes[unchecked: index]) / unitsInOne
      }
      filled += codes.count
    }
  }
}
