import Glibc

@testable import Serve

/// A client that sends what it is told, byte by byte, and reads what comes.
final class RawClient {
  private let descriptor: CInt

  /// What has come and was not taken.
  private var received: [UInt8] = []

  /// Connects to this machine.
  init(port: Int) throws {
    descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(descriptor, $0, size)
      }
    }
    guard result == 0 else { throw ServerError("refused") }
    var patience = timeval(tv_sec: 20, tv_usec: 0)
    unsafe setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  /// Sends a text; whether the other side took it.
  @discardableResult
  func send(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return unsafe Glibc.send(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL)) == bytes.count
  }

  /// Sends a request for a target.
  func ask(_ target: String) { send("GET \(target) HTTP/1.1\r\nHost: test\r\n\r\n") }

  /// The next answer's head and body; nil at the end of the connection.
  func answer(isHead: Bool = false) -> (head: String, body: String)? {
    guard let head = take(untilAfter: "\r\n\r\n") else { return nil }
    let length = head.split(separator: "\r\n").compactMap { line in
      line.hasPrefix("Content-Length: ") ? Int(line.dropFirst(16)) : nil
    }
    let count = isHead ? 0 : length.first ?? 0
    while received.count < count { guard receive() > 0 else { return nil } }
    defer { received.removeFirst(count) }
    return (head, String(decoding: received[..<count], as: UTF8.self))
  }

  /// The status of the next answer.
  func status() -> Int? { answer().flatMap { Int($0.head.dropFirst(9).prefix(3)) } }

  /// Whether the other side has ended the connection in order.
  func isEnded() -> Bool { received.isEmpty && receive() == 0 }

  /// All that comes until the other side ends the connection, in order or not.
  func readAll() -> String {
    while receive() > 0 {}
    return String(decoding: received, as: UTF8.self)
  }

  private func take(untilAfter end: String) -> String? {
    while true {
      let text = String(decoding: received, as: UTF8.self)
      if let range = text.firstRange(of: end) {
        let head = String(text[..<range.upperBound])
        received.removeFirst(head.utf8.count)
        return head
      }
      guard receive() > 0 else { return nil }
    }
  }

  private func receive() -> Int {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
    received.append(contentsOf: buffer[..<max(0, count)])
    return count
  }
}
