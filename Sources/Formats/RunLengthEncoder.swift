/// Writes small numbers as Parquet's hybrid of runs and packed bits.
///
/// Eight or more equal numbers are a run: its length and the number. Others are packed, eight at a time, with as many
/// bits as the width says. See *RLE/Bit-Packing Hybrid* of Parquet's *Encodings*,
/// <https://parquet.apache.org/docs/file-format/data-pages/encodings/>.
struct RunLengthEncoder {
  /// The bits of a number, 1 to 32.
  let width: Int

  /// Appends numbers.
  ///
  /// - Parameters:
  ///   - numbers: numbers of at most ``width`` bits.
  ///   - output: what they are appended to.
  /// - Complexity: O(count).
  func append(_ numbers: Span<UInt32>, to output: inout [UInt8]) {
    var packedStart = 0
    var index = 0
    while index < numbers.count {
      var end = index + 1
      while end < numbers.count, numbers[end] == numbers[index] { end += 1 }
      // What is packed in front of a run must be full.
      let lacking = (8 - (index - packedStart) % 8) % 8
      if end - index >= 8 + lacking {
        index += lacking
        pack(numbers.extracting(packedStart..<index), to: &output)
        appendRun(of: numbers[index], count: end - index, to: &output)
        packedStart = end
      }
      index = end
    }
    pack(numbers.extracting(packedStart...), to: &output)
  }

  /// Appends a run.
  ///
  /// - Parameters:
  ///   - number: the number that is repeated.
  ///   - count: how often.
  ///   - output: what it is appended to.
  func appendRun(of number: UInt32, count: Int, to output: inout [UInt8]) {
    output.appendVarint(UInt64(count) << 1)
    for byte in 0..<(width + 7) / 8 {
      output.append(UInt8(truncatingIfNeeded: number >> UInt32(8 * byte)))
    }
  }

  /// Packs numbers; zeros fill the last eight.
  private func pack(_ numbers: Span<UInt32>, to output: inout [UInt8]) {
    guard numbers.count > 0 else { return }
    let groups = (numbers.count + 7) / 8
    output.appendVarint(UInt64(groups) << 1 | 1)
    let end = output.count + groups * width
    var (bits, count): (UInt64, Int) = (0, 0)
    for index in numbers.indices {
      bits |= UInt64(numbers[index]) << UInt64(count)
      count += width
      while count >= 8 {
        output.append(UInt8(truncatingIfNeeded: bits))
        bits >>= 8
        count -= 8
      }
    }
    if count > 0 { output.append(UInt8(truncatingIfNeeded: bits)) }
    while output.count < end { output.append(0) }
  }
}
