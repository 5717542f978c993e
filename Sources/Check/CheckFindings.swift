import CSV
import MPI
import Ranks
import Vocabulary

extension Finding {
  /// Everything that is wrong with what was found: errors first, in the order of their exit codes.
  ///
  /// - Parameters:
  ///   - ranks: what each rank found out by itself, in rank order.
  ///   - links: what was measured between rank 0 and others.
  ///   - path: the file's path, if there is a file.
  /// - Returns: the findings; none if all is well.
  static func all(ranks: [RankFacts], links: [LinkFacts], path: String?) -> [Finding] {
    let findings =
      ofFile(ranks, path: path ?? "") + ofHosts(ranks) + ofNetworks(ranks)
      + ofReading(ranks) + ofLinks(links, ranks)
    let order: [CaudalError.Kind?] = [.noInput, .inputOutput, nil]
    return order.flatMap { kind in findings.filter { $0.errorKind == kind } }
  }

  /// Makes a finding about some ranks, whose hosts are theirs.
  init(_ kind: Kind, about ranks: [RankFacts], _ message: String) {
    var seen: Set<String> = []
    self.init(
      kind: kind, message: message,
      hosts: ranks.map(\.host).filter { seen.insert($0).inserted }, ranks: ranks.map(\.rank))
  }
}

// MARK: The file

extension Finding {
  private static func ofFile(_ ranks: [RankFacts], path: String) -> [Finding] {
    failures(ranks, path: path) + differences(ranks, path: path)
      + changes(ranks, path: path)
  }

  /// One finding for each host and reason for which the file can't be used there.
  private static func failures(_ ranks: [RankFacts], path: String) -> [Finding] {
    let failing = ranks.filter { $0.file?.failure != nil }
    let groups = grouped(failing) { Reason(host: $0.host, failure: $0.file?.failure) }
    let isEverywhere =
      failing.count == ranks.count && Set(failing.map(\.file?.failure)).count == 1
    if isEverywhere, let failure = failing.first?.file?.failure {
      let kind: Kind = failure.isOpening ? .fileMissing : .fileUnreadable
      return [Finding(kind, about: ranks, "\(path): \(failure.reason)")]
    }
    return groups.map { reason, group in
      let isOpening = reason.failure?.isOpening == true
      return Finding(
        isOpening ? .fileMissing : .fileUnreadable, about: group,
        subject(group, of: ranks) + " can't \(isOpening ? "open" : "read") \(path):"
          + " \(reason.failure?.reason ?? "")")
    }
  }

  private struct Reason: Hashable {
    let host: String
    let failure: FileFacts.Failure?
  }

  /// One finding for each host that sees another file than most ranks do.
  private static func differences(_ ranks: [RankFacts], path: String) -> [Finding] {
    let seeing = ranks.filter { $0.file != nil && $0.file?.failure == nil }
    let versions = grouped(seeing) { FileVersion($0.file) }
    let most = versions.map(\.members.count).max() ?? 0
    // Of several versions that equally many ranks see, the first rank's.
    guard let usual = versions.first(where: { $0.members.count == most })?.key else { return [] }
    var findings: [Finding] = []
    for version in versions where version.key != usual {
      for (_, group) in grouped(version.members, by: \.host) {
        findings.append(
          Finding(
            .fileDiffers, about: group,
            "\(subject(group, of: ranks, ("sees", "see"))) \(version.key.difference(from: usual))"))
      }
    }
    if usual.byteCount == 0, findings.isEmpty {
      findings.append(Finding(.fileEmpty, about: seeing, "\(path): the file is empty"))
    }
    return findings
  }

  private static func changes(_ ranks: [RankFacts], path: String) -> [Finding] {
    let changed = ranks.filter { $0.file?.hasChanged == true }
    guard let first = changed.first else { return [] }
    return [
      Finding(
        .fileChanged, about: changed,
        "\(path): the file changed during the check (seen by rank \(first.rank) on host \(first.host));"
          + " wait until nobody writes to it")
    ]
  }
}

/// The facts that tell one version of a file from another.
private struct FileVersion: Hashable {
  let byteCount: Int
  let seconds: Int
  let nanoseconds: Int
  let first: UInt64
  let last: UInt64

