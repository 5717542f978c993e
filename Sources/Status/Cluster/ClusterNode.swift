import Glibc
import Serve

/// A machine, or a container, on which ranks run.
package struct ClusterNode: Sendable, Equatable {
  /// What is known of whether it is there.
  package enum State: String, Sendable {
    /// It answers.
    case up
    /// It doesn't answer.
    case silent
    /// Nobody has asked it.
    case unknown
  }

  /// Its name, as jobs call their hosts; its address as long as it hasn't said its name.
  package var name: String
  package var address: String?
  package var state: State

  /// A node.
  package init(name: String, address: String? = nil, state: State) {
    self.name = name
    self.address = address
    self.state = state
  }

  /// Writes what is known of it, and of its jobs.
  func write(to json: inout JSONText, _ jobs: [JobRecord]) {
    let own = jobs.filter { $0.hosts.contains(name) }
    json.object { json in
      json.member("name", name)
      json.member("address", address)
      json.member("state", state.rawValue)
      json.member("running", own.count { $0.state == .running })
      json.member("jobs", own.count)
      json.member("last_job", own.map(\.start).max())
    }
  }
}

/// How the nodes of a cluster are found.
package enum NodeSource: Sendable, Equatable {
  /// Those whose addresses a name has, such as `tasks.ranks` in a Swarm; each greets at a port.
  case named(String, port: Int)

  /// Those of a batch job.
  case listed([String])

  /// This host.
  case here(String)

  /// What it is called in the document.
  var name: String {
    switch self {
    case .named: "name"
    case .listed: "batch job"
    case .here: "this host"
    }
  }

  /// Reads a name and maybe a port, as in `tasks.ranks:2222`; nil if it is neither. Without a port it is that of ssh.
  package init?(name text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 2, let name = parts.first, !name.isEmpty,
      !name.contains(where: { $0 == " " || $0 == "/" })
    else { return nil }
    guard parts.count == 2 else {
      self = .named(String(name), port: 22)
      return
    }
    guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(parts[1]),
      (1...65_535).contains(port)
    else { return nil }
    self = .named(String(name), port: port)
  }

  /// The names that a list of Slurm stands for: `node[1-3,07],gpu2` is node1, node2, node3, node07, gpu2.
  ///
  /// - Parameter text: the list, as `SLURM_JOB_NODELIST` has it.
  /// - Returns: the names in their order, at most 10,000; nil if it is no list.
  package static func names(ofSlurmList text: String) -> [String]? {
    var names: [String] = []
    var prefixes = [""]
    var rest = text[...]
    while let first = rest.first {
      rest = rest.dropFirst()
      switch first {
      case ",":
        names += prefixes
        prefixes = [""]
      case "[":
        guard let end = rest.firstIndex(of: "]"), let numbers = numbers(rest[..<end]) else {
          return nil
        }
        prefixes = prefixes.flatMap { prefix in numbers.map { prefix + $0 } }
        rest = rest[rest.index(after: end)...]
      case "]", " ": return nil
      default: prefixes = prefixes.map { $0 + String(first) }
      }
      guard names.count + prefixes.count <= 10_000 else { return nil }
    }
    names += prefixes
    return names.contains("") ? nil : names
  }

  /// The numbers of `1-3,07`, each with the digits that the first of its range has.
  private static func numbers(_ text: Substring) -> [String]? {
    var numbers: [String] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false)
      guard let first = ends.first.flatMap({ Int($0) }), let last = ends.last.flatMap({ Int($0) }),
        ends.count <= 2, first >= 0, first <= last, last - first < 10_000
      else { return nil }
      numbers += (first...last).map { number in
        let digits = String(number)
        return String(repeating: "0", count: max(0, ends[0].count - digits.count)) + digits
      }
    }
    return numbers
  }
}
