import TestSupport
import Testing

/// Processes that were started as some of many and would each do all the work alone.
@Suite("Accidental singletons")
struct SingletonTests {
  private let arguments = ["describe", Fixtures.sample, "--column", "ValorObservado"]
  private let step = ["SLURM_STEP_ID": "0", "SLURM_STEP_NUM_TASKS": "4", "SLURM_NTASKS": "4"]

  @Test("srun without PMI is refused, with one line from the first task", arguments: [0, 1, 3])
  func refused(task: Int) async throws {
    let environment = step.merging(["SLURM_PROCID": "\(task)"]) { _, new in new }
    let outcome = try await Caudal.run(arguments, environment: environment)
    #expect(outcome.code == 64)
    #expect(outcome.output == "")
    if task == 0 {
      #expect(outcome.messages.count == 1)
      #expect(outcome.errors.contains("srun started 4 processes"))
      #expect(outcome.errors.split(separator: "\n").count == 1)
    } else {
      #expect(outcome.errors == "")
    }
  }

  @Test("Help is not refused, and printed once", arguments: [0, 1])
  func help(task: Int) async throws {
    let environment = step.merging(["SLURM_PROCID": "\(task)"]) { _, new in new }
    let outcome = try await Caudal.run(["--help"], environment: environment)
    #expect(outcome.code == 0)
    #expect(outcome.output.isEmpty == (task > 0))
  }

  @Test(
    "A step of one task, a batch script and an allocation are no accident",
    arguments: [
      ["SLURM_PROCID": "0", "SLURM_STEP_ID": "0", "SLURM_STEP_NUM_TASKS": "1"],
      ["SLURM_NTASKS": "4", "SLURM_JOB_ID": "17", "SLURM_NNODES": "2"],
      ["SLURM_NTASKS": "4", "SLURM_JOB_ID": "17", "SLURM_PROCID": "0"],
      ["SLURM_NTASKS": "4", "SLURM_PROCID": "0", "SLURM_STEP_ID": "4294967291"],
    ])
  func allowed(environment: [String: String]) async throws {
    let outcome = try await Caudal.run(arguments, environment: environment)
    #expect(outcome.code == 0)
    #expect(outcome.errors == "")
  }

  @Test("mpirun inside a step of several tasks is no accident")
  func mpirunInStep() async throws {
    let environment = step.merging(["SLURM_PROCID": "0"]) { _, new in new }
    for ranks in [1, 2] {
      let outcome = try await Caudal.run(arguments, .mpirun(ranks), environment: environment)
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(outcome.errors == "")
    }
  }
}
