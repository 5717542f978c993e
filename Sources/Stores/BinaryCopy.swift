import CSV
import Values
import Vocabulary

/// Makes rows into what a binary COPY of PostgreSQL reads.
///
/// The form is that of the manual, *COPY*, "Binary Format": a head; of each row the number of its fields
/// in 16 bits, and of each field its length in 32 bits, −1 for NULL, and its bytes, the highest first;
/// an end.
struct BinaryCopy {
  /// What stands in front of the rows: a signature, no flags, no extension.
  static let head: [UInt8] = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0, 0, 0, 0, 0, 0, 0, 0, 0]

  /// What stands behind them.
  static let end: [UInt8] = [0xFF, 0xFF]

  private let columns: [StoredColumn]
  private let parsers: [NumberParser]

  /// Prepares for rows of some columns, at most 32,767 of them.
  init(_ columns: [StoredColumn]) {
    self.columns = columns
    parsers = columns.map { NumberParser(decimal: $0.decimal) }
  }

  /// Adds a row.
  ///
  /// - Parameters:
  ///   - images: row images.
  ///   - place: where the row begins; afterwards where the next one does.
  ///   - output: what it is added to; after a failure, of no use.
  /// - Returns: the first value that can't be sent, as its column and where it is; nil if all can.
  func add(
    _ images: Span<UInt8>, _ place: inout Int, to output: ByteBuffer
  ) -> (column: Int, field: Range<Int>)? {
    output.append(UInt16(truncatingIfNeeded: columns.count))
    for column in columns.indices {
      guard let field = RowImage.field(in: images, &place) else {
        output.append(UInt32.max)
        continue
      }
      guard add(images.extracting(field), of: column, to: output) else { return (column, field) }
    }
    return nil
  }

  /// Adds a value.
  ///
  /// - Returns: whether it is of the column's type.
  @inline(__always)
  private func add(_ text: Span<UInt8>, of column: Int, to output: ByteBuffer) -> Bool {
    let type = columns[column].type
    if type == .text {
      guard text.count <= Self.longestText, TextFault(in: text) == nil else { return false }
      output.append(UInt32(truncatingIfNeeded: text.count))
      output.append(text)
      return true
    }
    let text = text.extracting(text.inner)
    switch type {
    case .integer:
      let number = DecimalText(text, decimal: columns[column].decimal)
      guard let value = number?.integer(in: text) else { return false }
      output.append(UInt32(8))
      output.append(UInt64(bitPattern: value))
    case .number:
      guard case .number(let value) = parsers[column].parse(text) else { return false }
      output.append(UInt32(8))
      output.append(value.bitPattern)
    case .decimal:
      guard let number = Numeric(text, decimal: columns[column].decimal) else { return false }
      number.append(to: output)
    case .boolean:
      guard let value = text.boolean else { return false }
      output.append(UInt32(1))
      output.append(UInt8(value ? 1 : 0))
    case .date:
      guard let moment = ISOMoment(text), moment.kind == .date else { return false }
      output.append(UInt32(4))
      output.append(UInt32(bitPattern: moment.days))
    case .timestamp, .timestampUTC:
      guard let moment = ISOMoment(text),
        (moment.kind == .timestampUTC) == (type == .timestampUTC)
      else { return false }
      output.append(UInt32(8))
      output.append(UInt64(bitPattern: moment.microseconds))
    case .text: break
    }
    return true
  }

  /// The longest text that PostgreSQL takes is a little less than 1 GiB.
  private static let longestText = 1 << 30 - 1 << 16

  /// What is wrong with a value that can't be sent.
  ///
  /// - Parameters:
  ///   - text: the value's text.
  ///   - column: its column.
  /// - Returns: the problem in one line.
  func problem(_ text: Span<UInt8>, of column: Int) -> String {
    let name = columns[column].name
    guard columns[column].type == .text else {
      return "\(name): \(text.shown) isn't of the column's type"
    }
    let problem = TextFault(in: text)?.problem ?? "is longer than PostgreSQL has it"
    return "\(name): \(text.shown) \(problem)"
  }
}

/// A decimal number as PostgreSQL sends it: digits to the base of 10,000.
struct Numeric {
  private var groups: [UInt16] = []

  /// The power of 10,000 of the first group.
  private var weight = 0
  private var isNegative = false

  /// The number of decimals that are shown.
  private var scale = 0

  /// Reads a number; nil if the text is none that a `numeric` is made of here.
  init?(_ text: Span<UInt8>, decimal: UInt8) {
    guard let parts = DecimalText(text, decimal: decimal),
      let number = ExactNumber(text, decimal: decimal)
    else { return nil }
    scale = max(0, parts.fraction.count - (parts.exponent ?? 0))
    guard scale <= 0x3FFF, abs(number.exponent) <= 100_000 else { return nil }
    isNegative = number.isNegative
    guard !number.digits.isEmpty else { return }
    // The number is 0.d₁d₂…·10^exponent; zeros in front fill the first group.
    weight = (number.exponent + 3).flooredQuotient(by: 4) - 1
    var digits = Array(repeating: UInt8(0), count: 4 * (weight + 1) - number.exponent)
    digits += number.digits
    digits += Array(repeating: 0, count: (4 - digits.count % 4) % 4)
    groups = stride(from: 0, to: digits.count, by: 4).map { start in
      digits[start..<start + 4].reduce(0) { $0 * 10 + UInt16($1) }
    }
  }

  /// Adds the number with its length in front.
  func append(to output: ByteBuffer) {
    output.append(UInt32(8 + 2 * groups.count))
    output.append(UInt16(groups.count))
    output.append(UInt16(bitPattern: Int16(weight)))
    output.append(UInt16(isNegative ? 0x4000 : 0))
    output.append(UInt16(scale))
    for group in groups { output.append(group) }
  }
}

extension Int {
  /// The largest whole number that isn't larger than the quotient.
  fileprivate func flooredQuotient(by divisor: Int) -> Int {
    let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
    return rest < 0 ? quotient - 1 : quotient
  }
}
