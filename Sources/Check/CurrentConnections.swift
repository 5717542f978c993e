import CSV
import Glibc
import MPI
import Ranks
import Vocabulary

extension TCPConnection {
  /// The connections of this process, whoever made them.
  ///
  /// Open MPI says nowhere which address it has chosen; the sockets do. A container's overlay
  /// network passes addresses and ports on as they are, so the ends can be compared between ranks.
  static func current() -> [TCPConnection] {
    openDescriptors().compactMap { descriptor in
      guard let local = unsafe end(of: descriptor, getsockname),
        let remote = unsafe end(of: descriptor, getpeername)
      else { return nil }
      var information = tcp_info()
      var length = socklen_t(MemoryLayout<tcp_info>.size)
      guard unsafe getsockopt(descriptor, CInt(IPPROTO_TCP), TCP_INFO, &information, &length) == 0
      else { return nil }
      return TCPConnection(
        local: local, remote: remote, segmentBytes: Int(information.tcpi_snd_mss),
        retransmissions: Int(information.tcpi_total_retrans))
    }
  }

  private static func openDescriptors() -> [CInt] {
    guard let folder = unsafe opendir("/proc/self/fd") else { return [] }
    defer { unsafe closedir(folder) }
    var descriptors: [CInt] = []
    while let entry = unsafe readdir(folder) {
      // Sound: the name is a C string inside the entry, which lives until the next `readdir`.
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if let descriptor = CInt(name) { descriptors.append(descriptor) }
    }
    return descriptors
  }

  private typealias Lookup = (CInt, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>)
    -> CInt

  /// One end of a descriptor's connection; nil if it is none of the Internet's.
  private static func end(of descriptor: CInt, _ lookup: Lookup) -> End? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return unsafe withUnsafeMutablePointer(to: &storage) { storage in
      // Sound: the storage is large enough for any address, and the family says which it is.
      let raw = UnsafeMutableRawPointer(storage)
      let address = unsafe raw.assumingMemoryBound(to: sockaddr.self)
      guard unsafe lookup(descriptor, address, &length) == 0 else { return nil }
      switch Int32(unsafe storage.pointee.ss_family) {
      case AF_INET:
        let end = unsafe raw.load(as: sockaddr_in.self)
        return End(
          address: NetworkInterface.text(of: end.sin_addr.bytes), port: Int(end.sin_port.bigEndian))
      case AF_INET6:
        let end = unsafe raw.load(as: sockaddr_in6.self)
        return End(
          address: NetworkInterface.text(of: end.sin6_addr.bytes),
          port: Int(end.sin6_port.bigEndian))
      default:
        return nil
      }
    }
  }
}
