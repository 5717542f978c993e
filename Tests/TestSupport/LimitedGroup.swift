import Foundation

/// A control group of this machine with a limit of memory, in which programs are started.
///
/// Only root can make one, and only where the controller `memory` is free for that.
public struct MemoryGroup: Sendable {
  /// The folders of the machine in which groups of memory may be made: version 1 of the interface, or 2.
  private static let parents = [
    (folder: "/sys/fs/cgroup/memory", limit: "memory.limit_in_bytes"),
    (folder: "/sys/fs/cgroup", limit: "memory.max"),
  ]

  /// Whether there can be such groups.
  public static let canBeMade = (try? make(bytes: 1 << 30))?.remove() != nil

  private let folder: URL

  /// Makes a group.
  ///
  /// - Parameter bytes: the most memory that its processes may use.
  /// - Returns: the group.
  /// - Throws: an error if there can't be one.
  private static func make(bytes: Int) throws -> MemoryGroup {
    var failure: any Error = CocoaError(.fileNoSuchFile)
    for parent in parents {
      let folder = URL(filePath: parent.folder).appending(path: "caudal-\(UUID())")
      do {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
      } catch {
        failure = error
        continue
      }
      let group = MemoryGroup(folder: folder)
      do {
        try Data("\(bytes)".utf8).write(to: folder.appending(path: parent.limit))
        return group
      } catch {
        failure = error
        group.remove()
      }
    }
    throw failure
  }

  /// Removes the group, for which the system may need a moment after the last process has ended.
  private func remove() {
    for _ in 0..<100 where unsafe rmdir(folder.path) != 0 && errno == EBUSY { usleep(20_000) }
  }

  /// Calls a closure with a new group, which is removed afterwards.
  ///
  /// - Parameters:
  ///   - mebibytes: the most memory that the group's processes may use.
  ///   - body: starts programs in it.
  /// - Returns: what the closure returns.
  /// - Throws: an error if the group can't be made, or what the closure throws.
  public static func with<Result>(
    mebibytes: Int, _ body: (MemoryGroup) async throws -> Result
  ) async throws -> Result {
    let group = try make(bytes: mebibytes << 20)
    defer { group.remove() }
    return try await body(group)
  }

  /// Runs a script in the group; only one such script, or program of several ranks, runs at a time.
  ///
  /// - Parameters:
  ///   - script: a script of the shell, in which `"$@"` stands for the words.
  ///   - words: the words.
  ///   - environment: variables to set, or to remove where the value is nil.
  /// - Returns: exit code and output.
  /// - Throws: an error if the shell can't be started.
  public func run(
    _ script: String, _ words: [String], environment: [String: String?] = [:]
  ) async throws -> Program.Outcome {
    let script = "echo $$ > '\(folder.path)/cgroup.procs' || exit 1; \(script)"
    return try await Turn.shared.take {
      try await Program(path: "/bin/sh").run(
        ["-c", script, "sh"] + words, environment: environment)
    }
  }
}
