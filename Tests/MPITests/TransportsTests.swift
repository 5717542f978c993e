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
}
