import Foundation
import MPI
import Testing

/// One way to be started, and what is to be made of it.
struct Start: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let variables: [String: String]
  let kind: Launcher.Kind
  var rank: Int? = nil
  var size: Int? = nil
  var startsMPI = true
  /// Before MPI is initialised.
  var causeBefore: AccidentalSingleton.Cause? = nil
  /// After it has made a world of one.
  var causeAlone: AccidentalSingleton.Cause? = nil
}

@Suite struct LauncherTests {
  @Test(
    "Many processes of a host stay until mpirun has started all",
    arguments: [(32, 0), (33, 2), (64, 3)])
  func manyProcesses(count: Int, seconds: Int) {
    let launcher = Launcher(environment: [
      "OMPI_COMM_WORLD_SIZE": "200", "OMPI_COMM_WORLD_RANK": "3",
      "OMPI_COMM_WORLD_LOCAL_SIZE": "\(count)",
    ])
    #expect(launcher.localSize == count)
    #expect(launcher.secondsToStay == seconds)
    #expect(Launcher(environment: [:]).secondsToStay == 0)
  }

  @Test(arguments: starts)
  func isRecognized(start: Start) {
    let launcher = Launcher(environment: start.variables)
    #expect(launcher.kind == start.kind)
    #expect(launcher.rank == start.rank)
    #expect(launcher.size == start.size)
    #expect(launcher.startsMPI == start.startsMPI)
    #expect(launcher.accidentalSingleton()?.cause == start.causeBefore)
    #expect(launcher.accidentalSingleton(worldSize: 1)?.cause == start.causeAlone)
    // A world of several is as it should be, wherever MPI was meant to be started.
    if start.startsMPI { #expect(launcher.accidentalSingleton(worldSize: 4) == nil) }
  }

  @Test func problemsSayHowToMendThem() throws {
    let step = ["SLURM_PROCID": "2", "SLURM_STEP_ID": "0", "SLURM_STEP_NUM_TASKS": "8"]
    let problem = try #require(Launcher(environment: step).accidentalSingleton())
    #expect(problem.size == 8)
    #expect(problem.rank == 2)
    #expect(
      "\(problem)" == "srun started 8 processes without PMIx, so that each would run alone; "
        + "use mpirun inside the batch script, or srun --mpi=pmix"
    )
    let pmi = Launcher(environment: ["PMI_RANK": "1"])
    #expect(
      "\(try #require(pmi.accidentalSingleton(worldSize: 1)))"
        == "the launcher started several processes, but MPI sees a world of one in each; "
        + "use Open MPI's mpirun, or srun --mpi=pmix"
    )
  }

  @Test func currentReadsTheEnvironment() {
    #expect(Launcher.current == Launcher(environment: ProcessInfo.processInfo.environment))
  }
}

private let step = [
  "SLURM_JOB_ID": "7", "SLURM_NTASKS": "4", "SLURM_PROCID": "3", "SLURM_STEP_ID": "0",
  "SLURM_STEP_NUM_TASKS": "4",
]

private let starts = [
  Start(testDescription: "by itself", variables: [:], kind: .none, startsMPI: false),
  Start(
    testDescription: "mpirun",
    variables: [
      "OMPI_COMM_WORLD_SIZE": "4", "OMPI_COMM_WORLD_RANK": "2", "PMIX_RANK": "2",
    ],
    kind: .mpirun,
    rank: 2,
    size: 4
  ),
  Start(
    testDescription: "mpirun -n 1",
    variables: ["OMPI_COMM_WORLD_SIZE": "1", "OMPI_COMM_WORLD_RANK": "0"],
    kind: .mpirun,
    rank: 0,
    size: 1
  ),
  Start(
    testDescription: "mpirun inside a step of Slurm",
    variables: step.merging(["OMPI_COMM_WORLD_SIZE": "8", "OMPI_COMM_WORLD_RANK": "5"]) { $1 },
    kind: .mpirun,
    rank: 5,
    size: 8
  ),
  Start(
    testDescription: "srun --mpi=pmix",
    variables: step.merging(["PMIX_RANK": "3"]) { $1 },
    kind: .pmix,
    rank: 3,
    size: 4,
    causeAlone: .worldOfOne
  ),
  Start(
    testDescription: "srun --mpi=pmix with one task",
    variables: [
      "PMIX_RANK": "0", "SLURM_PROCID": "0", "SLURM_STEP_ID": "0", "SLURM_STEP_NUM_TASKS": "1",
    ],
    kind: .pmix,
    rank: 0,
    size: 1
  ),
  Start(
    testDescription: "srun --mpi=pmi2",
    variables: step.merging(["PMI_RANK": "3", "PMI_SIZE": "4"]) { $1 },
    kind: .pmi,
    rank: 3,
    size: 4,
    causeAlone: .worldOfOne
  ),
  Start(
    testDescription: "another MPI's mpiexec",
    variables: ["PMI_RANK": "0", "PMI_SIZE": "2"],
    kind: .pmi,
    rank: 0,
    size: 2,
    causeAlone: .worldOfOne
  ),
  Start(
    testDescription: "another MPI's mpiexec -n 1",
    variables: ["PMI_RANK": "0", "PMI_SIZE": "1"],
    kind: .pmi,
    rank: 0,
    size: 1
  ),
  Start(
    testDescription: "srun without PMI",
    variables: step,
    kind: .slurmStep,
    rank: 3,
    size: 4,
    startsMPI: false,
    causeBefore: .noProtocol,
    causeAlone: .noProtocol
  ),
  Start(
    testDescription: "srun without PMI, by the old name of the step",
    variables: ["SLURM_PROCID": "0", "SLURM_STEPID": "2", "SLURM_STEP_NUM_TASKS": "2"],
    kind: .slurmStep,
    rank: 0,
    size: 2,
    startsMPI: false,
    causeBefore: .noProtocol,
    causeAlone: .noProtocol
  ),
  Start(
    testDescription: "srun without PMI, which doesn't say how many",
    variables: ["SLURM_PROCID": "1", "SLURM_STEP_ID": "0"],
    kind: .slurmStep,
    rank: 1,
    startsMPI: false,
    causeBefore: .noProtocol,
    causeAlone: .noProtocol
  ),
  Start(
    testDescription: "srun -n 1 without PMI",
    variables: ["SLURM_PROCID": "0", "SLURM_STEP_ID": "0", "SLURM_STEP_NUM_TASKS": "1"],
    kind: .slurmStep,
    rank: 0,
    size: 1,
    startsMPI: false
  ),
  Start(
    testDescription: "in a batch script",
    variables: ["SLURM_JOB_ID": "7", "SLURM_NTASKS": "4", "SLURM_PROCID": "0"],
    kind: .none,
    startsMPI: false
  ),
  Start(
    testDescription: "in a batch script whose step has a reserved number",
    variables: [
      "SLURM_NTASKS": "4", "SLURM_PROCID": "0", "SLURM_STEP_ID": "4294967291",
      "SLURM_STEP_NUM_TASKS": "4",
    ],
    kind: .none,
    startsMPI: false
  ),
  Start(
    testDescription: "with variables that are no numbers",
    variables: ["OMPI_COMM_WORLD_SIZE": "", "PMIX_RANK": "x", "PMI_RANK": "-1"],
    kind: .none,
    startsMPI: false
  ),
]
