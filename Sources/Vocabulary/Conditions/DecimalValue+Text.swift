import CSV

/// How numbers are printed.
extension DecimalValue {
  /// The text, in the form of ``ExactNumber/text``: whole numbers of up to 60 digits with all of them,
  /// others with an exponent where doubles have one; a double as the shortest decimal that it is the
  /// nearest one to.
  package var text: String {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends ``text``.
  ///
  /// - Parameters:
  ///   - text: where it goes.
  ///   - decimal: the decimal mark.
  package func append(to text: inout [UInt8], decimal: UInt8 = Byte.point) {
    guard !isDouble else { return appendDouble(to: &text, decimal) }
    var (digits, power) = (bits.magnitude, Int(exponent))
    guard digits != 0 else { return text.append(Byte.zero) }
    while power < 0, digits % 10 == 0 {
      digits /= 10
      power += 1
    }
    // A number of at most 18 digits.
    var buffer = InlineArray<18, UInt8>(repeating: Byte.zero)
    var start = 18
    while digits != 0 {
      start -= 1
      buffer[start] = Byte.zero + UInt8(truncatingIfNeeded: digits % 10)
      digits /= 10
    }
    let point = 18 - start + power
    guard power <= 0, -3...18 ~= point else { return appendLong(to: &text, decimal) }
    // A sign, a zero, the mark, three zeros behind it, and the digits.
    text.append(addingCapacity: 24) { output in
      if bits < 0 { output.append(Byte.minus) }
      if point <= 0 {
        output.append(Byte.zero)
        output.append(decimal)
        for _ in point..<0 { output.append(Byte.zero) }
      }
      let mark = power < 0 && point > 0 ? start + point : 18
      for index in start..<18 {
        if index == mark { output.append(decimal) }
        output.append(buffer[index])
      }
    }
  }

  /// Appends a number that has an exponent, or zeros behind its digits.
  @inline(never)
  private func appendLong(to text: inout [UInt8], _ decimal: UInt8) {
    text.append(contentsOf: exact.text.utf8.map { $0 == Byte.point ? decimal : $0 })
  }

  private func appendDouble(to text: inout [UInt8], _ decimal: UInt8) {
    guard let printed = Self.printed(double) else { return appendLong(to: &text, decimal) }
    printed.append(to: &text, decimal: decimal)
  }
}
