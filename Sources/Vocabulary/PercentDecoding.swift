extension Substring {
  /// The text with what stands in it as `%70` decoded; nil if that is no UTF-8.
  package var percentDecoded: String? {
    var bytes: [UInt8] = []
    var rest = Array(utf8)[...]
    while let byte = rest.popFirst() {
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      let isCode = digits.utf8.count == 2 && digits.allSatisfy(\.isHexDigit)
      if byte == UInt8(ascii: "%"), isCode, let code = UInt8(digits, radix: 16) {
        bytes.append(code)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
