import Report
package import Vocabulary

/// What a rank says of itself, twice a second: one datagram.
///
/// A report that is lost doesn't matter, as the next one has all of it. That none comes is what tells that a rank
/// hangs: so reports don't go by MPI, which is silent while a rank computes, too.
package struct RankReport: Equatable, Sendable {
  /// The rank.
  package var rank: Int

  /// The number of the report, from 1.
  package var number = 0

  /// What the rank does.
  package var phase = JobPhase.start

  /// The bytes whose rows it has scanned.
  package var bytes = 0

  /// The rows that it has scanned.
  package var rows = 0

  /// What it has used of its processors.
  package var usage = ProcessUsage()

  /// The milliseconds for which it has done nothing but wait for a device; see ``DeviceWait``.
  package var deviceMilliseconds = 0

  /// Whether the rank ends the job, as one of the others makes no progress.
  package var isEnding = false

  /// Nothing done yet.
  package init(rank: Int) { self.rank = rank }

  /// What a rank has to say now.
  package init(
    rank: Int, number: Int, _ progress: InputProgress, deviceMilliseconds: Int = 0
  ) {
    self.rank = rank
    self.number = number
    self.deviceMilliseconds = deviceMilliseconds
    (phase, bytes, rows) = (progress.phase, progress.bytesScanned, progress.rowsScanned)
    usage = .current
  }

  /// Whether the rank has got further since another report.
  func isFurther(than other: RankReport) -> Bool {
    (phase, bytes, rows) != (other.phase, other.bytes, other.rows)
  }
}

// MARK: - As a datagram

extension RankReport {
  /// What every datagram begins with.
  private static let magic = Array("caudal/2".utf8)

  /// The bytes of a signature.
  private static let signatureBytes = 16

  /// The bytes of a datagram.
  package static let datagramBytes = magic.count + 8 * 10 + signatureBytes

  /// Writes a datagram, which is signed: what comes from elsewhere is no report.
  ///
  /// - Parameter key: the key of the job, which its ranks have from rank 0 by MPI.
  /// - Returns: the datagram.
  package func datagram(_ key: ReportKey) -> [UInt8] {
    let numbers = [
      rank, number, phase.rawValue, bytes, rows, usage.memory, usage.peakMemory,
      usage.processorNanoseconds, deviceMilliseconds, isEnding ? 1 : 0,
    ]
    let message =
      Self.magic
      + numbers.flatMap { number in
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
      }
    return message + key.signature(of: message).prefix(Self.signatureBytes)
  }

  /// Reads a datagram; nil if it isn't one of the job.
  ///
  /// - Parameters:
  ///   - datagram: what has come.
  ///   - key: the key of the job.
  package init?(datagram: [UInt8], _ key: ReportKey) {
    guard datagram.count == Self.datagramBytes, datagram.starts(with: Self.magic) else {
      return nil
    }
    let message = Array(datagram.dropLast(Self.signatureBytes))
    let signature = key.signature(of: message).prefix(Self.signatureBytes)
    guard isSame(Array(signature), Array(datagram.suffix(Self.signatureBytes))) else { return nil }
    let numbers = (0..<10).map { index in
      (0..<8).reduce(0) { $0 | Int(message[Self.magic.count + 8 * index + $1]) << (8 * $1) }
    }
    guard let phase = JobPhase(rawValue: numbers[2]), numbers.allSatisfy({ $0 >= 0 }) else {
      return nil
    }
    self.init(rank: numbers[0])
    (number, self.phase, bytes, rows) = (numbers[1], phase, numbers[3], numbers[4])
    (usage.memory, usage.peakMemory) = (numbers[5], numbers[6])
    (usage.processorNanoseconds, deviceMilliseconds) = (numbers[7], numbers[8])
    isEnding = numbers[9] == 1
  }
}

/// The key by which the reports of a job's ranks are signed.
///
/// Krawczyk, Bellare and Canetti, *HMAC: Keyed-Hashing for Message Authentication*, RFC 2104 (1997), with SHA-256.
package struct ReportKey: Sendable, Equatable {
  /// Its bytes.
  package let bytes: [UInt8]

  /// A new key: 32 bytes that nobody can guess.
  package init() {
    var source = SystemRandomNumberGenerator()
    bytes = (0..<32).map { _ in UInt8.random(in: 0...255, using: &source) }
  }

  /// A key that was sent.
  ///
  /// - Parameter bytes: at most 64 bytes.
  package init(bytes: [UInt8]) {
    precondition(bytes.count <= 64, "a longer key would have to be hashed")
    self.bytes = bytes
  }

  /// The signature of a message: 32 bytes.
  func signature(of message: [UInt8]) -> [UInt8] {
    let padded = bytes + [UInt8](repeating: 0, count: 64 - bytes.count)
    let inner = SHA256.hash(padded.map { $0 ^ 0x36 } + message)
    return SHA256.hash(padded.map { $0 ^ 0x5C } + inner)
  }
}

/// Whether two texts are the same, found out in a time that doesn't tell where they differ.
func isSame(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  guard left.count == right.count else { return false }
  return zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
}
