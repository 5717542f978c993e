import Values

/// Makes a column chunk of rows.
///
/// Values are numbered in a dictionary where that is shorter, and stand as they are elsewhere. Which it is
/// depends on the values alone.
struct ParquetChunkEncoder {
  /// The most texts of a dictionary.
  private static let longestDictionary = 1 << 15

  /// The bytes at which a page of plain values ends.
  private static let pageBytes = 1 << 20

  /// The longest text: the lengths of pages are numbers of 31 bits.
  private static let longestText = 1 << 30

  private let rows: ParquetRows
  private let index: Int
  private let column: StoredColumn
  private let physical: ParquetType.Physical
  private let reader: ParquetValueReader

  /// For each row 1 if there is a value, and 0 if it is missing.
  private let levels: [UInt32]

  private let nullCount: Int

  /// Prepares for a column.
  ///
  /// - Parameters:
  ///   - index: its 0-based number.
  ///   - rows: the rows.
  init(_ index: Int, of rows: ParquetRows) {
    self.rows = rows
    self.index = index
    column = rows.columns[index]
    physical = ParquetType(column.type).physical
    reader = ParquetValueReader(column)
    var levels = [UInt32](repeating: 1, count: rows.count)
    var nullCount = 0
    for row in 0..<rows.count where rows.isMissing(row: row, column: index) {
      levels[row] = 0
      nullCount += 1
    }
    self.levels = levels
    self.nullCount = nullCount
  }

  /// Makes the chunk.
  ///
  /// - Throws: ``UnwritableValue`` for the first value that isn't of the column's type, or text that isn't
  ///   UTF-8.
  func chunk() throws(UnwritableValue) -> ParquetColumnChunk {
    if physical != .boolean, let chunk = try numberedChunk() { return chunk }
    return try plainChunk()
  }

  private func chunk(
    _ pages: ParquetPages, dictionaryCount: Int, _ statistics: ParquetStatistics
  ) -> ParquetColumnChunk {
    ParquetColumnChunk(
      bytes: pages.bytes, column: column, rowCount: rows.count,
      uncompressedCount: pages.uncompressedCount, dictionaryCount: dictionaryCount,
      nullCount: nullCount, bounds: statistics.bounds(in: rows.images.span))
  }

  /// Why a text can't be written; nil if it can.
  private func fault(_ text: Span<UInt8>) -> String? {
    if text.count > Self.longestText { return "is longer than Parquet has it" }
    return TextFault(in: text) == .notUTF8 ? "isn't UTF-8" : nil
  }

  // MARK: - Values in a dictionary

  /// The values that there are, plain, and for each row that has one its number among them.
  private struct Dictionary {
    var values: [UInt8] = []
    var count = 0
    var numbers: [UInt32] = []

    /// The bytes that the rows' values would have if they stood as they are.
    var plainCount = 0

    var statistics: ParquetStatistics

    /// The bits of a number. None at all would be enough for one value, but not for all readers.
    var width: Int { max(1, UInt32.bitWidth - UInt32(max(0, count - 1)).leadingZeroBitCount) }

    /// Whether it is shorter than plain values.
    var pays: Bool { values.count + (numbers.count * width + 7) / 8 < plainCount }
  }

  /// The chunk with a dictionary; nil if that doesn't pay.
  private func numberedChunk() throws(UnwritableValue) -> ParquetColumnChunk? {
    guard let (numbers, table) = numberedTexts() else { return nil }
    let dictionary =
      physical == .byteArray
      ? try textDictionary(numbers, table) : try valueDictionary(numbers, table)
    guard dictionary.pays else { return nil }
    var pages = ParquetPages()
    pages.addDictionary(dictionary.values, count: dictionary.count)
    let dictionaryCount = pages.bytes.count
    var values = [UInt8(dictionary.width)]
    RunLengthEncoder(width: dictionary.width).append(dictionary.numbers.span, to: &values)
    pages.addData(levels.span, values, .dictionary)
    return chunk(pages, dictionaryCount: dictionaryCount, dictionary.statistics)
  }

