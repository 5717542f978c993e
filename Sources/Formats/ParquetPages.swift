internal import CSV

/// The pages of a column chunk, one behind the other: headers, and what is compressed.
struct ParquetPages {
  /// How the values of a page stand in it.
  enum Encoding: Int32 {
    case plain = 0
    case runLengths = 3
    case dictionary = 8
  }

  /// The pages.
  private(set) var bytes: [UInt8] = []

  /// The number of bytes that they would have if nothing were compressed.
  private(set) var uncompressedCount = 0

  private let encoder = ZstandardEncoder(hasChecksum: false)

  /// Adds the dictionary, which is the first page.
  ///
  /// - Parameters:
  ///   - values: its values, plain.
  ///   - count: their number.
  mutating func addDictionary(_ values: [UInt8], count: Int) {
    add(values, type: 2) { header in
      header.structure(7) { dictionary in
        dictionary.int32(1, Int32(count))
        dictionary.int32(2, Encoding.plain.rawValue)
      }
    }
  }

  /// Adds a page of data, in the form that is called V1.
  ///
  /// - Parameters:
  ///   - levels: for each row 1 if there is a value, 0 if it is missing.
  ///   - values: the values that are there.
  ///   - encoding: how they stand there.
  mutating func addData(_ levels: Span<UInt32>, _ values: [UInt8], _ encoding: Encoding) {
    var runs: [UInt8] = []
    RunLengthEncoder(width: 1).append(levels, to: &runs)
    var page: [UInt8] = []
    page.reserveCapacity(4 + runs.count + values.count)
    page.appendLittleEndian(UInt32(runs.count))
    page += runs
    page += values
    add(page, type: 0) { header in
      header.structure(5) { data in
        data.int32(1, Int32(levels.count))
        data.int32(2, encoding.rawValue)
        data.int32(3, Encoding.runLengths.rawValue)
        data.int32(4, Encoding.runLengths.rawValue)
      }
    }
  }

  private mutating func add(
    _ page: [UInt8], type: Int32, _ writeRest: (inout ThriftCompactWriter) -> Void
  ) {
    let compressed = encoder.frame(of: page.span)
    var header = ThriftCompactWriter()
    header.int32(1, type)
    header.int32(2, Int32(page.count))
    header.int32(3, Int32(compressed.count))
    header.int32(4, Int32(bitPattern: CRC32(compressed.span).value))
    writeRest(&header)
    header.stop()
    bytes += header.bytes
    bytes += compressed
    uncompressedCount += header.bytes.count + page.count
  }
}
