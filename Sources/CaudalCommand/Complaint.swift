import ArgumentParser

/// A complaint of the argument parser in the style of all other messages: one sentence, and where to
/// read on.
struct Complaint {
  /// The sentence, on one line.
  let sentence: String

  /// The line that follows it.
  let reference: String

  /// Rewords a complaint.
  ///
  /// - Parameters:
  ///   - message: what the argument parser says: sentences, and perhaps a list of lines with dashes.
  ///   - arguments: what was typed behind the program's name.
  init(_ message: String, about arguments: some Sequence<String>) {
    let lines = message.split(separator: "\n").map { ListOption.trimmed($0) }
    let items = lines.filter { $0.hasPrefix("- ") }.map { String($0.dropFirst(2)) }
    let text = lines.filter { !$0.hasPrefix("- ") }.joined(separator: " ")
    sentence = Self.joined(items.isEmpty ? text : "\(text) \(items.joined(separator: ", "))")
    let names = CaudalCommand.configuration.subcommands.map { $0.configuration.commandName }
    let command = arguments.first { names.contains($0) }.map { " \($0)" } ?? ""
    reference = "  see caudal\(command) --help"
  }

  /// Makes one sentence of two, without a capital letter and a point.
  private static func joined(_ text: String) -> String {
    var sentence = ""
    var rest = text[...]
    while let character = rest.first {
      if let opening = [". Please ", ". Did you "].first(where: { rest.hasPrefix($0) }) {
        sentence += "; " + opening.dropFirst(2).lowercased()
        rest = rest.dropFirst(opening.count)
      } else {
        sentence += sentence.isEmpty ? character.lowercased() : String(character)
        rest = rest.dropFirst()
      }
    }
    if sentence.last == "." { sentence.removeLast() }
    return sentence
  }
}