  /// The column's texts, and for each row that has one its number among them; nil if there are too many.
  private func numberedTexts() -> ([UInt32], TextTable)? {
    let images = rows.images.span
    var table = TextTable(limit: Self.longestDictionary)
    var numbers: [UInt32] = []
    numbers.reserveCapacity(rows.count - nullCount)
    for row in 0..<rows.count {
      guard let field = rows.field(ofRow: row, column: index, in: images) else { continue }
      guard let number = table.number(of: field, in: images) else { return nil }
      numbers.append(UInt32(number))
    }
    return (numbers, table)
  }

  private func textDictionary(
    _ numbers: [UInt32], _ table: TextTable
  ) throws(UnwritableValue) -> Dictionary {
    let images = rows.images.span
    var dictionary = Dictionary(statistics: ParquetStatistics(physical))
    for (number, field) in table.entries.enumerated() {
      let text = images.extracting(field)
      if let fault = fault(text) {
        throw UnwritableValue(row: row(of: number, numbers), text, of: column, fault)
      }
      dictionary.values.append(text: text)
      dictionary.statistics.add(field, of: images)
    }
    dictionary.count = table.entries.count
    dictionary.plainCount = numbers.reduce(0) { $0 + 4 + table.entries[Int($1)].count }
    dictionary.numbers = numbers
    return dictionary
  }

  /// The values that the texts are, of which several may be one: `1.5` and `1.50`.
  private func valueDictionary(
    _ numbers: [UInt32], _ table: TextTable
  ) throws(UnwritableValue) -> Dictionary {
    let images = rows.images.span
    var dictionary = Dictionary(statistics: ParquetStatistics(physical))
    var known: [UInt64: UInt32] = [:]
    var renumbered: [UInt32] = []
    for (number, field) in table.entries.enumerated() {
      let text = images.extracting(field)
      guard let bits = reader.bits(of: text) else {
        throw UnwritableValue(
          row: row(of: number, numbers), text, of: column, "isn't of the column's type")
      }
      if let number = known[bits] {
        renumbered.append(number)
      } else {
        known[bits] = UInt32(dictionary.count)
        renumbered.append(UInt32(dictionary.count))
        dictionary.values.append(bits, as: physical)
        dictionary.statistics.add(bits)
        dictionary.count += 1
      }
    }
    dictionary.plainCount = numbers.count * (physical == .int32 ? 4 : 8)
    dictionary.numbers = numbers.map { renumbered[Int($0)] }
    return dictionary
  }

  /// The first row with a text.
  private func row(of number: Int, _ numbers: [UInt32]) -> Int {
    var place = numbers.startIndex
    for row in 0..<rows.count where levels[row] == 1 {
      if numbers[place] == number { return row }
      place += 1
    }
    return rows.count
  }

  // MARK: - Values as they are

  private func plainChunk() throws(UnwritableValue) -> ParquetColumnChunk {
    let images = rows.images.span
    var pages = ParquetPages()
    var statistics = ParquetStatistics(physical)
    var (values, valueCount): ([UInt8], Int) = ([], 0)
    var start = 0
    for row in 0..<rows.count {
      if let field = rows.field(ofRow: row, column: index, in: images) {
        try append(field, row: row, number: valueCount, to: &values, &statistics)
        valueCount += 1
      }
      guard values.count >= Self.pageBytes else { continue }
      pages.addData(levels.span.extracting(start...row), values, .plain)
      start = row + 1
      values.removeAll(keepingCapacity: true)
      valueCount = 0
    }
    if start < rows.count { pages.addData(levels.span.extracting(start...), values, .plain) }
    return chunk(pages, dictionaryCount: 0, statistics)
  }

  /// Appends a value to a page.
  @inline(__always)
  private func append(
    _ field: Range<Int>, row: Int, number: Int, to values: inout [UInt8],
    _ statistics: inout ParquetStatistics
  ) throws(UnwritableValue) {
    let images = rows.images.span
    let text = images.extracting(field)
    if physical == .byteArray {
      if let fault = fault(text) { throw UnwritableValue(row: row, text, of: column, fault) }
      values.append(text: text)
      return statistics.add(field, of: images)
    }
    guard let bits = reader.bits(of: text) else {
      throw UnwritableValue(row: row, text, of: column, "isn't of the column's type")
    }
    statistics.add(bits)
    if physical == .boolean {
      // Eight in a byte, the first in its lowest bit.
      if number.isMultiple(of: 8) { values.append(0) }
      values[values.count - 1] |= UInt8(bits) << UInt8(number % 8)
    } else {
      values.append(bits, as: physical)
    }
  }
}
