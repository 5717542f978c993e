/// The control groups that a process belongs to, as far as a controller such as `memory` is concerned:
/// its own and those around it. Each may set limits, and the tightest holds.
///
/// ```swift
/// let left = ControlGroup.memory?.memoryLeft()
/// ```
///
/// Both interfaces of the kernel are known: version 2, where all controllers share one tree, and version
/// 1, where they have trees of their own (cgroups(7)).
package struct ControlGroup: Sendable, Hashable {
  /// The version of the kernel's interface.
  package enum Version: Sendable {
    case one
    case two
  }

  /// The version of the interface.
  package let version: Version

  /// The folders of the groups, from the outermost that can be seen to the process's own.
  package private(set) var folders: [String]

  /// Finds the groups of a process; nil if the controller's tree isn't mounted.
  ///
  /// - Parameters:
  ///   - controller: the name of a controller.
  ///   - memberships: the text of `/proc/self/cgroup`.
  ///   - mounts: the text of `/proc/self/mountinfo`.
  package init?(of controller: Substring, memberships: String, mounts: String) {
    let trees = mounts.split(separator: "\n").compactMap { Tree($0) }
    let mounted = trees.filter { $0.controllers.contains(controller) }
    let lines = memberships.split(separator: "\n").map {
      $0.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    }
    // A controller is in one tree only: that of version 2 if it has none of its own.
    version = mounted.isEmpty ? .two : .one
    let candidates = mounted.isEmpty ? trees.filter { $0.version == .two } : mounted
    let paths = lines.compactMap { line -> Substring? in
      guard line.count == 3 else { return nil }
      let isTree =
        mounted.isEmpty ? line[0] == "0" : line[1].split(separator: ",").contains(controller)
      return isTree ? line[2] : nil
    }
    guard let path = paths.first,
      let tree = candidates.first(where: { $0.rest(of: path) != nil }) ?? candidates.first
    else { return nil }
    // In a container whose group has another name outside, only the container's own can be seen.
    folders = (tree.rest(of: path) ?? "").split(separator: "/").reduce(into: [tree.folder]) {
      $0.append($0[$0.count - 1] + "/\($1)")
    }
  }

  /// The groups of this process for a controller.
  private static func current(_ controller: Substring) -> ControlGroup? {
    guard let memberships = readText("/proc/self/cgroup"),
      let mounts = readText("/proc/self/mountinfo")
    else { return nil }
    return ControlGroup(of: controller, memberships: memberships, mounts: mounts)
  }

  /// The groups that limit this process's memory, looked for once; nil if none does.
  package static let memory = current("memory")?.limitingMemory()

  /// The groups that limit this process's time on processors, looked for once.
  package static let processors = current("cpu")
}

/// A mounted tree of groups.
private struct Tree {
  let version: ControlGroup.Version
  let folder: String

  /// The controllers of a tree of version 1.
  private(set) var controllers: [Substring] = []

  /// The group that is seen at the folder.
  private let root: Substring

  /// Reads a line such as `35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory`.
  ///
  /// - Returns: nil if something else is mounted there.
  init?(_ line: Substring) {
    let fields = line.split(separator: " ")
    guard let dash = fields.firstIndex(of: "-"), dash >= 5, fields.count > dash + 3 else {
      return nil
    }
    switch fields[dash + 1] {
    case "cgroup2": version = .two
    case "cgroup":
      version = .one
      controllers = fields[dash + 3].split(separator: ",")
    default: return nil
    }
    root = fields[3]
    folder = String(fields[4])
  }

  /// The way from the tree's root to a group; nil if the group isn't below it.
  func rest(of path: Substring) -> Substring? {
    if root == "/" { return path.hasPrefix("/..") ? nil : path }
    guard path.hasPrefix(root) else { return nil }
    let rest = path.dropFirst(root.count)
    return rest.isEmpty || rest.hasPrefix("/") ? rest : nil
  }
}

// MARK: - Memory

extension ControlGroup {
  /// Gives the text of a small file; nil if it can't be read.
  package typealias TextReader = (String) -> String?

  /// The groups that have a limit of memory.
  ///
  /// - Parameter read: gives the texts.
  /// - Returns: nil if there are none.
  package func limitingMemory(read: TextReader = { readText($0) }) -> ControlGroup? {
    var group = self
    group.folders = folders.filter { memoryLimit(of: $0, read) != nil }
    return group.folders.isEmpty ? nil : group
  }

