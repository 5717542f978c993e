import Glibc
import Vocabulary

/// The addresses of a name and a port.
struct SocketAddress {
  private let storage: [UInt8]
  private let family: CInt

  /// Looks a name up.
  ///
  /// - Parameters:
  ///   - host: a name or an address.
  ///   - port: the port.
  ///   - source: what is asked for, for messages.
  /// - Returns: the addresses, the best first.
  /// - Throws: ``CaudalError`` if there are none.
  static func find(
    _ host: String, port: Int, for source: LiveSource
  ) throws(CaudalError) -> [SocketAddress] {
    var hints = unsafe addrinfo()
    unsafe hints.ai_flags = AI_NUMERICSERV
    unsafe hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    let code = unsafe getaddrinfo(host, "\(port)", &hints, &found)
    guard code == 0 else {
      let reason = unsafe String(cString: gai_strerror(code))
      throw CaudalError(.noInput, "\(source): there is no address of the name \(host): \(reason)")
    }
    defer { unsafe freeaddrinfo(found) }
    var addresses: [SocketAddress] = []
    var next = unsafe found
    while let entry = unsafe next {
      let address = unsafe entry.pointee
      // Sound: the system says how long the address is.
      let bytes = unsafe UnsafeRawBufferPointer(
        start: address.ai_addr, count: Int(address.ai_addrlen))
      unsafe addresses.append(SocketAddress(storage: Array(bytes), family: address.ai_family))
      unsafe next = address.ai_next
    }
    return addresses
  }

  /// Makes a socket that doesn't block.
  func makeSocket() -> CInt {
    socket(family, CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
  }

  /// Gives the address to one of the system's calls.
  func use(_ call: (UnsafePointer<sockaddr>, socklen_t) -> CInt) -> CInt {
    unsafe storage.withUnsafeBytes { bytes in
      // Sound: the bytes are those of an address, as the system gave them.
      guard let base = bytes.baseAddress else { return -1 }
      return unsafe call(base.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
    }
  }
}

/// The port that a socket listens at.
func port(of descriptor: CInt) -> Int {
  var storage = sockaddr_storage()
  var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
  return unsafe withUnsafeMutableBytes(of: &storage) { bytes in
    guard let base = bytes.baseAddress else { return 0 }
    unsafe getsockname(descriptor, base.assumingMemoryBound(to: sockaddr.self), &length)
    // The port is at the same place in addresses of both families, most significant byte first.
    return unsafe Int(bytes[2]) << 8 | Int(bytes[3])
  }
}
