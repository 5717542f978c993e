internal import Glibc
internal import MPI

/// The connection of a rank to the daemon that started it (its PMIx server).
///
/// Open MPI 4.1 sends the last messages of `MPI_Finalize` over it in several small pieces, with
/// Nagle's algorithm switched on: the second piece waits until the daemon's system acknowledges the
/// first, which it delays by 40 ms. So every job takes 40 ms longer than it must.
///
/// And when a rank connects, the daemon of `mpirun` copies what it knows of the job into files in
/// shared memory, which takes it 5 ms, one rank after the other. A few ranks get it sooner in a message
/// (`PMIX_MCA_gds=hash`); with many, who ask for more in the course of a job, the files pay.
enum ServerConnection {
  /// The most ranks of a job that are told about it in messages. On two processors, two ranks end
  /// 16 ms sooner so, eight as soon, and 64 later by a quarter.
  private static let fewRanks = 8

  /// Has the daemon of a small job answer in messages, unless the environment says otherwise.
  ///
  /// Call this before MPI is initialised.
  static func preferMessages() {
    guard let size = unsafe getenv("OMPI_COMM_WORLD_SIZE"),
      let count = Int(unsafe String(cString: size)), count <= fewRanks
    else { return }
    // The last argument leaves a variable alone that is set already.
    unsafe setenv("PMIX_MCA_gds", "hash", 0)
  }

  /// Has the system send small messages to the daemon at once.
  ///
  /// Does nothing where the connection isn't found: it is about time alone.
  static func sendAtOnce() {
    let ports = serverPorts(in: processEnvironment())
    guard !ports.isEmpty else { return }
    for descriptor in openDescriptors() where ports.contains(peerPort(of: descriptor) ?? 0) {
      var isOn: Int32 = 1
      let size = socklen_t(MemoryLayout<Int32>.size)
      _ = unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, size)
    }
  }

  /// The ports at which the daemon listens, by variables such as
  /// `PMIX_SERVER_URI4=803143680.0;tcp4://127.0.0.1:49943`.
  static func serverPorts(in environment: [String: String]) -> Set<UInt16> {
    let addresses = environment.filter { $0.key.hasPrefix("PMIX_SERVER_URI") }.values
    return Set(
      addresses.compactMap { address in
        guard address.contains(";tcp") else { return nil }
        return address.split(separator: ":").last.flatMap { UInt16($0) }
      })
  }

  /// The files and sockets that this process has open.
  private static func openDescriptors() -> [Int32] {
    guard let directory = unsafe opendir("/proc/self/fd") else { return [] }
    defer { unsafe closedir(directory) }
    var descriptors: [Int32] = []
    while let entry = unsafe readdir(directory) {
      // Sound: the system ends the name with a zero, inside the entry.
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
        unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if let descriptor = Int32(name) { descriptors.append(descriptor) }
    }
    return descriptors
  }

  /// The port at the other end of a TCP connection over IPv4 or IPv6.
  private static func peerPort(of descriptor: Int32) -> UInt16? {
    var storage = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    // Sound: the storage is large enough for the address of every family, and the port of both
    // families stands at the same place.
    return unsafe withUnsafeMutablePointer(to: &storage) { storage in
      let address = unsafe UnsafeMutableRawPointer(storage).assumingMemoryBound(to: sockaddr.self)
      guard unsafe getpeername(descriptor, address, &size) == 0,
        [AF_INET, AF_INET6].contains(Int32(unsafe address.pointee.sa_family))
      else { return nil }
      let port = unsafe UnsafeRawPointer(storage).loadUnaligned(
        fromByteOffset: 2, as: UInt16.self)
      return UInt16(bigEndian: port)
    }
  }
}
