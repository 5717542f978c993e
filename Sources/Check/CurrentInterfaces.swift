import CSV
import Glibc
import MPI
import Ranks
package import Vocabulary

extension NetworkInterface {
  /// The addresses of this host, or of the container that the process is in.
  ///
  /// Those that only hold on one wire (`fe80::/10`) are left out: Open MPI doesn't use them.
  package static func current() -> [NetworkInterface] {
    var list: UnsafeMutablePointer<ifaddrs>?
    guard unsafe getifaddrs(&list) == 0 else { return [] }
    defer { unsafe freeifaddrs(list) }
    var interfaces: [NetworkInterface] = []
    var entry = unsafe list
    while let current = unsafe entry {
      let interface = unsafe interface(of: current.pointee)
      if let interface { interfaces.append(interface) }
      unsafe entry = current.pointee.ifa_next
    }
    return interfaces
  }

  private static func interface(of entry: ifaddrs) -> NetworkInterface? {
    let flags = unsafe entry.ifa_flags
    guard flags & UInt32(IFF_UP) != 0,
      let address = unsafe bytes(of: entry.ifa_addr),
      let mask = unsafe bytes(of: entry.ifa_netmask),
      address.count == mask.count, address.count == 4 || !isLinkLocal(address)
    else { return nil }
    let name = unsafe String(cString: entry.ifa_name)
    return NetworkInterface(
      name: name, address: text(of: address),
      prefixLength: mask.reduce(0) { $0 + $1.nonzeroBitCount },
      network: text(of: zip(address, mask).map { $0 & $1 }),
      mtu: readNumber("/sys/class/net/\(name)/mtu") ?? 0,
      isLoopback: flags & UInt32(IFF_LOOPBACK) != 0)
  }

  private static func isLinkLocal(_ address: [UInt8]) -> Bool {
    address[0] == 0xFE && address[1] & 0xC0 == 0x80
  }

  /// The 4 or 16 bytes of an address; nil for those that aren't of the Internet.
  private static func bytes(of address: UnsafePointer<sockaddr>?) -> [UInt8]? {
    guard let address = unsafe address else { return nil }
    switch unsafe Int32(address.pointee.sa_family) {
    case AF_INET:
      // Sound: the family says which structure the pointer is to.
      return unsafe UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in.self).sin_addr.bytes
    case AF_INET6:
      return unsafe UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in6.self).sin6_addr.bytes
    default:
      return nil
    }
  }

  /// The usual text of an address.
  ///
  /// - Parameter bytes: its 4 or 16 bytes.
  /// - Returns: the text.
  static func text(of bytes: [UInt8]) -> String {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let family = bytes.count == 4 ? AF_INET : AF_INET6
    guard unsafe inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return "" }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private static func readNumber(_ path: String) -> Int? {
    guard let file = unsafe fopen(path, "re") else { return nil }
    defer { unsafe fclose(file) }
    var digits = [CChar](repeating: 0, count: 32)
    guard unsafe fgets(&digits, CInt(digits.count), file) != nil else { return nil }
    return unsafe Int(atol(digits))
  }
}

extension in_addr {
  /// The address in the order of the wire.
  var bytes: [UInt8] { unsafe withUnsafeBytes(of: s_addr) { unsafe Array($0) } }
}

extension in6_addr {
  /// The address in the order of the wire.
  var bytes: [UInt8] { unsafe withUnsafeBytes(of: self) { unsafe Array($0) } }
}
