/// Options of a command that belong together, for help and the manual.
package struct OptionGroup: Sendable {
  /// What they are about, such as `Rows and columns`.
  package let title: String

  /// The names of those that the short help explains, such as `--column`, in order.
  package let names: [String]

  /// The names of those that it only names, as few need them.
  package let otherNames: [String]

  /// Groups options.
  package init(_ title: String, _ names: [String], others: [String] = []) {
    (self.title, self.names, otherNames) = (title, names, others)
  }

  /// Options of a command, with what they are known by.
  struct Members {
    let title: String
    let shown: [ArgumentFacts]
    let others: [ArgumentFacts]

    /// All of them.
    var all: [ArgumentFacts] { shown + others }
  }

  /// Sorts the options of a command into groups.
  ///
  /// - Parameters:
  ///   - options: the options that help shows.
  ///   - groups: the groups; a name that the command doesn't have is passed over, so that commands can share groups.
  /// - Returns: the groups that have options. Those that are in none are named in the last one.
  static func members(of options: [ArgumentFacts], in groups: [OptionGroup]) -> [Members] {
    var rest = options
    func taking(_ names: [String]) -> [ArgumentFacts] {
      names.compactMap { name in
        rest.firstIndex { $0.isCalled(name) }.map { rest.remove(at: $0) }
      }
    }
    var members = groups.map { group in
      Members(
        title: group.title, shown: taking(group.names), others: taking(group.otherNames))
    }
    members.removeAll { $0.all.isEmpty }
    if !rest.isEmpty { members.append(Members(title: "Also", shown: [], others: rest)) }
    return members
  }
}

extension ArgumentFacts {
  /// Whether it has a name, which is given with its dashes.
  fileprivate func isCalled(_ name: String) -> Bool {
    (names ?? []).contains { $0.text == name }
  }
}
