import Glibc
import MPI
import Ranks

// One rank of a program that the tests start under mpirun. Rank 0 prints what tuning has set, or,
// with the argument `untuned`, what is set without it.

let variables = [
  "OMPI_MCA_pml", "OMPI_MCA_btl", "HWLOC_COMPONENTS", "HWLOC_PLUGINS_BLACKLIST", "PMIX_MCA_gds",
]

/// Whether each TCP connection sends small messages at once.
///
/// Before the first message there is one connection, to the daemon.
func connectionsAtOnce() -> [Bool] {
  (Int32(0)..<256).compactMap { descriptor in
    var peer = sockaddr()
    var peerSize = socklen_t(MemoryLayout<sockaddr>.size)
    var isOn: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    guard unsafe getpeername(descriptor, &peer, &peerSize) == 0,
      unsafe getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, &size) == 0
    else { return nil }
    return isOn != 0
  }
}

func main() throws {
  let isTuned = !CommandLine.arguments.contains("untuned")
  if isTuned { Tuning.prepare() }
  let environment = try Environment()
  if isTuned { Tuning.finish() }
  if environment.world.rank == 0 {
    for name in variables {
      print("\(name)=\(unsafe getenv(name).map { unsafe String(cString: $0) } ?? "")")
    }
    print("at once: \(connectionsAtOnce())")
  }
  try environment.finalize()
}

try main()
