internal import Glibc

/// The way this process was started, as the environment variables tell it.
///
/// Nothing here calls MPI, so that a program can decide whether to initialise it at all:
///
/// ```swift
/// let launcher = Launcher.current
/// if let problem = launcher.accidentalSingleton() { … print it, and stop … }
/// if launcher.startsMPI {
///   let environment = try Environment()
///   if let problem = launcher.accidentalSingleton(worldSize: environment.world.size) { … }
/// } else {
///   let communicator = Communicator.solo()
/// }
/// ```
///
/// An *accidental singleton* is a process that believes to be alone although it was started as one
/// of many, as happens where the launcher and the MPI library don't speak the same protocol. Each
/// of the processes then does all the work, and all write the same files.
public struct Launcher: Sendable, Hashable {
  /// The protocol by which a launcher makes itself known.
  public enum Kind: Sendable, Hashable {
    /// None: the program was started by itself, possibly from within a batch script.
    case none
    /// Open MPI's `mpirun` (`OMPI_COMM_WORLD_SIZE`, `OMPI_COMM_WORLD_RANK`).
    case mpirun
    /// A launcher that speaks PMIx, such as `srun --mpi=pmix` (`PMIX_RANK`).
    case pmix
    /// A launcher that speaks PMI, such as `srun --mpi=pmi2` or another MPI's `mpiexec`
    /// (`PMI_RANK`, `PMI_SIZE`).
    case pmi
    /// A step of Slurm that offers neither (`SLURM_PROCID` and `SLURM_STEP_ID`).
    case slurmStep
  }

  /// How the launcher makes itself known.
  public let kind: Kind

  /// The rank that the launcher gave to this process, where it says so.
  public let rank: Int?

  /// The number of processes that the launcher started, where it says so.
  public let size: Int?

  /// The number of processes of the job on this host, where the launcher says so.
  public let localSize: Int?

  /// Reads the variables of an environment.
  ///
  /// A variable that isn't a non-negative number counts as missing.
  public init(environment: [String: String]) {
    let variables = Variables(values: environment)
    let step = SlurmStep(variables)
    self.kind =
      if variables["OMPI_COMM_WORLD_SIZE"] != nil || variables["OMPI_COMM_WORLD_RANK"] != nil {
        .mpirun
      } else if variables["PMIX_RANK"] != nil {
        .pmix
      } else if variables["PMI_RANK"] != nil || variables["PMI_SIZE"] != nil {
        .pmi
      } else {
        step == nil ? .none : .slurmStep
      }
    localSize = kind == .mpirun ? variables["OMPI_COMM_WORLD_LOCAL_SIZE"] : nil
    switch kind {
    case .none:
      self.rank = nil
      self.size = nil
    case .mpirun:
      self.rank = variables["OMPI_COMM_WORLD_RANK"]
      self.size = variables["OMPI_COMM_WORLD_SIZE"]
    case .pmix:
      self.rank = variables["PMIX_RANK"]
      self.size = step?.size
    case .pmi:
      self.rank = variables["PMI_RANK"]
      self.size = variables["PMI_SIZE"] ?? step?.size
    case .slurmStep:
      self.rank = step?.rank
      self.size = step?.size
    }
  }

  /// The launcher of this process, by the variables of its environment.
  public static var current: Launcher {
    Launcher(environment: processEnvironment())
  }

  /// Whether to initialise MPI: whether a launcher has prepared for that.
  ///
  /// Without one, initialising would work, and take some tenths of a second to make a world of one;
  /// inside an allocation of Slurm it would even end the process.
  public var startsMPI: Bool {
    switch kind {
    case .mpirun, .pmix, .pmi: true
    case .none, .slurmStep: false
    }
  }

  /// The seconds for which a process that ends without MPI should stay, so that the launcher takes notice of its end.
  ///
  /// Open MPI's `mpirun` starts more than 32 processes of a host by several threads
  /// (`odls_base_num_threads`). The end of one that comes before they are through is lost, and `mpirun` waits for it for
  /// ever: 64 processes that end at once hung in nine of ten tries with version 4.1.4.
  public var secondsToStay: Int {
    guard let localSize, localSize > 32 else { return 0 }
    return 1 + localSize / 32
  }

  /// Whether the process is certainly one of several.
  private var isOneOfSeveral: Bool {
    (size ?? 1) > 1 || (rank ?? 0) > 0
  }

  /// Why this process is, or is about to be, alone by accident.
  ///
  /// A world of one is deliberate under `mpirun -n 1`, under a step of one task, and without a
  /// launcher.
  ///
  /// - Parameter worldSize: The size of the world, once MPI has been initialised.
  /// - Returns: `nil` if nothing is wrong.
  public func accidentalSingleton(worldSize: Int? = nil) -> AccidentalSingleton? {
    guard isOneOfSeveral else { return nil }
    switch kind {
    case .slurmStep:
      return AccidentalSingleton(cause: .noProtocol, rank: rank, size: size)
    case .pmix, .pmi:
      guard worldSize == 1 else { return nil }
      return AccidentalSingleton(cause: .worldOfOne, rank: rank, size: size)
    case .none, .mpirun:
      return nil
    }
  }
}

/// A process that was started as one of many and is nevertheless alone.
public struct AccidentalSingleton: Error, Sendable, Hashable, CustomStringConvertible {
  /// How it came about.
  public enum Cause: Sendable, Hashable {
    /// Slurm started several tasks without offering PMI or PMIx to them.
    case noProtocol
    /// The launcher started several processes, and MPI made a world of one of each.
    case worldOfOne
  }

  /// How it came about.
  public let cause: Cause

  /// The rank that the launcher gave to this process, where it says so.
  public let rank: Int?

  /// The number of processes that the launcher started, where it says so.
  public let size: Int?

  /// One line that says what is wrong and how to mend it.
  public var description: String {
    let count = size.map { "\($0) processes" } ?? "several processes"
    return switch cause {
    case .noProtocol:
      "srun started \(count) without PMIx, so that each would run alone; "
        + "use mpirun inside the batch script, or srun --mpi=pmix"
    case .worldOfOne:
      "the launcher started \(count), but MPI sees a world of one in each; "
        + "use Open MPI's mpirun, or srun --mpi=pmix"
    }
  }
}

/// Environment variables that are numbers.
private struct Variables {
  let values: [String: String]

  subscript(name: String) -> Int? {
    values[name].flatMap { Int($0) }.flatMap { $0 < 0 ? nil : $0 }
  }
}

/// A step of Slurm: what one `srun` starts.
private struct SlurmStep {
  let rank: Int
  let size: Int?

  /// Steps above this one are no steps of the user: the batch script, the interactive shell, and so
  /// on have such numbers.
  static let reservedSteps = 0xFFFF_FFF0

  init?(_ variables: Variables) {
    guard let rank = variables["SLURM_PROCID"],
      let step = variables["SLURM_STEP_ID"] ?? variables["SLURM_STEPID"],
      step < Self.reservedSteps
    else { return nil }
    self.rank = rank
    self.size = variables["SLURM_STEP_NUM_TASKS"]
  }
}

/// The environment variables of this process.
package func processEnvironment() -> [String: String] {
  var variables: [String: String] = [:]
  var entry = unsafe environ
  while let text = unsafe entry.pointee {
    let variable = unsafe String(cString: text)
    if let mark = variable.utf8.firstIndex(of: UInt8(ascii: "=")) {
      let value = variable.utf8.index(after: mark)
      variables[String(variable[..<mark])] = String(variable[value...])
    }
    unsafe entry += 1
  }
  return variables
}
