import CSV
import Values

/// What Parquet calls the types of columns, by the numbers of its `parquet.thrift`.
///
/// <https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift>
struct ParquetType {
  /// How values stand in pages.
  enum Physical: Int32 {
    case boolean = 0
    case int32 = 1
    case int64 = 2
    case double = 5
    case byteArray = 6
  }

  /// How values stand in pages.
  let physical: Physical

  /// What values mean, as old readers know it; nil if that is what the physical type says.
  let converted: Int32?

  private let stored: StoredType

  /// The type of a column's values. A decimal that no double keeps stays the text that it is.
  init(_ type: StoredType) {
    stored = type
    (physical, converted) =
      switch type {
      case .integer: (.int64, nil)
      case .number: (.double, nil)
      case .boolean: (.boolean, nil)
      case .date: (.int32, 6)
      case .timestamp, .timestampUTC: (.int64, 10)
      case .decimal, .text: (.byteArray, 0)
      }
  }

  /// Writes what values mean, as new readers know it; nothing if that is what the physical type says.
  func writeLogicalType(_ field: Int, to writer: inout ThriftCompactWriter) {
    switch stored {
    case .integer, .number, .boolean: return
    case .decimal, .text: writer.structure(field) { $0.structure(1) { _ in } }
    case .date: writer.structure(field) { $0.structure(6) { _ in } }
    case .timestamp, .timestampUTC:
      writer.structure(field) { union in
        union.structure(8) { timestamp in
          timestamp.bool(1, stored == .timestampUTC)
          // Microseconds.
          timestamp.structure(2) { $0.structure(2) { _ in } }
        }
      }
    }
  }
}

/// Reads the values of a column as Parquet has them.
struct ParquetValueReader {
  private let column: StoredColumn
  private let parser: NumberParser

  init(_ column: StoredColumn) {
    self.column = column
    parser = NumberParser(decimal: column.decimal)
  }

  /// From 1970-01-01, from which Parquet counts, to 2000-01-01, from which ``ISOMoment`` does.
  private static let (days, microseconds): (Int64, Int64) = (10_957, 946_684_800_000_000)

  /// The bits of a value; nil if it is none of the column's type, which isn't one of texts.
  ///
  /// Doubles have their own, other types those of a whole number of 64 bits.
  func bits(of text: Span<UInt8>) -> UInt64? {
    let text = text.extracting(text.inner)
    switch column.type {
    case .integer:
      return DecimalText(text, decimal: column.decimal)?.integer(in: text)
        .map { UInt64(bitPattern: $0) }
    case .number:
      guard case .number(let value) = parser.parse(text) else { return nil }
      return value.bitPattern
    case .boolean: return text.boolean.map { $0 ? 1 : 0 }
    case .date:
      guard let moment = ISOMoment(text), moment.kind == .date else { return nil }
      return UInt64(bitPattern: Int64(moment.days) + Self.days)
    case .timestamp, .timestampUTC:
      guard let moment = ISOMoment(text),
        (moment.kind == .timestampUTC) == (column.type == .timestampUTC)
      else { return nil }
      return UInt64(bitPattern: moment.microseconds + Self.microseconds)
    case .decimal, .text: return nil
    }
  }
}
