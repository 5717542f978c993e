import Glibc
import Status

/// The token of a page, for those who must know it before.
enum StatusToken {
  /// The variable of the environment that says it.
  private static let variable = "CAUDAL_STATUS_TOKEN"

  /// The fewest characters of such a token.
  private static let length = 16

  /// The token that the environment gives; nil for a new one.
  static func given() throws(StatusMonitor.Failure) -> String? {
    guard let value = unsafe getenv(variable) else { return nil }
    let token = unsafe String(cString: value)
    guard !token.isEmpty else { return nil }
    let isPlain = token.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
        || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }
    guard isPlain, token.utf8.count >= length else {
      throw StatusMonitor.Failure(
        sentence: "\(variable) must have at least \(length) letters, digits, - or _.")
    }
    return token
  }
}
