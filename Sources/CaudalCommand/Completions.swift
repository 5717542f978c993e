import ArgumentParser
import Caudal

/// What a shell offers when a user presses Tab behind an option.
///
/// The scripts of the shells are made by the argument parser. For values that aren't a fixed list they ask this program.
extension CompletionKind {
  /// Names of a list, of which several may be given, divided by commas.
  static func list(of names: [String]) -> CompletionKind {
    .custom { _, _, typed in ListCompletion.candidates(names, behind: typed) }
  }

  /// Names of columns of the file that stands on the command line, divided by commas.
  static let columns = columns { $0.contains(",") }

  /// The same where a column may stand in something that is computed: other names than words are quoted.
  static let values = columns { name in
    name.first?.isNumber != false || !name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
  }

  private static func columns(
    _ isQuoted: @escaping @Sendable (_ name: String) -> Bool
  ) -> CompletionKind {
    .custom { words, place, typed in
      guard let file = ListCompletion.file(in: words, before: place) else { return [] }
      let names = ColumnNames.ofFile(at: file).filter(ListCompletion.isOneLine)
        .map { isQuoted($0) ? "\"\($0)\"" : $0 }
      return ListCompletion.candidates(names, behind: typed)
        .map { ListCompletion.literal($0, for: CompletionShell.requesting) }
    }
  }
}

extension StatisticList {
  static var defaultCompletionKind: CompletionKind { .list(of: allValueStrings) }
}

extension ColumnOption {
  static var defaultCompletionKind: CompletionKind { .columns }
}

extension KeyOption {
  static var defaultCompletionKind: CompletionKind { .columns }
}

extension SourceOption {
  static var defaultCompletionKind: CompletionKind { .file() }
}

/// A list that is being typed.
enum ListCompletion {
  /// What may stand instead of what has been typed.
  ///
  /// - Parameters:
  ///   - names: what may be in the list.
  ///   - typed: the list so far, the last name begun or not.
  /// - Returns: the list with each name that isn't in it yet.
  static func candidates(_ names: [String], behind typed: String) -> [String] {
    let given = ListOption.items(of: typed)
    let begun = given.last ?? ""
    let before = String(typed.dropLast(begun.count))
    let taken = Set(given.dropLast())
    return names.filter { !taken.contains($0) && $0.hasPrefix(begun) }.map { before + $0 }
  }

  /// The file that a command line names: the first word that is neither an option nor the value of one.
  ///
  /// - Parameters:
  ///   - words: the command line, the program and its command first.
  ///   - place: where the word stands that is being typed.
  /// - Returns: the file's path; nil if there is none yet.
  static func file(in words: [String], before place: Int) -> String? {
    var isValue = false
    for (number, word) in words.enumerated().dropFirst(2) {
      defer { isValue = RepeatedOptions.takesNext(word) }
      if !isValue, number != place, !word.isEmpty, !word.hasPrefix("-") { return word }
    }
    return nil
  }

  /// Whether a name can be offered: a line for each is all that shells are told.
  static func isOneLine(_ name: String) -> Bool {
    !name.isEmpty && name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
  }

  /// What tells a shell to offer just these characters.
  ///
  /// Names come from files, which may be anybody's. The script for bash has each line expanded (`compgen -W`), so that a
  /// column called `$(reboot)` would be run; that for zsh takes what follows a colon for an explanation.
  ///
  /// - Parameters:
  ///   - candidate: the characters, none of them a control character.
  ///   - shell: the shell that asks; nil if nobody knows.
  /// - Returns: them, those escaped that mean something else.
  static func literal(_ candidate: String, for shell: CompletionShell?) -> String {
    func escaping(_ isSpecial: (Character) -> Bool) -> String {
      candidate.reduce(into: "") { $0 += isSpecial($1) ? "\\\($1)" : "\($1)" }
    }
    return switch shell {
    case .bash: escaping { $0.isASCII && !$0.isLetter && !$0.isNumber }
    case .zsh: escaping { $0 == ":" || $0 == "\\" }
    default: candidate
    }
  }
}
