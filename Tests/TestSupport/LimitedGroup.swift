import Foundation

/// A control group of this machine with a limit, in which programs are started.
///
/// Only root can make one, and only where the controller is free for that.
public struct LimitedGroup: Sendable {
  /// What is limited.
  public enum Limit: Sendable {
    /// The most memory that the group's processes may use.
    case mebibytes(Int)
    /// The most processes and threads of it at one time.
    case threads(Int)

    /// The folders of the machine in which such groups may be made, and the file of the limit: version 1 of the
    /// interface, or 2.
    fileprivate var parents: [(folder: String, file: String)] {
      switch self {
      case .mebibytes:
        [
          ("/sys/fs/cgroup/memory", "memory.limit_in_bytes"), ("/sys/fs/cgroup", "memory.max"),
        ]
      case .threads: [("/sys/fs/cgroup/pids", "pids.max"), ("/sys/fs/cgroup", "pids.max")]
      }
    }

    fileprivate var number: Int {
      switch self {
      case .mebibytes(let number): number << 20
      case .threads(let number): number
      }
    }
  }

  /// Whether there can be groups with a limit of memory.
  public static let canLimitMemory = (try? make(.mebibytes(1024)))?.remove() != nil

  /// Whether there can be groups with a limit of threads.
  public static let canLimitThreads = (try? make(.threads(100)))?.remove() != nil

  private let folder: URL

  /// Makes a group.
  ///
  /// - Parameter limit: its limit.
  /// - Returns: the group.
  /// - Throws: an error if there can't be one.
  private static func make(_ limit: Limit) throws -> LimitedGroup {
    var failure: any Error = CocoaError(.fileNoSuchFile)
    for parent in limit.parents {
      let folder = URL(filePath: parent.folder).appending(path: "caudal-\(UUID())")
      do {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
      } catch {
        failure = error
        continue
      }
      let group = LimitedGroup(folder: folder)
      do {
        try Data("\(limit.number)".utf8).write(to: folder.appending(path: parent.file))
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
  ///   - limit: the group's limit.
  ///   - body: starts programs in it.
  /// - Returns: what the closure returns.
  /// - Throws: an error if the group can't be made, or what the closure throws.
  public static func with<Result>(
    _ limit: Limit, _ body: (LimitedGroup) async throws -> Result
  ) async throws -> Result {
    let group = try make(limit)
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
