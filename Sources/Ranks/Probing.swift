internal import Glibc

/// Open MPI's search for transports and devices when MPI is initialised.
///
/// By default Open MPI loads and asks every transport that it was built with, those for fabrics
/// that aren't there included. That is most of the time that a short job takes: 0.27 s of
/// initialisation with Debian's packages, against 0.06 s where shared memory and TCP are named at
/// once.
enum Probing {
  /// The variables by which Open MPI is told, and what they are set to.
  static let settings = [
    (parameter: "pml", value: "ob1"), (parameter: "btl", value: "self,vader,tcp"),
  ]

  /// The parts of hwloc, by which Open MPI counts processors, that look for devices: in a virtual
  /// machine, reading the configuration of PCI devices takes some 20 ms of every rank.
  private static let deviceComponents = "-linuxio,-pci,-opencl,-gl"

  /// The plugins of hwloc that look for graphics processors, by way of OpenCL and an X server.
  private static let graphicsPlugins = "hwloc_opencl.so,hwloc_gl.so"

  /// Has Open MPI use shared memory and TCP, where nothing better is there and nobody has decided
  /// otherwise.
  ///
  /// On a host with a faster fabric (InfiniBand, RoCE, Omni-Path, Slingshot, EFA) all is left as it
  /// is, but for graphics processors, which aren't looked for. A transport that the user has chosen
  /// stays: by `mpirun --mca`, in a variable such as `OMPI_MCA_pml`, or in the parameter file of
  /// Debian's Open MPI or of the user. Call this before MPI is initialised, on all ranks.
  static func skipNeedless() {
    // The last argument leaves a variable alone that is set already.
    guard !hasFastFabric() else {
      // Open MPI wants to know which processors are near the fabric's devices.
      unsafe setenv("HWLOC_PLUGINS_BLACKLIST", graphicsPlugins, 0)
      return
    }
    unsafe setenv("HWLOC_PLUGINS_BLACKLIST", "hwloc_pci.so,\(graphicsPlugins)", 0)
    unsafe setenv("HWLOC_COMPONENTS", deviceComponents, 0)
    let files = ["/etc/openmpi/openmpi-mca-params.conf"] + homeFile()
    let texts = files.compactMap { readText($0) }
    for (parameter, value) in settings
    where !texts.contains(where: { chooses(parameter, inParameterFile: $0) }) {
      unsafe setenv("OMPI_MCA_\(parameter)", value, 0)
    }
  }

  /// Whether a parameter file chooses components: it names some, or excludes one that would be set.
  /// A line such as `btl = ^openib` does neither.
  static func chooses(_ parameter: String, inParameterFile text: String) -> Bool {
    text.split(separator: "\n").contains { line in
      let parts = line.split(separator: "=", maxSplits: 1).map { part in
        String(part.filter { $0 != " " && $0 != "\t" })
      }
      guard parts.count == 2, parts[0] == parameter else { return false }
      guard parts[1].hasPrefix("^") else { return true }
      let excluded = parts[1].dropFirst().split(separator: ",")
      let ours = settings.filter { $0.parameter == parameter }.flatMap {
        $0.value.split(separator: ",")
      }
      return excluded.contains { ours.contains($0) }
    }
  }

  private static func homeFile() -> [String] {
    guard let home = unsafe getenv("HOME") else { return [] }
    return [unsafe String(cString: home) + "/.openmpi/mca-params.conf"]
  }

  /// Whether the kernel knows a device of a fabric that Open MPI has a transport of its own for.
  private static func hasFastFabric() -> Bool {
    ["/sys/class/infiniband", "/sys/class/cxi", "/sys/class/hfi1"].contains { folder in
      guard let directory = unsafe opendir(folder) else { return false }
      defer { unsafe closedir(directory) }
      while let entry = unsafe readdir(directory) {
        if unsafe entry.pointee.d_name.0 != CChar(UInt8(ascii: ".")) { return true }
      }
      return false
    }
  }

  private static func readText(_ path: String) -> String? {
    guard let file = unsafe fopen(path, "r") else { return nil }
    defer { unsafe fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = unsafe fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }
}
