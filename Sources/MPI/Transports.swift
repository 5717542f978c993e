internal import COpenMPI

/// The parts of Open MPI that carry messages between ranks.
public enum Transports {
  /// A layer of Open MPI that is made of interchangeable components.
  public enum Layer: String, Sendable, CaseIterable {
    /// The layer that orders and matches messages ("point-to-point messaging layer"); one component
    /// is in use, besides those that only watch: `ob1`, `cm`, `ucx`.
    case pml
    /// The layer that carries bytes for `ob1` ("byte transfer layer"): `self`, `vader` (shared
    /// memory), `tcp`.
    case btl
  }

  /// The components that this process has loaded and not discarded again.
  ///
  /// Those that found nothing to work with (no such device, no usable interface) are discarded while
  /// MPI is initialised. Which of the rest carries messages to a rank is Open MPI's decision for
  /// each pair of ranks: shared memory within a machine, if it is there.
  ///
  /// Wraps `MPI_T_init_thread`, `MPI_T_cvar_get_num`, `MPI_T_cvar_get_info` and `MPI_T_finalize`: a
  /// loaded component shows by the variables that it has.
  ///
  /// - Returns: the components' names for each layer, sorted; none where MPI isn't initialised, or
  ///   has been finalised, or is no Open MPI.
  /// - Throws: ``MPIError`` if the library refuses to tell.
  /// - Complexity: 0.2 seconds with Open MPI 4.1, which first looks through all of its components.
  public static func loaded() throws(MPIError) -> [Layer: [String]] {
    guard Runtime.phase == .active else { return [:] }
    var provided: Int32 = 0
    try unsafe check("MPI_T_init_thread", MPI_T_init_thread(Int32(MPI_THREAD_SINGLE), &provided))
    defer { MPI_T_finalize() }
    var count: Int32 = 0
    try unsafe check("MPI_T_cvar_get_num", MPI_T_cvar_get_num(&count))
    let names = (0..<count).compactMap { variableName($0) }
    var components: [Layer: [String]] = [:]
    for layer in Layer.allCases {
      components[layer] = names.compactMap { component(of: layer, inVariable: $0) }.sorted()
    }
    return components
  }

  /// The component whose version a variable such as `btl_tcp_major_version` tells.
  static func component(of layer: Layer, inVariable name: String) -> String? {
    let prefix = "\(layer.rawValue)_"
    let suffix = "_major_version"
    guard name.hasPrefix(prefix), name.hasSuffix(suffix),
      name.utf8.count > prefix.utf8.count + suffix.utf8.count
    else { return nil }
    let component = String(name.dropFirst(prefix.count).dropLast(suffix.count))
    return component == "base" ? nil : component
  }

  /// The name of a control variable; nil if it went with its component.
  private static func variableName(_ index: Int32) -> String? {
    var length: Int32 = 256
    var verbosity: Int32 = 0
    var binding: Int32 = 0
    var scope: Int32 = 0
    var datatype: MPI_Datatype?
    return unsafe string(capacity: 256) { buffer in
      unsafe MPI_T_cvar_get_info(
        index, buffer, &length, &verbosity, &datatype, nil, nil, nil, &binding, &scope)
        == MPI_SUCCESS
    }
  }
}
