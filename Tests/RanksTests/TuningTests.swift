import TestSupport
import Testing

@testable import Ranks

@Suite("Tuning of Open MPI")
struct TuningTests {
  @Test(
    "A parameter file chooses components only where it names some",
    arguments: [
      ("pml = ob1\n", "pml", true), ("pml=^ucx", "pml", false), ("  btl =  tcp,self", "btl", true),
      ("btl = ^openib,uct\npml = cm", "btl", false), ("btl_tcp_if_include = eth0", "btl", false),
      ("# pml = ob1", "pml", false), ("", "pml", false), ("btl = ^vader", "btl", true),
    ])
  func parameterFile(text: String, parameter: String, expected: Bool) {
    #expect(Probing.chooses(parameter, inParameterFile: text) == expected)
  }

  @Test("The daemon's ports are those of its addresses")
  func serverPorts() {
    let environment = [
      "PMIX_SERVER_URI2": "803143680.0;tcp4://127.0.0.1:49943",
      "PMIX_SERVER_URI41": "803143680.0;tcp6://[::1]:49944",
      "PMIX_SERVER_URI3": "803143680.0;usock:/tmp/socket:7", "PMIX_SERVER_URI4": "nonsense",
      "PMIX_RANK": "0;tcp:5",
    ]
    #expect(ServerConnection.serverPorts(in: environment) == [49943, 49944])
  }

  @Test("A few ranks without a fabric look for no devices, and talk to their daemon at once")
  func usual() async throws {
    let report = try await report(ranks: 2)
    #expect(
      report == [
        "OMPI_MCA_pml=ob1", "OMPI_MCA_btl=self,vader,tcp",
        "HWLOC_COMPONENTS=-linuxio,-pci,-opencl,-gl",
        "HWLOC_PLUGINS_BLACKLIST=hwloc_pci.so,hwloc_opencl.so,hwloc_gl.so", "PMIX_MCA_gds=hash",
        "at once: [true]",
      ])
  }

  @Test("What the user has decided about stays")
  func decided() async throws {
    let report = try await report(
      ranks: 2,
      options: [
        "-x", "HWLOC_COMPONENTS=-gl", "-x", "PMIX_MCA_gds=ds21,hash", "--mca", "pml", "^ucx",
        "--mca", "btl", "self,tcp",
      ])
    #expect(
      report == [
        "OMPI_MCA_pml=^ucx", "OMPI_MCA_btl=self,tcp", "HWLOC_COMPONENTS=-gl",
        "HWLOC_PLUGINS_BLACKLIST=hwloc_pci.so,hwloc_opencl.so,hwloc_gl.so",
        "PMIX_MCA_gds=ds21,hash", "at once: [true]",
      ])
  }

  @Test("Many ranks learn about the job as Open MPI has it")
  func manyRanks() async throws {
    let report = try await report(ranks: 9)
    #expect(report.contains("PMIX_MCA_gds="))
  }

  @Test("Initialising MPI sets nothing by itself")
  func untuned() async throws {
    let report = try await report(ranks: 2, ["untuned"])
    #expect(
      report == [
        "OMPI_MCA_pml=", "OMPI_MCA_btl=", "HWLOC_COMPONENTS=", "HWLOC_PLUGINS_BLACKLIST=",
        "PMIX_MCA_gds=", "at once: [false]",
      ])
  }

  /// The lines that the program prints about what is set.
  private func report(
    ranks: Int, _ arguments: [String] = [], options: [String] = []
  ) async throws -> [Substring] {
    let program = Program("TuningReport")
    let outcome = try await Program.mpirun(
      ["-n", "\(ranks)"] + options + [program.path] + arguments)
    #expect(outcome.code == 0)
    return outcome.output.split(separator: "\n")
  }
}
