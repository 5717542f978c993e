/// Where rows come from as they are written.
public enum LiveSource: Sendable, Hashable, CustomStringConvertible {
  /// Standard input.
  case standardInput
  /// A file that grows, and may be replaced by a new one of its name.
  case file(String)
  /// A folder into which files are moved.
  case folder(String)
  /// A server that is connected to.
  case connection(host: String, port: Int)
  /// Whoever connects to a port of this host; on all its addresses, or on one.
  case listener(host: String?, port: Int)
  /// A topic of Kafka.
  case topic(KafkaTopic)

  /// Reads what a user writes.
  ///
  /// Nil if the port is missing, or is none, or a topic has no name that Kafka knows.
  ///
  /// - Parameter text: `-`, `tcp://host:port`, `listen://:port`, `listen://address:port`, `kafka://host/topic`, or a
  ///   path. What ends in a slash is a folder.
  public init?(_ text: String) {
    if text == "-" {
      self = .standardInput
    } else if text.hasPrefix("tcp://") {
      guard let (host, port) = Self.address(text.dropFirst(6)), !host.isEmpty else { return nil }
      self = .connection(host: host, port: port)
    } else if text.hasPrefix("listen://") {
      guard let (host, port) = Self.address(text.dropFirst(9)) else { return nil }
      self = .listener(host: host.isEmpty ? nil : host, port: port)
    } else if text.hasPrefix("kafka://") {
      guard let topic = KafkaTopic(text.dropFirst(8)) else { return nil }
      self = .topic(topic)
    } else if text.isEmpty {
      return nil
    } else {
      self = text.hasSuffix("/") ? .folder(text) : .file(text)
    }
  }

  /// A host, which stands in brackets if it has colons, and a port.
  static func address(_ text: Substring) -> (host: String, port: Int)? {
    guard let colon = text.lastIndex(of: ":"),
      let port = Int(text[text.index(after: colon)...]), (0...65_535).contains(port)
    else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    return (String(host), port)
  }

  /// What it is called in messages.
  public var description: String {
    switch self {
    case .standardInput: "standard input"
    case .file(let path), .folder(let path): path
    case .connection(let host, let port): "tcp://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    case .listener(let host, let port): "listen://\(host ?? ""):\(port)"
    case .topic(let topic): "\(topic)"
    }
  }

  /// Whether what was read once can be read again, after a restart.
  public var isReadableAgain: Bool {
    switch self {
    case .file, .folder, .topic: true
    case .standardInput, .connection, .listener: false
    }
  }
}
