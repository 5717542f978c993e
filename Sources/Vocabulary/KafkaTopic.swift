/// A topic of Kafka as a user names it: `kafka://host/topic`.
///
/// ```swift
/// KafkaTopic("one:9092,two:9092/readings?from=latest")
/// ```
///
/// Behind a question mark stand, divided by `&`: `from=latest` or `from=earliest`; `header=time,station,v`, the names
/// of the columns, where no message has them; `config=client.properties`, a file of settings of librdkafka, such as
/// those of encryption and of who one is. Their values are percent-decoded.
public struct KafkaTopic: Sendable, Hashable, CustomStringConvertible {
  /// From where partitions are read of which nothing has been read.
  public enum Start: String, Sendable, Hashable {
    /// The oldest message that is there.
    case earliest
    /// The first message that comes.
    case latest
  }

  /// The brokers that are asked for all others, at least one: hosts with their ports.
  public var brokers: [String]

  /// Its name.
  public var name: String

  /// From where it is read at first.
  public var start = Start.earliest

  /// The row that names the columns; nil if the first message begins with it, or there is none.
  public var header: String?

  /// The file of settings; nil for none.
  public var settings: String?

  /// The port that a broker has unless another one is named.
  private static let standardPort = 9092

  /// Names a topic.
  ///
  /// - Parameters:
  ///   - name: its name.
  ///   - brokers: hosts with their ports, at least one.
  public init(_ name: String, at brokers: [String]) {
    precondition(!brokers.isEmpty, "a topic is somewhere")
    (self.name, self.brokers) = (name, brokers)
  }

  /// Reads what a user writes behind `kafka://`; nil if it makes no sense.
  ///
  /// - Parameter text: brokers, divided by commas, a slash, and a topic; then settings, if there are any.
  public init?(_ text: Substring) {
    let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard let slash = parts[0].firstIndex(of: "/") else { return nil }
    name = String(parts[0][parts[0].index(after: slash)...])
    guard Self.isName(name) else { return nil }
    brokers = []
    for broker in parts[0][..<slash].split(separator: ",", omittingEmptySubsequences: false) {
      guard let broker = Self.broker(broker) else { return nil }
      brokers.append(broker)
    }
    guard parts.count == 2 else { return }
    for setting in parts[1].split(separator: "&", omittingEmptySubsequences: false) {
      guard take(setting) else { return nil }
    }
  }

  /// Whether Kafka lets a topic have a name.
  private static func isName(_ name: String) -> Bool {
    let isKnown = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "-"):
        true
      default: false
      }
    }
    return isKnown && (1...249).contains(name.utf8.count) && name != "." && name != ".."
  }

  /// A host with its port; nil if it is none.
  private static func broker(_ text: Substring) -> String? {
    // Within brackets colons are a part of the address.
    let hasPort = text.hasSuffix("]") ? false : text.contains(":")
    let whole = hasPort ? text : text + ":\(standardPort)"
    guard let (host, port) = LiveSource.address(whole), port > 0, !host.isEmpty,
      !host.contains("@"), !host.contains(where: \.isWhitespace)
    else { return nil }
    return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }

  /// Takes a setting.
  ///
  /// - Returns: whether it makes sense.
  private mutating func take(_ setting: Substring) -> Bool {
    let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let value = parts[1].percentDecoded, !value.isEmpty else {
      return false
    }
    switch parts[0] {
    case "from":
      guard let start = Start(rawValue: value) else { return false }
      self.start = start
    case "header":
      guard !value.utf8.contains(where: { [0, 0x0A, 0x0D].contains($0) }) else { return false }
      header = value
    case "config": settings = value
    default: return false
    }
    return true
  }

  /// What it is called in messages.
  public var description: String { "kafka://\(brokers.joined(separator: ","))/\(name)" }

  /// What tells how it is read, for those who must know whether it is still the same.
  package var reading: String { "\(start.rawValue) \(header ?? "")" }
}
