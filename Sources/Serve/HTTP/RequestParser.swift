/// Reads requests as RFC 9112 has them, strictly: lines end with CR and LF, nothing is folded, and a
/// request whose length is in doubt is refused.
package struct RequestParser: Sendable {
  private let limits: ServerLimits

  /// A parser with limits.
  package init(limits: ServerLimits) { self.limits = limits }

  /// Reads the first request of some bytes.
  ///
  /// - Parameter bytes: what has arrived so far, from the beginning of a request.
  /// - Returns: the request and the number of bytes it takes without its body, or nil if its end has
  ///   not arrived.
  /// - Throws: a ``RequestRefusal``, behind which the connection is of no use.
  /// - Complexity: linear in the bytes of the request.
  package func request(
    in bytes: [UInt8]
  ) throws(RequestRefusal) -> (request: HTTPRequest, length: Int)? {
    var begin = 0
    // RFC 9112, 2.2: an empty line before a request is left out.
    while begin + 1 < bytes.count, bytes[begin] == Byte.return, bytes[begin + 1] == Byte.newline {
      begin += 2
    }
    guard let end = try endOfHead(in: bytes, from: begin) else {
      guard bytes.count - begin < limits.headBytes else { throw headIsTooLong }
      return nil
    }
    guard end - begin <= limits.headBytes else { throw headIsTooLong }
    var lines = HeadLines(bytes: bytes, position: begin)
    guard let first = lines.next() else { throw RequestRefusal(400, "The request is empty.") }
    var (request, isOld) = try requestLine(bytes[first])
    try readHeaders(of: &request, isOld: isOld, bytes, &lines)
    return (request, end)
  }

  private var headIsTooLong: RequestRefusal {
    RequestRefusal(431, "The request line and headers are longer than \(limits.headBytes) bytes.")
  }

  /// Where the empty line that ends the head ends.
  private func endOfHead(in bytes: [UInt8], from begin: Int) throws(RequestRefusal) -> Int? {
    var index = begin
    while index < bytes.count {
      if bytes[index] == Byte.newline {
        guard index > begin, bytes[index - 1] == Byte.return else {
          throw RequestRefusal(400, "A line of the request doesn't end with CR and LF.")
        }
        if index >= begin + 3, bytes[index - 2] == Byte.newline { return index + 1 }
      }
      index += 1
    }
    return nil
  }

  /// The request of a first line such as `GET /forecast?series=A HTTP/1.1`, and whether it is of
  /// HTTP/1.0.
  private func requestLine(
    _ line: ArraySlice<UInt8>
  ) throws(RequestRefusal) -> (HTTPRequest, isOld: Bool) {
    let parts = line.split(separator: Byte.space, omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[0].isEmpty, parts[0].allSatisfy(Byte.isToken),
      !parts[1].isEmpty, parts[1].allSatisfy({ $0 > Byte.space && $0 < 0x7F })
    else {
      throw RequestRefusal(400, "The first line isn't a method, a target and a version.")
    }
    let version = String(decoding: parts[2], as: UTF8.self)
    guard version == "HTTP/1.1" || version == "HTTP/1.0" else {
      guard version.hasPrefix("HTTP/") else {
        throw RequestRefusal(400, "The first line doesn't end with a version of HTTP.")
      }
      throw RequestRefusal(505, "Only HTTP/1.1 and HTTP/1.0 are understood.")
    }
    let method = String(decoding: parts[0], as: UTF8.self)
    let target = String(decoding: parts[1], as: UTF8.self)
    var request = HTTPRequest(method, Self.originForm(target))
    // A connection of HTTP/1.0 is never kept, which saves another rule.
    request.isPersistent = version == "HTTP/1.1"
    return (request, version == "HTTP/1.0")
  }

  /// The path and query of a target that a proxy has sent with scheme and host.
  private static func originForm(_ target: String) -> String {
    guard target.utf8.first != Byte.slash else { return target }
    for scheme in ["http://", "https://"] where target.lowercased().hasPrefix(scheme) {
      let rest = target.dropFirst(scheme.count)
      let path = rest.drop { $0 != "/" && $0 != "?" }
      return path.first == "/" ? String(path) : "/" + path
    }
    return target
  }

  private func readHeaders(
    of request: inout HTTPRequest, isOld: Bool, _ bytes: [UInt8], _ lines: inout HeadLines
  ) throws(RequestRefusal) {
    var hosts = 0
    var length: [UInt8]?
    while let line = lines.next() {
      let (name, value) = try header(bytes[line])
      switch name {
      case "host":
        hosts += 1
        request.host = String(decoding: value, as: UTF8.self)
      case "authorization": request.authorization = String(decoding: value, as: UTF8.self)
      case "content-length":
        guard length == nil || length == Array(value) else {
          throw RequestRefusal(400, "The request has two lengths.")
        }
        length = Array(value)
      case "transfer-encoding":
        throw RequestRefusal(411, "A request with a body needs a Content-Length.")
      case "if-none-match":
        let text = String(decoding: value, as: UTF8.self)
        request.ifNoneMatch = request.ifNoneMatch.map { $0 + ", " + text } ?? text
      case "connection": if Self.isClosing(value) { request.isPersistent = false }
      case "expect":
        throw RequestRefusal(417, "Nothing here waits for a body, so that none can be expected.")
      default: break
      }
    }
    guard hosts == 1 || (isOld && hosts == 0) else {
      throw RequestRefusal(400, "The request has \(hosts == 0 ? "no" : "more than one") Host.")
    }
    if let length { request.bodyLength = try bodyLength(length) }
  }

  /// The name, in small letters, and the value of a header.
  private func header(
    _ line: ArraySlice<UInt8>
  ) throws(RequestRefusal) -> (name: String, value: ArraySlice<UInt8>) {
    guard let colon = line.firstIndex(of: Byte.colon), colon > line.startIndex,
      line[..<colon].allSatisfy(Byte.isToken),
      line[colon...].allSatisfy({ $0 >= Byte.space && $0 != 0x7F || $0 == Byte.tab })
    else { throw RequestRefusal(400, "A header isn't a name, a colon and a value.") }
    var value = line[(colon + 1)...]
    while let first = value.first, Byte.isBlank(first) { value.removeFirst() }
    while let last = value.last, Byte.isBlank(last) { value.removeLast() }
    return (String(decoding: line[..<colon].lazy.map(Byte.lowercase), as: UTF8.self), value)
  }

  private func bodyLength(_ digits: [UInt8]) throws(RequestRefusal) -> Int {
    guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw RequestRefusal(400, "The Content-Length isn't a whole number.")
    }
    let number = Int(String(decoding: digits, as: UTF8.self))
    guard let length = number, length <= limits.bodyBytes else {
      throw RequestRefusal(413, "The body is longer than \(limits.bodyBytes) bytes.")
    }
    return length
  }

  private static func isClosing(_ value: ArraySlice<UInt8>) -> Bool {
    String(decoding: value.map(Byte.lowercase), as: UTF8.self).split(separator: ",").contains {
      $0.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" } == "close"
    }
  }
}

/// The lines of a head, without their ends, up to the empty one.
private struct HeadLines {
  let bytes: [UInt8]
  var position: Int

  mutating func next() -> Range<Int>? {
    let begin = position
    while bytes[position] != Byte.newline { position += 1 }
    position += 1
    return position - 2 > begin ? begin..<(position - 2) : nil
  }
}

/// Names of bytes.
enum Byte {
  static let tab: UInt8 = 0x09
  static let newline: UInt8 = 0x0A
  static let `return`: UInt8 = 0x0D
  static let space: UInt8 = 0x20
  static let slash: UInt8 = 0x2F
  static let colon: UInt8 = 0x3A

  static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

  static func lowercase(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
  }

  /// Whether a byte may be in a method or in the name of a header (RFC 9110, 5.6.2).
  static func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    // ! # $ % & ' * + - . ^ _ ` | ~
    case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E, 0x5F, 0x60, 0x7C, 0x7E: true
    default: false
    }
  }
}
