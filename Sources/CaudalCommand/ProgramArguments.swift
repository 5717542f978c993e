import CSV

/// What was typed behind the program's name.
enum ProgramArguments {
  /// The words of the command line, the program's name first.
  ///
  /// Names of files needn't be UTF-8: a word keeps all its bytes; see `String.init(path:)`.
  static let words: [String] = {
    // Sound: the system ends each word with a zero, and the list with nil; nobody changes them.
    (0..<Int(CommandLine.argc)).compactMap { index in
      unsafe CommandLine.unsafeArgv[index].map { unsafe String(path: $0) }
    }
  }()

  /// The words as the argument parser takes them.
  static let completed = ManyFiles.packed(OptionalValues.completed(words.dropFirst()))
}

/// Names of many files as one argument.
///
/// The argument parser looks through all arguments for each: 20,000 names, which a shell makes of `*.csv`, took it
/// half a minute. No argument has a zero, so zeros stand between the names.
enum ManyFiles {
  private static let mark = "\0"

  /// So few names are left as they are.
  private static let few = 64

  /// The commands that read any number of files.
  private static let commands: Set<String> = [
    "describe", "report", "columns", "head", "frequency", "select", "forecast",
  ]

  /// Makes one argument of the names of files, if they are many.
  ///
  /// - Parameter arguments: what was typed behind the program's name, every value of an option known as
  ///   ``OptionalValues`` leaves it.
  /// - Returns: the arguments, with one for all names in the place of the last.
  /// - Complexity: O(arguments).
  static func packed(_ arguments: [String]) -> [String] {
    guard arguments.count > few, let command = arguments.first, commands.contains(command) else {
      return arguments
    }
    var (names, others): ([String], [String]) = ([], [])
    var rest = arguments.dropFirst()
    while let argument = rest.popFirst() {
      if argument == "--" {
        names += rest
        break
      }
      if !argument.hasPrefix("-") || argument == "-" {
        names.append(argument)
        continue
      }
      others.append(argument)
      if RepeatedOptions.takesNext(argument), let value = rest.popFirst() { others.append(value) }
    }
    guard names.count > few else { return arguments }
    // The mark in front is why none looks like an option.
    return [command] + others + [mark + names.joined(separator: mark)]
  }

  /// The names that were made one argument.
  ///
  /// - Parameter files: the arguments that are names of files.
  /// - Returns: the names.
  static func unpacked(_ files: [String]) -> [String] {
    files.flatMap { file in
      file.hasPrefix(mark)
        ? file.dropFirst().utf8.split(separator: 0, omittingEmptySubsequences: false).map {
          String(Substring($0))
        } : [file]
    }
  }
}
