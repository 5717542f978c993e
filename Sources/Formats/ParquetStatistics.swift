import Values

/// The least and the largest value of a column chunk, by which readers leave out what they don't look for.
struct ParquetStatistics {
  /// The most bytes of a text that is given whole; of longer ones neither bound is given.
  private static let longestText = 256

  /// The number of missing values.
  var nullCount = 0

  private let physical: ParquetType.Physical

  /// The extrema of what isn't text, as bits.
  private var bits: (least: UInt64, largest: UInt64)?

  /// The extrema of texts, as places in the row images.
  private var texts: (least: Range<Int>, largest: Range<Int>)?

  /// Begins without values.
  init(_ physical: ParquetType.Physical) { self.physical = physical }

  /// Takes a value that isn't text.
  @inline(__always)
  mutating func add(_ value: UInt64) {
    guard let (least, largest) = bits else {
      bits = (value, value)
      return
    }
    if isLess(value, least) { bits = (value, largest) }
    if isLess(largest, value) { bits = (least, value) }
  }

  /// Takes a text.
  @inline(__always)
  mutating func add(_ field: Range<Int>, of images: Span<UInt8>) {
    guard let (least, largest) = texts else {
      texts = (field, field)
      return
    }
    let value = images.extracting(field)
    if precedes(value, images.extracting(least)) { texts = (field, largest) }
    if precedes(images.extracting(largest), value) { texts = (least, field) }
  }

  @inline(__always)
  private func isLess(_ one: UInt64, _ other: UInt64) -> Bool {
    physical == .double
      ? Double(bitPattern: one) < Double(bitPattern: other)
      : Int64(bitPattern: one) < Int64(bitPattern: other)
  }

  /// The bounds as they stand in the metadata; nil if there are no values, or they are long texts.
  func bounds(in images: Span<UInt8>) -> (least: [UInt8], largest: [UInt8])? {
    if let (least, largest) = texts {
      guard max(least.count, largest.count) <= Self.longestText else { return nil }
      func bytes(_ field: Range<Int>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(images.extracting(field))
        return bytes
      }
      return (bytes(least), bytes(largest))
    }
    guard var (least, largest) = bits else { return nil }
    if physical == .double {
      // Zeros of both signs are equal, and either may be among the values.
      if Double(bitPattern: least) == 0 { least = (-0.0).bitPattern }
      if Double(bitPattern: largest) == 0 { largest = 0 }
    }
    func bytes(_ value: UInt64) -> [UInt8] {
      var bytes: [UInt8] = []
      bytes.append(value, as: physical)
      return bytes
    }
    return (bytes(least), bytes(largest))
  }
}

extension [UInt8] {
  /// Appends a value that isn't text as a page has it; of a truth one byte.
  @inline(__always)
  mutating func append(_ bits: UInt64, as physical: ParquetType.Physical) {
    switch physical {
    case .int32: appendLittleEndian(UInt32(truncatingIfNeeded: bits))
    case .boolean: append(UInt8(truncatingIfNeeded: bits))
    case .int64, .double, .byteArray: appendLittleEndian(bits)
    }
  }

  /// Appends a text as a page has it, with its length in front.
  @inline(__always)
  mutating func append(text: Span<UInt8>) {
    appendLittleEndian(UInt32(truncatingIfNeeded: text.count))
    append(text)
  }
}
