/// Writes structures in Thrift's compact protocol, in which Parquet has its metadata.
///
/// A field is a byte of its type and of how far its number is from that of the one before, and a value. Numbers
/// are zigzag varints, texts have their length in front, structures end with a zero byte. See *Thrift Compact protocol
/// encoding*, <https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md>.
///
/// ```swift
/// var writer = ThriftCompactWriter()
/// writer.int32(1, 2)
/// writer.list(2, ofStructs: names) { writer, name in writer.binary(4, Array(name.utf8)) }
/// writer.stop()
/// ```
struct ThriftCompactWriter {
  /// The types of fields and elements.
  private enum Kind: UInt8 {
    case yes = 1
    case no = 2
    case int16 = 4
    case int32 = 5
    case int64 = 6
    case binary = 8
    case list = 9
    case structure = 12
  }

  /// What has been written.
  private(set) var bytes: [UInt8] = []

  /// The number of the last field of the structure at hand.
  private var last = 0

  /// Writes a number of 16 bits.
  mutating func int16(_ field: Int, _ value: Int16) {
    begin(field, .int16)
    append(zigzag: Int64(value))
  }

  /// Writes a number of 32 bits, or a value of an enumeration.
  mutating func int32(_ field: Int, _ value: Int32) {
    begin(field, .int32)
    append(zigzag: Int64(value))
  }

  /// Writes a number of 64 bits.
  mutating func int64(_ field: Int, _ value: Int) {
    begin(field, .int64)
    append(zigzag: Int64(value))
  }

  /// Writes a truth.
  mutating func bool(_ field: Int, _ value: Bool) { begin(field, value ? .yes : .no) }

  /// Writes bytes, or a text.
  mutating func binary(_ field: Int, _ value: [UInt8]) {
    begin(field, .binary)
    append(binary: value)
  }

  /// Writes a structure.
  ///
  /// - Parameters:
  ///   - field: its number.
  ///   - body: writes its fields.
  mutating func structure(_ field: Int, _ body: (inout Self) -> Void) {
    begin(field, .structure)
    nested(body)
  }

  /// Writes a list of numbers of 32 bits.
  mutating func list(_ field: Int, ofInt32s values: [Int32]) {
    begin(field, .list)
    beginList(of: .int32, count: values.count)
    for value in values { append(zigzag: Int64(value)) }
  }

  /// Writes a list of texts.
  mutating func list(_ field: Int, ofTexts values: [String]) {
    begin(field, .list)
    beginList(of: .binary, count: values.count)
    for value in values { append(binary: Array(value.utf8)) }
  }

  /// Writes a list of structures.
  ///
  /// - Parameters:
  ///   - field: its number.
  ///   - values: what the structures are made of.
  ///   - body: writes the fields of one.
  mutating func list<Value>(
    _ field: Int, ofStructs values: [Value], _ body: (inout Self, Value) -> Void
  ) {
    begin(field, .list)
    beginList(of: .structure, count: values.count)
    for value in values { nested { body(&$0, value) } }
  }

  /// Writes a list of structures that have been written already, each with its stop.
  mutating func list(_ field: Int, ofWrittenStructs structures: [[UInt8]]) {
    begin(field, .list)
    beginList(of: .structure, count: structures.count)
    for structure in structures { bytes += structure }
  }

  /// Ends the outermost structure.
  mutating func stop() { bytes.append(0) }

  private mutating func nested(_ body: (inout Self) -> Void) {
    let outer = last
    last = 0
    body(&self)
    stop()
    last = outer
  }

  private mutating func begin(_ field: Int, _ kind: Kind) {
    let step = field - last
    precondition(step > 0, "fields are written in the order of their numbers")
    if step <= 15 {
      bytes.append(UInt8(step) << 4 | kind.rawValue)
    } else {
      bytes.append(kind.rawValue)
      append(zigzag: Int64(field))
    }
    last = field
  }

  private mutating func beginList(of kind: Kind, count: Int) {
    if count < 15 {
      bytes.append(UInt8(count) << 4 | kind.rawValue)
    } else {
      bytes.append(0xF0 | kind.rawValue)
      bytes.appendVarint(UInt64(count))
    }
  }

  private mutating func append(binary value: [UInt8]) {
    bytes.appendVarint(UInt64(value.count))
    bytes += value
  }

  private mutating func append(zigzag value: Int64) {
    bytes.appendVarint(UInt64(bitPattern: value << 1 ^ value >> 63))
  }
}

extension [UInt8] {
  /// Appends a number in groups of seven bits, the lowest first; all but the last have the high bit.
  mutating func appendVarint(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(rest))
  }
}
