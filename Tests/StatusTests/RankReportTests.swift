import Status
import TestSupport
import Testing
import Vocabulary

@Suite("Reports of ranks")
struct RankReportTests {
  private static func example() -> RankReport {
    var report = RankReport(rank: 3)
    report.number = 17
    report.phase = .read
    (report.bytes, report.rows) = (1 << 40, 12_345_678_901)
    (report.usage.memory, report.usage.peakMemory) = (5_000_000, 7_000_000)
    report.usage.processorNanoseconds = 987_654_321_000
    (report.deviceMilliseconds, report.isEnding) = (61_000, true)
    return report
  }

  @Test("What is sent is what is read")
  func roundTrip() throws {
    let key = ReportKey()
    let datagram = Self.example().datagram(key)
    #expect(datagram.count == RankReport.datagramBytes)
    #expect(RankReport(datagram: datagram, key) == Self.example())
  }

  @Test("A datagram with any other byte, or of another job, is no report")
  func forged() {
    let key = ReportKey()
    let datagram = Self.example().datagram(key)
    for index in datagram.indices {
      var changed = datagram
      changed[index] ^= 1
      #expect(RankReport(datagram: changed, key) == nil)
    }
    #expect(RankReport(datagram: datagram, ReportKey()) == nil)
    #expect(RankReport(datagram: Array(datagram.dropLast()), key) == nil)
    #expect(RankReport(datagram: datagram + [0], key) == nil)
    #expect(RankReport(datagram: [], key) == nil)
  }

  @Test("The signature is that of OpenSSL")
  func signature() async throws {
    let key = ReportKey(bytes: (0..<32).map { UInt8($0) })
    let datagram = Self.example().datagram(key)
    let script = """
      import hashlib, hmac, sys
      data = bytes(map(int, sys.argv[1].split(',')))
      print(hmac.new(bytes(range(32)), data[:-16], hashlib.sha256).digest()[:16] == data[-16:])
      """
    let words = datagram.map { "\($0)" }.joined(separator: ",")
    let outcome = try await Program(path: "/usr/bin/python3").run(["-c", script, words])
    #expect(outcome.output == "True\n", "\(outcome.errors)")
  }

  @Test("Where to report to is the same behind the broadcast")
  func address() {
    let address = ReportAddress(key: ReportKey(), port: 40_000, addresses: ["10.0.0.2", "fd00::2"])
    #expect(ReportAddress(message: address.message) == address)
    #expect(ReportAddress(message: []) == nil)
  }
}