  init(_ file: FileFacts?) {
    let file = file ?? FileFacts()
    byteCount = file.byteCount
    seconds = file.modifiedSeconds
    nanoseconds = file.modifiedNanoseconds
    first = file.firstDigest
    last = file.lastDigest
  }

  /// Describes what a rank that sees this version sees, in words that follow "sees".
  func difference(from usual: FileVersion) -> String {
    if byteCount != usual.byteCount {
      return "another file: \(byteCount) bytes instead of \(usual.byteCount)"
    }
    let blocks =
      (first != usual.first ? ["the first"] : []) + (last != usual.last ? ["the last"] : [])
    if !blocks.isEmpty {
      let size = FileProbe.blockBytes >> 20
      return "another file: of the same size, but \(blocks.joined(separator: " and ")) \(size) MiB"
        + " \(blocks.count == 1 ? "differs" : "differ")"
    }
    return "a file with another time of modification: \(time) instead of \(usual.time);"
      + " is it a copy, or does the host cache it?"
  }

  private var time: String { UTC.text(seconds: seconds, nanoseconds: nanoseconds) }
}

// MARK: Hosts

extension Finding {
  private static func ofHosts(_ ranks: [RankFacts]) -> [Finding] {
    versions(ranks) + grouped(ranks, by: \.host).compactMap { _, group in sharedCores(group) }
  }

  private static func versions(_ ranks: [RankFacts]) -> [Finding] {
    let versions = grouped(ranks, by: \.library)
    guard let usual = versions.max(by: { $0.members.count < $1.members.count }) else { return [] }
    return versions.filter { $0.key != usual.key }.flatMap { version, members in
      grouped(members, by: \.host).map { _, group in
        Finding(
          .versionsDiffer, about: group,
          "\(subject(group, of: ranks, ("has", "have"))) \(version), others have \(usual.key);"
            + " install the same version everywhere")
      }
    }
  }

  /// Ranks of a host that have less than one processor each.
  private static func sharedCores(_ ranks: [RankFacts]) -> Finding? {
    var users: [Int: Int] = [:]
    for rank in ranks { for processor in rank.processors { users[processor, default: 0] += 1 } }
    let whole = HostFacts.processorCount(of: ranks)
    let crowded = ranks.filter { rank in
      let share = rank.processors.reduce(0) { $0 + 1 / Double(users[$1] ?? 1) }
      // Thirds of a processor add up to a little less than one.
      return share < 1 - 1e-6 || whole < ranks.count
    }
    guard !crowded.isEmpty else { return nil }
    let count = HostFacts.processorCount(of: crowded)
    return Finding(
      .sharedCores, about: crowded,
      "\(crowded.count) ranks share \(count) \(count == 1 ? "core" : "cores") on host"
        + " \(crowded[0].host): start no more ranks on a host than it has cores, and bind no two to"
        + " the same one")
  }
}

// MARK: Words

extension Finding {
  /// The subject of a finding, to begin a sentence: a host, or some of its ranks.
  private static func subject(_ group: [RankFacts], of ranks: [RankFacts]) -> String {
    let host = group.first?.host ?? ""
    // All ranks of a host stand for the host.
    let isWhole = ranks.count { $0.host == host } == group.count
    if isWhole { return "host \(host)" }
    return "\(Words.ranks(group.map { String($0.rank) })) on host \(host)"
  }

  /// The subject, and the form of a verb that goes with it.
  private static func subject(
    _ group: [RankFacts], of ranks: [RankFacts], _ verb: (one: String, many: String)
  ) -> String {
    let subject = subject(group, of: ranks)
    return "\(subject) \(subject.hasPrefix("ranks ") ? verb.many : verb.one)"
  }

  /// Groups of equal key, in the order of their first members.
  static func grouped<Key: Hashable>(
    _ ranks: [RankFacts], by key: (RankFacts) -> Key
  ) -> [(key: Key, members: [RankFacts])] {
    var order: [Key] = []
    var groups: [Key: [RankFacts]] = [:]
    for rank in ranks {
      let key = key(rank)
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(rank)
    }
    return order.map { ($0, groups[$0] ?? []) }
  }
}
