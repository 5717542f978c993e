/// The path and the query of a request, decoded.
package struct RequestTarget: Equatable {
  /// The parts of the path between slashes; a slash at its end leaves an empty last one.
  package var segments: [String]

  /// The parameters of the query, in their order.
  package var parameters: [(name: String, value: String)]

  package static func == (left: Self, right: Self) -> Bool {
    left.segments == right.segments
      && left.parameters.elementsEqual(right.parameters, by: ==)
  }

  /// Decodes a target.
  ///
  /// - Parameters:
  ///   - target: the target as sent.
  ///   - limits: the longest path and query.
  /// - Throws: a ``RequestRefusal`` if it is too long, or no text.
  package init(_ target: String, limits: ServerLimits) throws(RequestRefusal) {
    let bytes = Array(target.utf8)
    let mark = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex
    let path = bytes[..<mark]
    let query = bytes[min(mark + 1, bytes.endIndex)...]
    guard path.count <= limits.pathBytes else {
      throw RequestRefusal(414, "The path is longer than \(limits.pathBytes) bytes.")
    }
    guard query.count <= limits.queryBytes else {
      throw RequestRefusal(414, "The query is longer than \(limits.queryBytes) bytes.")
    }
    guard path.first == Byte.slash else {
      throw RequestRefusal(400, "The path doesn't begin with a slash.")
    }
    segments = []
    for segment in path.dropFirst().split(separator: Byte.slash, omittingEmptySubsequences: false) {
      segments.append(try Self.decoded(segment, plusIsSpace: false))
    }
    parameters = []
    for parameter in query.split(separator: UInt8(ascii: "&")) {
      let sign = parameter.firstIndex(of: UInt8(ascii: "=")) ?? parameter.endIndex
      let value = parameter[min(sign + 1, parameter.endIndex)...]
      parameters.append(
        (
          try Self.decoded(parameter[..<sign], plusIsSpace: true),
          try Self.decoded(value, plusIsSpace: true)
        ))
    }
  }

  /// The text that percent-encoded bytes stand for.
  private static func decoded(
    _ bytes: ArraySlice<UInt8>, plusIsSpace: Bool
  ) throws(RequestRefusal) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      switch bytes[index] {
      case UInt8(ascii: "%"):
        guard index + 2 < bytes.endIndex, let high = digit(bytes[index + 1]),
          let low = digit(bytes[index + 2])
        else { throw RequestRefusal(400, "A percent sign isn't before two hexadecimal digits.") }
        text.append(high << 4 | low)
        index += 2
      case UInt8(ascii: "+") where plusIsSpace: text.append(Byte.space)
      default: text.append(bytes[index])
      }
      index += 1
    }
    guard let result = String(validating: text, as: UTF8.self) else {
      throw RequestRefusal(400, "The address isn't UTF-8.")
    }
    return result
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }
}
