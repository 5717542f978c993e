import Foundation

/// A process of a job that was started elsewhere.
public enum RankProcess {
  /// The process of a rank of the job that reads a file, once it is at work.
  ///
  /// - Parameters:
  ///   - rank: the rank.
  ///   - path: a file that it has open, and in its command line.
  /// - Returns: the number of the process.
  /// - Throws: an error if there is no such process for half an hour.
  public static func find(rank: Int, reading path: String) async throws -> Int32 {
    // The job may have to wait for its turn behind those of all other tests.
    let deadline = ContinuousClock.now + .seconds(1800)
    while ContinuousClock.now < deadline {
      for name in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
        guard let process = pid_t(name),
          let arguments = FileManager.default.contents(atPath: "/proc/\(name)/cmdline"),
          let variables = FileManager.default.contents(atPath: "/proc/\(name)/environ")
        else { continue }
        let words = arguments.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        let isRank = variables.split(separator: 0).contains(
          Data("OMPI_COMM_WORLD_RANK=\(rank)".utf8))
        if isRank, words.contains(path), try await isReading(process, path) { return process }
      }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw NotFound()
  }

  private static func isReading(_ process: pid_t, _ path: String) async throws -> Bool {
    let folder = "/proc/\(process)/fd"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.contains { name in
      let file = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)")
      return file == path
    }
  }

  private struct NotFound: Error {}
}
