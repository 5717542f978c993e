import Glibc

/// A socket for reports: rank 0 receives by it and answers, the others send.
final class DatagramSocket: Sendable {
  /// Its descriptor, which doesn't block.
  let descriptor: CInt

  private init(_ descriptor: CInt) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// A socket that receives at a port that the system chooses.
  ///
  /// - Parameter isLocal: whether all ranks are on this host, so that nobody else need reach it.
  /// - Returns: the socket and its port; nil if the system gives none.
  static func receiving(isLocal: Bool) -> (socket: DatagramSocket, port: Int)? {
    // One of IPv6 also receives what comes by IPv4, where the system has IPv6.
    for host in isLocal ? ["127.0.0.1"] : ["::", "0.0.0.0"] {
      guard let (descriptor, _) = open(host, port: 0, isPassive: true) else { continue }
      var storage = sockaddr_storage()
      var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
      let port = unsafe withUnsafeMutableBytes(of: &storage) { bytes -> Int in
        guard let base = bytes.baseAddress else { return 0 }
        unsafe getsockname(descriptor, base.assumingMemoryBound(to: sockaddr.self), &length)
        // The port is at the same place in addresses of both families, most significant byte first.
        return unsafe Int(bytes[2]) << 8 | Int(bytes[3])
      }
      return (DatagramSocket(descriptor), port)
    }
    return nil
  }

  /// A socket that sends to an address.
  ///
  /// - Parameters:
  ///   - address: the digits of an address.
  ///   - port: the port.
  /// - Returns: the socket; nil if there is no way to the address.
  static func sending(to address: String, port: Int) -> DatagramSocket? {
    open(address, port: port, isPassive: false).map { DatagramSocket($0.descriptor) }
  }

  private static func open(
    _ host: String, port: Int, isPassive: Bool
  ) -> (descriptor: CInt, family: CInt)? {
    var hints = unsafe addrinfo()
    unsafe hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
    unsafe hints.ai_socktype = CInt(SOCK_DGRAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard unsafe getaddrinfo(host, "\(port)", &hints, &found) == 0, let first = unsafe found else {
      return nil
    }
    defer { unsafe freeaddrinfo(found) }
    let address = unsafe first.pointee
    let kind = unsafe address.ai_socktype | CInt(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = unsafe socket(address.ai_family, kind, 0)
    guard descriptor >= 0 else { return nil }
    var off: CInt = 0
    if unsafe address.ai_family == AF_INET6 {
      unsafe setsockopt(
        descriptor, CInt(IPPROTO_IPV6), IPV6_V6ONLY, &off, socklen_t(MemoryLayout<CInt>.size))
    }
    let attach = unsafe isPassive ? Glibc.bind : Glibc.connect
    guard unsafe attach(descriptor, address.ai_addr, address.ai_addrlen) == 0 else {
      close(descriptor)
      return nil
    }
    return unsafe (descriptor, address.ai_family)
  }

  /// Sends a datagram, if there is a way.
  func send(_ bytes: [UInt8]) {
    unsafe Glibc.send(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL))
  }

  /// Takes a datagram that has come.
  ///
  /// - Parameter size: the bytes of those that are wanted; longer ones are cut off behind one byte more.
  /// - Returns: the datagram; nil if none has come.
  func receive(_ size: Int) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: size + 1)
    let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
    return count >= 0 ? Array(buffer.prefix(count)) : nil
  }

  /// Who has sent a datagram.
  struct Sender {
    fileprivate var address = sockaddr_storage()
    fileprivate var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
  }

  /// Takes a datagram that has come, to be answered.
  ///
  /// - Parameter size: the bytes of those that are wanted; longer ones are cut off behind one byte more.
  /// - Returns: the datagram and who has sent it; nil if none has come.
  func receiveWithSender(_ size: Int) -> (datagram: [UInt8], sender: Sender)? {
    var buffer = [UInt8](repeating: 0, count: size + 1)
    var sender = Sender()
    let count = unsafe withUnsafeMutablePointer(to: &sender.address) { address in
      // Sound: the storage has room for the address of any family, and is told how much.
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe recvfrom(descriptor, &buffer, buffer.count, 0, address, &sender.length)
      }
    }
    return count >= 0 ? (Array(buffer.prefix(count)), sender) : nil
  }

  /// Sends a datagram to whoever has sent one, if there is a way.
  func answer(_ bytes: [UInt8], to sender: Sender) {
    var sender = sender
    unsafe withUnsafeMutablePointer(to: &sender.address) { address in
      // Sound: the system has written so many bytes of the address.
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        _ = unsafe sendto(
          descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL), address, sender.length)
      }
    }
  }
}
