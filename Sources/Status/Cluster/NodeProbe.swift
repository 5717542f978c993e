import Glibc
import Serve
import Synchronization
import Threads

/// Asks the nodes of a name whether they are there, again and again, in a thread of its own: each is an ssh server that
/// greets, and that says which node it is by a word `node=NAME` in its greeting.
final class NodeProbe: Sendable {
  /// The seconds from one look to the next, and those that a node has to greet.
  private static let pause: UInt32 = 5
  private static let patience = 2.0

  private let found = Mutex([ClusterNode]())
  private let name: String
  private let port: Int

  /// Begins to look.
  ///
  /// - Parameters:
  ///   - name: a name with an address for each node.
  ///   - port: where their ssh servers listen.
  init(name: String, port: Int) {
    (self.name, self.port) = (name, port)
    // Without a thread, nodes stay unknown.
    _ = startThread(takesSignals: false) { [weak self] in
      var memory = NodeMemory()
      while let probe = self {
        probe.look(&memory)
        sleep(Self.pause)
      }
    }
  }

  /// What was found last, in the order of names.
  var nodes: [ClusterNode] { found.withLock { $0 } }

  private func look(_ memory: inout NodeMemory) {
    var calls = Self.addresses(of: name, port: port).map(Call.init)
    Self.listen(to: &calls)
    let nodes = calls.map { call in
      ClusterNode(
        name: Self.nodeName(in: call.heard) ?? memory.name(at: call.address) ?? call.address,
        address: call.address, state: call.heard.starts(with: Array("SSH-".utf8)) ? .up : .silent)
    }
    let all = memory.take(nodes, now: Double(monotonicNanoseconds()) / 1e9)
    found.withLock { $0 = all }
  }

  /// The name that a greeting has, as in `SSH-2.0-OpenSSH_9.2p1 Debian-2 node=worker1`.
  static func nodeName(in greeting: [UInt8]) -> String? {
    let words = greeting.split { $0 == UInt8(ascii: " ") || $0 == 13 || $0 == 10 }
    let key = Array("node=".utf8)
    guard let word = words.first(where: { $0.starts(with: key) && $0.count > key.count }) else {
      return nil
    }
    return String(decoding: word.dropFirst(key.count), as: UTF8.self)
  }

  /// A connection to a node, and what it has said.
  private struct Call {
    let address: String
    let descriptor: CInt
    var heard: [UInt8] = []
    var isOver = false

    init(_ address: String, _ descriptor: CInt) {
      (self.address, self.descriptor) = (address, descriptor)
    }

    /// Takes what has come.
    mutating func receive() {
      var buffer = [UInt8](repeating: 0, count: 256)
      let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
      if count < 0, errno == EAGAIN || errno == EINTR { return }
      if count > 0 { heard += buffer.prefix(count) }
      isOver = count <= 0 || heard.contains(UInt8(ascii: "\n")) || heard.count > 255
    }
  }

  /// Hears what all have to say, as long as the patience lasts, and hangs up.
  private static func listen(to calls: inout [Call]) {
    let end = monotonicNanoseconds() + UInt64(patience * 1e9)
    while case let waiting = calls.indices.filter({ !calls[$0].isOver }), !waiting.isEmpty {
      let now = monotonicNanoseconds()
      guard now < end else { break }
      var polled = waiting.map {
        pollfd(fd: calls[$0].descriptor, events: Int16(POLLIN), revents: 0)
      }
      guard unsafe poll(&polled, nfds_t(polled.count), CInt((end - now) / 1_000_000 + 1)) > 0 else {
        continue
      }
      for (place, index) in waiting.enumerated() where polled[place].revents != 0 {
        calls[index].receive()
      }
    }
    // Greeting back spares the server's log a complaint.
    let greeting = Array("SSH-2.0-caudal\r\n".utf8)
    for call in calls {
      unsafe _ = send(call.descriptor, greeting, greeting.count, CInt(MSG_NOSIGNAL))
      close(call.descriptor)
    }
  }

  /// The addresses that a name has, each once, with a connection that is on its way.
  private static func addresses(of name: String, port: Int) -> [(String, CInt)] {
    var hints = unsafe addrinfo()
    unsafe hints.ai_flags = AI_NUMERICSERV
    unsafe hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard unsafe getaddrinfo(name, "\(port)", &hints, &found) == 0 else { return [] }
    defer { unsafe freeaddrinfo(found) }
    var connections: [(String, CInt)] = []
    var next = unsafe found
    while let entry = unsafe next {
      let address = unsafe entry.pointee
      unsafe next = address.ai_next
      var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
      guard
        unsafe getnameinfo(
          address.ai_addr, address.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
          == 0
      else { continue }
      let digits = String(
        decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      guard !connections.contains(where: { $0.0 == digits }) else { continue }
      let kind = unsafe address.ai_socktype | CInt(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
      let descriptor = unsafe socket(address.ai_family, kind, 0)
      guard descriptor >= 0 else { continue }
      unsafe _ = connect(descriptor, address.ai_addr, address.ai_addrlen)
      connections.append((digits, descriptor))
    }
    return connections
  }
}
