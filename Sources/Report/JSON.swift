import Algorithms
import Vocabulary

/// A JSON value whose objects keep the order of their keys.
enum JSON {
  case null
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  /// A number as a text of digits.
  case digits(String)
  case string(String)
  case array([JSON])
  case object([(key: String, value: JSON)])

  /// A number, or null where there is none or it is not finite.
  static func optional(_ value: Double?) -> JSON {
    guard let value, value.isFinite else { return .null }
    return .number(value)
  }

  /// The value as text. A list of lists takes a line for each item; other lists take one line.
  var text: String { text(indent: "") }

  /// The value as text in one line.
  var line: String {
    switch self {
    case .null, .boolean, .integer, .number, .digits, .string: text
    case .array(let values): "[" + values.map(\.line).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.map { "\(Self.quoted($0.key)): \($0.value.line)" }.joined(separator: ", ") + "}"
    }
  }

  /// An object as a document, in parts: one of its members is a list that may be too long to be held
  /// as one text.
  ///
  /// - Parameters:
  ///   - members: the members before the list.
  ///   - name: the list's key.
  ///   - items: the list's items.
  ///   - rest: the members behind the list.
  /// - Returns: texts that make up the document, its last line ended.
  static func document(
    _ members: [(key: String, value: JSON)], list name: String,
    _ items: some Collection<JSON>, _ rest: [(key: String, value: JSON)]
  ) -> some Sequence<String> {
    func lines(_ members: [(key: String, value: JSON)]) -> [String] {
      members.map { "\n  \(quoted($0.key)): \($0.value.text(indent: "  "))" }
    }
    let before = (lines(members) + ["\n  \(quoted(name)): ["]).joined(separator: ",")
    let after = (["\n  ]"] + lines(rest)).joined(separator: ",")
    let parts = items.lazy.enumerated().lazy.map { index, item in
      (index == 0 ? "\n    " : ",\n    ") + item.text(indent: "    ")
    }
    let end = (items.isEmpty ? String(after.dropFirst(3)) : after) + "\n}\n"
    return chain(chain(["{" + before], parts), [end])
  }

  private func text(indent: String) -> String {
    let inner = indent + "  "
    switch self {
    case .null: return "null"
    case .boolean(let value): return String(value)
    case .integer(let value): return String(value)
    case .number(let value): return value.shortText
    case .digits(let text): return text
    case .string(let value): return Self.quoted(value)
    case .array(let values):
      let items = values.map { $0.text(indent: inner) }
      return Self.list(items, "[", "]", isFlat: values.allSatisfy(\.isScalar), indent)
    case .object(let members):
      let items = members.map { "\(Self.quoted($0.key)): \($0.value.text(indent: inner))" }
      return Self.list(items, "{", "}", isFlat: members.allSatisfy(\.value.isScalar), indent)
    }
  }

  private var isScalar: Bool {
    switch self {
    case .null, .boolean, .integer, .number, .digits, .string: true
    case .array, .object: false
    }
  }

  private static func list(
    _ items: [String], _ open: String, _ close: String, isFlat: Bool, _ indent: String
  ) -> String {
    if isFlat { return open + items.joined(separator: ", ") + close }
    let lines = items.map { "\n\(indent)  \($0)" }
    return open + lines.joined(separator: ",") + "\n\(indent)" + close
  }

  /// A text in quotes, escaped where JSON must be, and where a terminal would obey it or turn the
  /// text round: DEL, U+0080 to U+009F, U+2028, U+2029 and marks of direction (see
  /// ``Unicode/Scalar/isCommand``). Readers get the same text.
  private static func quoted(_ text: String) -> String {
    var output = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case "\n": output += "\\n"
      case "\r": output += "\\r"
      case "\t": output += "\\t"
      case _ where scalar.isCommand:
        let digits = String(scalar.value, radix: 16)
        output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output + "\""
  }
}
