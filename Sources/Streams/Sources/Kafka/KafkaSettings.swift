import CSV
import Glibc
import Vocabulary

/// The settings of librdkafka with which a topic is read.
struct KafkaSettings {
  /// Names and values, in the order in which they are set.
  let pairs: [(name: String, value: String, line: Int?)]

  private let file: String

  /// Puts together what the user's file says and what this program needs.
  ///
  /// - Parameter topic: the topic.
  /// - Throws: ``CaudalError`` if there is no such file, or a line of it makes no sense.
  init(_ topic: KafkaTopic) throws(CaudalError) {
    file = topic.settings ?? ""
    // What waits in the library, of each partition. The user may set it otherwise.
    let standard = [
      ("queued.max.messages.kbytes", "4096"), ("queued.min.messages", "20000"),
      ("client.id", "caudal"),
    ]
    // No group of consumers: how far it has come is in the checkpoint alone.
    let fixed = [
      ("bootstrap.servers", topic.brokers.joined(separator: ",")),
      ("enable.auto.commit", "false"), ("enable.auto.offset.store", "false"),
      ("auto.offset.reset", "error"), ("enable.partition.eof", "true"),
      ("allow.auto.create.topics", "false"),
    ]
    let own = try topic.settings.map { (path) throws(CaudalError) in try Self.read(path) } ?? []
    pairs =
      standard.map { ($0.0, $0.1, nil) } + own + fixed.map { ($0.0, $0.1, nil) }
  }

  /// Reads a file of lines such as `security.protocol=SASL_SSL`; those that begin with `#` are comments.
  private static func read(
    _ path: String
  ) throws(CaudalError) -> [(name: String, value: String, line: Int?)] {
    let descriptor = unsafe open(path.systemPath, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(of: path, errno, .noInput) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    while case .bytes(let more) = readAvailable(descriptor, atMost: 1 << 16) { bytes += more }
    var pairs: [(name: String, value: String, line: Int?)] = []
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      let text = trimmed(line)
      guard let first = text.first, first != UInt8(ascii: "#") else { continue }
      guard let mark = text.firstIndex(of: UInt8(ascii: "=")) else {
        throw CaudalError(
          .usage, "\(path): line \(number + 1) is no setting, such as security.protocol=SSL")
      }
      let parts = [text[..<mark], text[text.index(after: mark)...]]
        .map { String(decoding: trimmed($0), as: UTF8.self) }
      pairs.append((parts[0], parts[1], number + 1))
    }
    return pairs
  }

  private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let blanks = Array(" \t\r".utf8)
    var rest = text.drop { blanks.contains($0) }
    while let last = rest.last, blanks.contains(last) { rest = rest.dropLast() }
    return rest
  }

  /// Gives the settings to the library.
  ///
  /// - Parameters:
  ///   - settings: an object of the library.
  ///   - library: the library.
  /// - Throws: ``CaudalError`` if it doesn't know one.
  func apply(
    to settings: KafkaLibrary.Settings, of library: KafkaLibrary
  ) throws(CaudalError) {
    for (name, value, line) in pairs {
      var reason = [CChar](repeating: 0, count: 512)
      let code = unsafe library.set(settings, name, value, &reason, reason.count)
      if code == 0 { continue }
      let place = line.map { "\(file): line \($0): " } ?? ""
      throw CaudalError(.usage, place + String(cString: reason))
    }
  }
}

extension String {
  /// The text of C in an array, up to the byte that ends it.
  init(cString bytes: [CChar]) {
    self.init(
      decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
