import TestSupport
import Testing

@testable import Scan

/// What is put into a spool comes back, from memory and from its file.
@Suite struct RejectionSpoolTests {
  @Test(arguments: [0, 1, 50, 1 << 20])
  func bytes(memoryLimit: Int) throws {
    var random = SeededGenerator()
    let spool = RejectionSpool(memoryLimit: memoryLimit)
    var kept: [(place: Range<Int>, bytes: [UInt8])] = []
    for _ in 0..<300 {
      let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      kept.append((spool.append(bytes), bytes))
      let some = kept[Int.random(in: kept.indices, using: &random)]
      #expect(try spool.bytes(at: some.place) == some.bytes)
    }
    for (place, bytes) in kept { #expect(try spool.bytes(at: place) == bytes) }
    #expect(spool.failure == nil)
  }
}