  /// The bytes of memory that the tightest limit leaves, those included that the kernel can take back at
  /// once.
  ///
  /// - Parameter read: gives the texts.
  /// - Returns: nil if there is no limit, or none can be found out.
  package func memoryLeft(read: TextReader = { readText($0) }) -> Int? {
    folders.compactMap { folder -> Int? in
      guard let limit = memoryLimit(of: folder, read),
        let used = Self.number(at: "\(folder)/\(version.usageFile)", read)
      else { return nil }
      let reclaimable = read("\(folder)/memory.stat").map {
        Self.reclaimableBytes(inStatistics: $0, version)
      }
      return max(0, limit - max(0, used - (reclaimable ?? 0)))
    }.min()
  }

  /// The bytes of memory that a group may use; nil if there is no limit.
  private func memoryLimit(of folder: String, _ read: TextReader) -> Int? {
    let limits = version.limitFiles.compactMap { Self.number(at: "\(folder)/\($0)", read) }
    return limits.min().flatMap { $0 < Self.unlimited ? $0 : nil }
  }

  /// The number in a file; nil if there is none, as in `max`.
  private static func number(at path: String, _ read: TextReader) -> Int? {
    read(path).flatMap { Int($0.prefix { $0 != "\n" }) }
  }

  /// In version 1, a limit that is none: the largest number of pages.
  private static var unlimited: Int { 1 << 60 }

  /// The bytes of files without which processes would hardly get on: their programs, which are read
  /// from files like everything else, and what is read ahead.
  private static var neededBytes: Int { 8 << 20 }

  /// The bytes that a group uses and the kernel takes back when it needs them, before it ends a
  /// process.
  ///
  /// That is the contents of files: those that have been read, not those that must be written first.
  /// (Files in memory, such as in `/dev/shm`, count elsewhere.)
  ///
  /// - Parameters:
  ///   - text: the text of `memory.stat`.
  ///   - version: the version of the interface.
  /// - Returns: the bytes.
  static func reclaimableBytes(inStatistics text: String, _ version: Version) -> Int {
    var numbers: [Substring: Int] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: " ")
      if parts.count == 2 { numbers[parts[0]] = Int(parts[1]) }
    }
    func sum(_ names: [Substring]) -> Int { names.reduce(0) { $0 + (numbers[$1] ?? 0) } }
    let clean = sum(version.fileStatistics) - sum(version.unwrittenStatistics)
    // Of the kernel's own caches, such as names of files, some are in use; it counts on half of them.
    return max(0, clean - neededBytes) + sum(version.cacheStatistics) / 2
  }
}

extension ControlGroup.Version {
  /// The files that hold a group's limits.
  fileprivate var limitFiles: [String] {
    switch self {
    case .one: ["memory.limit_in_bytes"]
    // Above the second the kernel doesn't end a process, but lets it hardly get on.
    case .two: ["memory.max", "memory.high"]
    }
  }

  /// The file that says what a group uses.
  fileprivate var usageFile: String {
    switch self {
    case .one: "memory.usage_in_bytes"
    case .two: "memory.current"
    }
  }

  /// The bytes that are held of files.
  fileprivate var fileStatistics: [Substring] {
    switch self {
    case .one: ["total_inactive_file", "total_active_file"]
    case .two: ["inactive_file", "active_file"]
    }
  }

  /// The part of it that must be written first.
  fileprivate var unwrittenStatistics: [Substring] {
    switch self {
    case .one: ["total_dirty", "total_writeback"]
    case .two: ["file_dirty", "file_writeback"]
    }
  }

  /// The bytes of what the kernel remembers, and can forget.
  fileprivate var cacheStatistics: [Substring] {
    switch self {
    case .one: []
    case .two: ["slab_reclaimable"]
    }
  }
}

// MARK: - Processors

extension ControlGroup {
  /// The processors that the tightest quota amounts to.
  ///
  /// - Returns: nil if there is no quota, or none can be found out.
  package func processorQuota() -> Double? {
    folders.compactMap { readText("\($0)/cpu.max").flatMap(Self.quota(fromText:)) }.min()
  }

  /// The quota that a text such as `150000 100000` means: microseconds in a period of microseconds.
  ///
  /// - Returns: nil for `max 100000`, which is no quota.
  package static func quota(fromText text: String) -> Double? {
    let numbers = text.split { $0 == " " || $0 == "\n" }.map { Double(String($0)) }
    guard numbers.count == 2, let time = numbers[0], let period = numbers[1], period > 0 else {
      return nil
    }
    return time / period
  }
}
