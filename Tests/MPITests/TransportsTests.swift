import Testing

@testable import MPI

@Suite("Transports")
struct TransportsTests {
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
}
