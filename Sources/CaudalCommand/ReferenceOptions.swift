import ArgumentParser
import Caudal

/// The columns of a command: `ValorObservado`, `3`, `A,"b,c"`, `3-6`, `temp*`, `!notes`, or `*` for every one that has
/// numbers.
struct ColumnOption: ExpressibleByArgument {
  let selection: ColumnSelection
  let columns: [ColumnReference]
  private let picks: [ColumnPick]

  /// What an option means that is given several times: all columns, in the order in which they are given.
  ///
  /// - Parameter options: what was given.
  /// - Returns: the columns; nil if nothing was given. Of several texts none stands as a whole for a
  ///   column whose name has a comma.
  static func selection(_ options: [ColumnOption]) -> ColumnSelection? {
    guard let first = options.first else { return nil }
    if options.count == 1 { return first.selection }
    let picks = options.flatMap(\.picks)
    return picks.allSatisfy(\.isColumn)
      ? ColumnSelection(options.flatMap(\.columns)) : ColumnSelection(picks: picks)
  }

  /// Reads a list of columns. A text that is as a whole the name of a column stands for that one.
  init(argument text: String) {
    columns = ListOption.items(of: text).map { ColumnReference(ListOption.unquoted($0)) }
    picks = ListOption.items(of: text).map { ColumnPick($0) }
    if text == "*" {
      selection = .named(text, otherwise: .everyNumericColumn)
    } else if !picks.allSatisfy(\.isColumn) {
      selection = .named(text, otherwise: ColumnSelection(picks: picks))
    } else if columns.count == 1, !text.contains("\"") {
      selection = ColumnSelection(columns)
    } else {
      selection = .named(text, otherwise: ColumnSelection(columns))
    }
  }
}

extension ColumnPick {
  /// Whether it is nothing but a column.
  fileprivate var isColumn: Bool { if case .column = self { true } else { false } }

  /// Reads an item of a list: what stands in quotes is a name.
  fileprivate init(_ item: String) {
    if item.count > 1, item.hasPrefix("!") {
      self = .but(ColumnPick(ListOption.trimmed(item.dropFirst())))
      return
    }
    let parts = item.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    if parts.count == 2, let first = parts[0], let last = parts[1], first <= last {
      self = .range(first...last, text: item)
    } else if item.first != "\"", item.contains(where: { "*?".contains($0) }) {
      self = .like(item)
    } else {
      self = .column(ColumnReference(ListOption.unquoted(item)))
    }
  }
}

/// The keys of a command: `Departamento,month(FechaObservacion)`.
struct KeyOption: ExpressibleByArgument {
  let selection: KeySelection
  private let keys: [KeyReference]

  /// What an option means that is given several times: all keys, in the order in which they are given.
  ///
  /// - Parameter options: what was given.
  /// - Returns: the keys; nil if nothing was given.
  static func selection(_ options: [KeyOption]) -> KeySelection? {
    guard let first = options.first else { return nil }
    return options.count == 1 ? first.selection : KeySelection(options.flatMap(\.keys))
  }

  /// Reads a list of keys. A text that is as a whole the name of a column stands for that one, and so
  /// does each item.
  init(argument text: String) {
    keys = ListOption.items(of: text).map(Self.key)
    selection =
      keys.count == 1 && !text.contains("\"")
      ? KeySelection(keys) : .named(text, otherwise: KeySelection(keys))
  }

  private static func key(_ item: String) -> KeyReference {
    let column = KeyReference.column(ColumnReference(ListOption.unquoted(item)))
    guard item.last == ")", let open = item.firstIndex(of: "(") else { return column }
    let content = item[item.index(after: open)...].dropLast()
    let function = item[..<open].lowercased()
    if function == "bin" { return bin(of: content).map { .named(item, otherwise: $0) } ?? column }
    guard let part = DatePart(rawValue: function) else { return column }
    return .named(item, otherwise: .part(part, of: reference(content)))
  }

  /// The spans of time that `Fecha, 15 min` means.
  private static func bin(of content: Substring) -> KeyReference? {
    guard let comma = content.lastIndex(of: ","),
      let bin = DateBin(ListOption.trimmed(content[content.index(after: comma)...]))
    else { return nil }
    return .bin(bin, of: reference(content[..<comma]))
  }

  private static func reference(_ text: Substring) -> ColumnReference {
    ColumnReference(ListOption.unquoted(ListOption.trimmed(text)))
  }
}

/// A list as it is typed: items with commas between them, and blanks around them that mean nothing.
///
/// An item, or the name in its parentheses, may stand in double quotes as a field of a CSV file does,
/// and then have commas in it; a quote inside is doubled. A quote elsewhere, or one that is never
/// closed, is a character like others.
enum ListOption {
  /// The items, in order; at least one, which may be empty.
  static func items(of text: String) -> [String] {
    var items: [String] = []
    var start = text.startIndex
    var index = start
    var mayOpenQuote = true
    // A comma in bin(Fecha, 15 min) doesn't divide items.
    var isInBin = false
    while index < text.endIndex {
      if mayOpenQuote, let close = closingQuote(in: text[index...]) {
        index = text.index(after: close)
        mayOpenQuote = false
        continue
      }
      switch text[index] {
      case "," where isInBin: mayOpenQuote = false
      case ",":
        items.append(trimmed(text[start..<index]))
        start = text.index(after: index)
        mayOpenQuote = true
      case "(":
        mayOpenQuote = true
        isInBin =
          trimmed(text[start..<index]).lowercased() == "bin" && text[index...].contains(")")
      case ")": isInBin = false
      case let character: mayOpenQuote = mayOpenQuote && isBlank(character)
      }
      index = text.index(after: index)
    }
    return items + [trimmed(text[start...])]
  }

  /// The content of an item that stands in quotes; any other item itself.
  static func unquoted(_ item: String) -> String {
    guard let close = closingQuote(in: item[...]), item.index(after: close) == item.endIndex else {
      return item
    }
    var content = ""
    var isSecond = false
    for character in item[item.index(after: item.startIndex)..<close] {
      isSecond = character == "\"" && !isSecond
      if !isSecond { content.append(character) }
    }
    // The names of columns have no blanks around them either.
    return trimmed(content[...])
  }

  /// The text without blanks at its ends.
  static func trimmed(_ text: Substring) -> String {
    var text = text
    while let first = text.first, isBlank(first) { text.removeFirst() }
    while let last = text.last, isBlank(last) { text.removeLast() }
    return String(text)
  }

  /// Where the quotes end that a text begins with; nil if it doesn't begin with any, or something
  /// follows them that doesn't belong to a list.
  private static func closingQuote(in text: Substring) -> Substring.Index? {
    guard text.first == "\"" else { return nil }
    var index = text.index(after: text.startIndex)
    while index < text.endIndex {
      let next = text.index(after: index)
      if text[index] != "\"" {
        index = next
      } else if next < text.endIndex, text[next] == "\"" {
        index = text.index(after: next)
      } else {
        let rest = text[next...].first { !isBlank($0) }
        return rest.map { ",)".contains($0) } ?? true ? index : nil
      }
    }
    return nil
  }

  private static func isBlank(_ character: Character) -> Bool {
    character == " " || character == "\t"
  }
}
