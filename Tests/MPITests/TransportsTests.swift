import Testing

@testable import MPI

@Suite("Transports")
struct TransportsTests {
  @Test(
    "A parameter file chooses components only where it names some",
    arguments: [
      ("pml = ob1\n", "pml", true), ("pml=^ucx", "pml", false), ("  btl =  tcp,self", "btl", true),
      ("btl = ^openib,uct\npml = cm", "btl", false), ("btl_tcp_if_include = eth0", "btl", false),
      ("# pml = ob1", "pml", false), ("", "pml", false), ("btl = ^vader", "btl", true),
    ])
  func parameterFile(text: String, parameter: String, expected: Bool) {
    #expect(Transports.chooses(parameter, inParameterFile: text) == expected)
  }

  @Test(
    "A loaded component shows by its version",
    arguments: [
      ("btl_tcp_major_version", "tcp"), ("btl_tcp_minor_version", nil),
      ("btl_base_major_version", nil), ("btl_major_version", nil), ("pml_ob1_major_version", nil),
      ("btl_tcp_if_include", nil), ("btl_two_words_major_version", "two_words"),
    ] as [(String, String?)])
  func component(variable: String, expected: String?) {
    #expect(Transports.component(of: .btl, inVariable: variable) == expected)
  }

  @Test("What is loaded is what mpirun was told to load", arguments: ["self,tcp", "self,vader"])
  func loaded(transports: String) async throws {
    let outcome = try await mpirun(
      ranks: 2, "MPIRankChecks", "transports",
      options: ["--mca", "pml", "ob1", "--mca", "btl", transports])
    #expect(outcome.lines == ["pml ob1", Substring("btl " + transports)])
    #expect(outcome.exitCode == 0)
  }

  @Test("Without a fabric, devices aren't looked for, unless the user has decided about it")
  func probing() async throws {
    let plugins = "HWLOC_PLUGINS_BLACKLIST=hwloc_pci.so,hwloc_opencl.so,hwloc_gl.so"
    let usual = try await mpirun(ranks: 2, "MPIRankChecks", "probing")
    #expect(
      usual.lines == [
        "OMPI_MCA_pml=ob1", "HWLOC_COMPONENTS=-linuxio,-pci,-opencl,-gl", Substring(plugins),
      ])
    let decided = try await mpirun(
      ranks: 2, "MPIRankChecks", "probing",
      options: ["-x", "HWLOC_COMPONENTS=-gl", "--mca", "pml", "^ucx"])
    #expect(
      decided.lines == ["OMPI_MCA_pml=^ucx", "HWLOC_COMPONENTS=-gl", Substring(plugins)])
    #expect(usual.exitCode == 0 && decided.exitCode == 0)
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

  @Test(
    "A few ranks learn about the job in messages, unless the user has decided otherwise",
    arguments: [
      (2, [], "hash"), (9, [], "any"), (2, ["-x", "PMIX_MCA_gds=ds21,hash"], "ds21,hash"),
    ] as [(Int, [String], Substring)])
  func stores(ranks: Int, options: [String], expected: Substring) async throws {
    let outcome = try await mpirun(ranks: ranks, "MPIRankChecks", "stores", options: options)
    #expect(outcome.lines == [expected])
    #expect(outcome.exitCode == 0)
  }

  @Test("A rank sends its daemon small messages at once")
  func sendsAtOnce() async throws {
    let outcome = try await mpirun(ranks: 2, "MPIRankChecks", "server connection")
    #expect(outcome.lines == ["sends at once"])
    #expect(outcome.exitCode == 0)
  }
}
