import Keys
import MPI

/// A part of the rows of two tables that are joined: those whose keys have hashes of the same remainder, so
/// that rows which match are in the same part.
///
/// Where the second table is larger than memory, it is joined part by part.
struct JoinPart: Sendable, Hashable {
  /// Which part it is.
  let number: Int

  /// How many there are.
  let count: Int

  /// The number of keys that count, the first ones.
  let keyCount: Int

  /// The rows of a unit that are in the part.
  ///
  /// - Parameter unit: rows with their keys.
  /// - Returns: these rows in their order.
  func rows(of unit: KeepingSink.Unit) -> KeepingSink.Unit {
    guard count > 1 else { return unit }
    var hashes = [UInt64](repeating: 0, count: unit.rows.count)
    for key in unit.keys.prefix(keyCount) { key.addHashes(to: &hashes) }
    return unit.filtered { hashes[$0] % UInt64(count) == UInt64(number) }
  }
}

extension ReadKey {
  /// Adds a hash of each row's value to that of the keys before it.
  fileprivate func addHashes(to hashes: inout [UInt64]) {
    switch self {
    case .coded(let codes, let values):
      let all = (0..<values.count).map { values.string($0).partHash }
      for row in hashes.indices { hashes[row].add(all[Int(codes[row])]) }
    case .plain(let column):
      var bytes: [UInt8] = []
      for row in hashes.indices {
        bytes.removeAll(keepingCapacity: true)
        switch column {
        case .words(let words, let form): form.appendBytes(words[row], to: &bytes)
        default: column.appendBytes(ofRow: row, to: &bytes)
        }
        hashes[row].add(bytes.partHash)
      }
    }
  }
}

extension UInt64 {
  /// Makes the hash of several keys of those of each.
  fileprivate mutating func add(_ hash: UInt64) {
    self = (self ^ hash) &* 0x9E37_79B9_7F4A_7C15
    self ^= self >> 32
  }
}

extension [UInt8] {
  /// A hash of some bytes that is the same in every job, FNV-1a, whose low bits depend on all of them: in how many parts
  /// tables are joined, and whether that is enough, must not be left to chance. Keys made to collide are a no there, and no
  /// long search.
  fileprivate var partHash: UInt64 {
    reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  /// A hash of some bytes, the same on all ranks of a job.
  var contentHash: UInt64 { KeyText(span).hash }
}
