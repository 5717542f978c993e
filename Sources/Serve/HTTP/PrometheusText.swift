/// Writes measurements in Prometheus's text format, version 0.0.4.
package struct PrometheusText {
  /// What has been written.
  package private(set) var text = ""

  /// The type of the format.
  package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  /// Nothing written yet.
  package init() {}

  /// Writes a measurement of several things, each with its labels.
  ///
  /// - Parameters:
  ///   - name: its name.
  ///   - type: `gauge` or `counter`.
  ///   - help: what it is.
  ///   - values: the labels and the value of each; those without a value are left out.
  package mutating func add(
    _ name: String, _ type: String, _ help: String,
    _ values: [(labels: [(name: String, value: String)], value: Double?)]
  ) {
    text += Self.header(name, type, help)
    for (labels, value) in values {
      guard let value else { continue }
      let list = labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
      let whole = Int(exactly: value).map { "\($0)" }
      text += "\(name)\(list.isEmpty ? "" : "{\(list)}") \(whole ?? value.description)\n"
    }
  }

  /// The lines before a measurement.
  static func header(_ name: String, _ type: String, _ help: String) -> String {
    "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
  }

  /// The value of a label: what would end it is written with a backslash.
  private static func escaped(_ value: String) -> String {
    var text = ""
    for character in value {
      switch character {
      case "\\": text += "\\\\"
      case "\"": text += "\\\""
      case "\n", "\r\n": text += "\\n"
      default: text.append(character)
      }
    }
    return text
  }
}
