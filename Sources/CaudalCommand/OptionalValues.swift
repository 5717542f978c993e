import Report

/// Options that may stand alone, which the argument parser doesn't know: `--explain` is `--explain=text`.
struct OptionalValues {
  /// Such options, with the values that may follow them, of which the first is meant where none does.
  private static let options = ["--explain": PlanFormat.allCases.map(\.rawValue)]

  /// Arguments in which every such option has its value, and negative numbers are told from options: `--top=-1`.
  ///
  /// A word that follows is taken for the value only if it can be one: in `--explain data.csv` it is a file. A file
  /// whose name is such a word stands somewhere else, or behind `--explain=text`.
  ///
  /// - Parameter arguments: what was typed behind the program's name.
  /// - Returns: the same with `--explain=json` for `--explain json`.
  static func completed(_ arguments: some Sequence<String>) -> [String] {
    var rest = Array(arguments)[...]
    var completed: [String] = []
    while let argument = rest.popFirst() {
      completed.append(argument)
      if argument == "--" { break }
      if let values = options[argument] {
        let isValue = rest.first.map(values.contains) ?? false
        completed[completed.count - 1] += "=" + (isValue ? rest.removeFirst() : values[0])
      } else if RepeatedOptions.takesNext(argument), let value = rest.popFirst() {
        // What follows is a value, whatever it looks like; the parser takes a negative number for an option.
        if argument.hasPrefix("--"), isNegative(value) {
          completed[completed.count - 1] += "=" + value
        } else {
          completed.append(value)
        }
      }
    }
    return completed + rest
  }

  private static func isNegative(_ value: String) -> Bool {
    value.hasPrefix("-") && value.dropFirst().first.map { $0.isNumber || $0 == "." } == true
  }
}
