import Glibc

/// The functions of sockets, with their errors as sentences.
enum Listener {
  /// Listens at an address and port.
  ///
  /// - Parameters:
  ///   - host: an address or a name.
  ///   - port: a port, or 0 for one that the system chooses.
  /// - Returns: a descriptor that doesn't block.
  /// - Throws: a ``ServerError`` in one sentence.
  static func open(host: String, port: Int) throws(ServerError) -> CInt {
    guard (0...65_535).contains(port) else {
      throw ServerError("The port must be from 0 to 65535, and \(port) isn't.")
    }
    var hints = unsafe addrinfo()
    unsafe hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    unsafe hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    let code = unsafe getaddrinfo(host, "\(port)", &hints, &found)
    guard code == 0, let first = unsafe found else {
      let reason = unsafe String(cString: gai_strerror(code))
      throw ServerError("There is no address of the name \(host): \(reason).")
    }
    defer { unsafe freeaddrinfo(found) }
    let address = unsafe first.pointee
    let kind = unsafe address.ai_socktype | CInt(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = unsafe socket(address.ai_family, kind, address.ai_protocol)
    guard descriptor >= 0 else { throw failure(host, port) }
    set(descriptor, SOL_SOCKET, SO_REUSEADDR)
    guard unsafe bind(descriptor, address.ai_addr, address.ai_addrlen) == 0,
      listen(descriptor, 1_024) == 0
    else {
      defer { close(descriptor) }
      throw failure(host, port)
    }
    return descriptor
  }

  private static func failure(_ host: String, _ port: Int) -> ServerError {
    let reason = unsafe String(cString: strerror(errno))
    return ServerError("Nobody can listen at \(host), port \(port): \(reason).")
  }

  /// Switches an option of a socket on.
  static func set(_ descriptor: CInt, _ level: CInt, _ option: CInt) {
    var on: CInt = 1
    unsafe setsockopt(descriptor, level, option, &on, socklen_t(MemoryLayout<CInt>.size))
  }

  /// The port that a descriptor listens at.
  static func port(of descriptor: CInt) -> Int {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return unsafe withUnsafeMutableBytes(of: &storage) { bytes in
      guard let base = bytes.baseAddress else { return 0 }
      unsafe getsockname(descriptor, base.assumingMemoryBound(to: sockaddr.self), &length)
      // The port is at the same place in addresses of both families, most significant byte first.
      return unsafe Int(bytes[2]) << 8 | Int(bytes[3])
    }
  }

  /// Accepts a connection.
  ///
  /// - Returns: a descriptor that doesn't block and the address at the other end, or nil if no
  ///   connection waits.
  static func accept(_ descriptor: CInt) -> (descriptor: CInt, remote: String)? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    var accepted: CInt = -1
    let remote = unsafe withUnsafeMutableBytes(of: &storage) { bytes in
      guard let base = bytes.baseAddress else { return "unknown" }
      let address = unsafe base.assumingMemoryBound(to: sockaddr.self)
      accepted = unsafe Glibc.accept(descriptor, address, &length)
      return unsafe accepted < 0 ? "unknown" : name(of: address, length)
    }
    guard accepted >= 0 else { return nil }
    _ = fcntl(accepted, F_SETFL, O_NONBLOCK)
    _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
    // Without it a short answer waits until the one before is acknowledged.
    set(accepted, CInt(IPPROTO_TCP), TCP_NODELAY)
    return (accepted, remote)
  }

  /// The digits of an address.
  private static func name(of address: UnsafePointer<sockaddr>, _ length: socklen_t) -> String {
    var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let size = socklen_t(name.count)
    let code = unsafe getnameinfo(address, length, &name, size, nil, 0, NI_NUMERICHOST)
    let text = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return code == 0 ? String(decoding: text, as: UTF8.self) : "unknown"
  }
}
