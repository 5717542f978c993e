import CSV
import Vocabulary

/// Made-up rows in memory, in the shape of the file that the tests' generator writes: twelve
/// fields, about 138 bytes a row, a number with one decimal in the fourth.
struct Sample {
  /// How a sample is written.
  enum Form: String, CaseIterable {
    /// Quotes only where they must be: almost nowhere.
    case plain
    /// Every field in quotes.
    case quoted
    /// Numbers with 17 digits.
    case digits
  }

  /// The position of the field that holds the number.
  static let column = 3

  /// The number of fields in a row.
  static let fieldCount = 12

  /// The rows, without a header.
  let bytes: [UInt8]

  /// The number of rows, each of which has a number.
  let rowCount: Int

  /// Writes rows.
  ///
  /// - Parameters:
  ///   - form: how.
  ///   - count: about how many bytes.
  init(_ form: Form, bytes count: Int) {
    var random = SplitMix64(state: 2017)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 1024)
    var rowCount = 0
    while bytes.count < count {
      let hour = Int(random.next() % 6)
      let number =
        form == .digits
        ? "\(Double(random.next() >> 11) * 0x1p-53)" : "\(Double(random.next() % 400) / 10)"
      let fields = [
        "21205791", "0068", "05/22/2017 0\(hour + 1):00:00 AM", number,
        "EL DORADO CATAM [21205791]",
        "BOGOTÁ", "BOGOTÁ", "ALTO MAGDALENA", "4.70556", "-74.15067",
        "TEMP. AIRE 2 m", "°C",
      ]
      let quote = form == .quoted ? "\"" : ""
      for field in fields {
        bytes += (quote + field + quote).utf8
        bytes.append(UInt8(ascii: ","))
      }
      bytes[bytes.count - 1] = UInt8(ascii: "\n")
      rowCount += 1
    }
    self.bytes = bytes
    self.rowCount = rowCount
  }

  /// The layout of the rows.
  var layout: FileLayout {
    let names = (0..<Self.fieldCount).map { "field \($0)" }
    return FileLayout(columnNames: names, dataStart: 0, dialect: Dialect())
  }

  /// The column of the number.
  var numbers: NumericColumn {
    NumericColumn(
      index: Self.column, nullTokens: TableRequest.standardNullTokens,
      numbers: layout.dialect.numbers)
  }
}

/// Bytes in memory, read as those of a file are.
struct MemorySource: ByteSource {
  let bytes: [UInt8]

  var byteCount: Int { bytes.count }

  func read(into region: UnsafeMutableRawBufferPointer, at offset: Int) throws(SourceError) -> Int {
    let count = max(0, min(region.count, bytes.count - offset))
    unsafe bytes.withUnsafeBytes { bytes in
      unsafe region.copyMemory(
        from: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count]))
    }
    return count
  }
}

/// The generator SplitMix64 (<https://doi.org/10.1145/2714064.2660195>): the same numbers every
/// time.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }
}
