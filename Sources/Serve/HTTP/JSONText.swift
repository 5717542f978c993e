/// Writes JSON (RFC 8259), with a space behind commas and colons as old clients have seen it.
package struct JSONText {
  /// What has been written.
  package private(set) var bytes: [UInt8] = []

  /// Nothing written yet.
  package init() {}

  /// Whether the next value of the innermost list or object needs no comma before it.
  private var isFirst = true

  /// Writes an object, whose members the closure writes.
  package mutating func object(_ members: (inout JSONText) -> Void) {
    enclosed("{", members, "}")
  }

  /// Writes a list, whose elements the closure writes.
  package mutating func list(_ elements: (inout JSONText) -> Void) {
    enclosed("[", elements, "]")
  }

  /// Writes an element of a list.
  package mutating func element(_ write: (inout JSONText) -> Void) {
    separate()
    write(&self)
  }

  /// Writes a member whose value the closure writes.
  package mutating func member(_ name: String, _ write: (inout JSONText) -> Void) {
    separate()
    string(name)
    append(": ")
    write(&self)
  }

  /// Writes a member that is a text, or null.
  package mutating func member(_ name: String, _ value: String?) {
    member(name) { json in
      if let value { json.string(value) } else { json.append("null") }
    }
  }

  /// Writes a member that is a whole number.
  package mutating func member(_ name: String, _ value: Int) {
    member(name) { $0.append("\(value)") }
  }

  /// Writes a member that is a number.
  package mutating func member(_ name: String, _ value: Double) {
    member(name) { $0.number(value) }
  }

  /// Writes a member that is a number, or null.
  package mutating func member(_ name: String, _ value: Double?) {
    member(name, value ?? .nan)
  }

  /// Writes a member that is a whole number, or null.
  package mutating func member(_ name: String, _ value: Int?) {
    member(name) { $0.append(value.map { "\($0)" } ?? "null") }
  }

  /// Writes a member that is a list of texts.
  package mutating func member(_ name: String, _ values: [String]) {
    member(name) { json in
      json.list { json in for value in values { json.element { $0.string(value) } } }
    }
  }

  /// Writes a member that is a list of numbers.
  package mutating func member(_ name: String, _ values: [Double]) {
    member(name) { json in
      json.list { json in for value in values { json.element { $0.number(value) } } }
    }
  }

  /// Writes the shortest decimal that reads back as a number; null for one that isn't finite, as JSON
  /// has none of these.
  package mutating func number(_ value: Double) {
    append(value.isFinite ? value.description : "null")
  }

  /// Writes a text in quotation marks.
  package mutating func string(_ text: String) {
    append("\"")
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): append("\\\"")
      case UInt8(ascii: "\\"): append("\\\\")
      case 0..<0x20:
        let digits = String(byte, radix: 16)
        append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
      default: bytes.append(byte)
      }
    }
    append("\"")
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func separate() {
    if !isFirst { append(", ") }
    isFirst = false
  }

  private mutating func enclosed(
    _ open: String, _ write: (inout JSONText) -> Void, _ close: String
  ) {
    append(open)
    isFirst = true
    write(&self)
    isFirst = false
    append(close)
  }
}
