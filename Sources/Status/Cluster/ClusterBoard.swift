import Glibc
import Serve
import Synchronization

/// What is known of a cluster: its nodes, and the jobs that have left records.
package final class ClusterBoard: Sendable {
  /// The jobs that a page is told of: the last ones.
  static let jobLimit = 200

  /// What is known at a moment.
  private struct Content {
    var shelf: JobShelf
    var jobs: [JobRecord] = []
    var document: [UInt8] = []
    var revision = 0
    /// The second in which it was looked at last.
    var second = -1
  }

  private let content: Mutex<Content>
  private let source: NodeSource
  private let probe: NodeProbe?
  private let folder: String
  private let version: String

  /// Begins to look at a cluster.
  ///
  /// - Parameters:
  ///   - history: the folder of records.
  ///   - source: how the nodes are found.
  ///   - here: this host.
  ///   - version: the version of the program.
  package init(_ history: JobHistory, _ source: NodeSource, here: String, version: String) {
    content = Mutex(Content(shelf: JobShelf(history, here: here)))
    self.source = source
    self.version = version
    folder = history.folder
    probe =
      if case .named(let name, let port) = source { NodeProbe(name: name, port: port) } else { nil }
  }

  private var nodes: [ClusterNode] {
    switch source {
    case .named: probe?.nodes ?? []
    case .listed(let names): names.map { ClusterNode(name: $0, state: .unknown) }
    case .here(let name): [ClusterNode(name: name, state: .up)]
    }
  }

  /// Looks again, but not twice in a second.
  private func look(_ content: inout Content, now: Int) {
    guard content.second != now else { return }
    content.second = now
    content.jobs = content.shelf.records(now: now)
    let document = document(content.jobs)
    guard document != content.document else { return }
    content.document = document
    content.revision += 1
  }

  private func document(_ jobs: [JobRecord]) -> [UInt8] {
    var json = JSONText()
    json.object { json in
      json.member("schema", "caudal.cluster/1")
      json.member("version", version)
      json.member("folder", folder)
      json.member("source", source.name)
      json.member("nodes") { json in
        json.list { json in for node in nodes { json.element { node.write(to: &$0, jobs) } } }
      }
      json.member("counts") { json in
        json.object { json in
          for state in JobRecord.State.allCases {
            json.member(state.rawValue, jobs.count { $0.state == state })
          }
        }
      }
      json.member("days") { $0.list { json in Self.writeDays(jobs, to: &json) } }
      json.member("jobs") { json in
        json.list { json in
          for job in jobs.prefix(Self.jobLimit) { json.element { job.write(to: &$0) } }
        }
      }
    }
    return json.bytes
  }

  /// How many jobs began on each day on which one did, the last thirty, by what has become of them.
  private static func writeDays(_ jobs: [JobRecord], to json: inout JSONText) {
    let days = Dictionary(grouping: jobs) { $0.start / 86_400 }
    for day in days.keys.sorted().suffix(30) {
      json.element { json in
        json.object { json in
          json.member("day", String(UniversalTime(seconds: day * 86_400).compact.prefix(8)))
          for state in JobRecord.State.allCases {
            json.member(state.rawValue, days[day, default: []].count { $0.state == state })
          }
        }
      }
    }
  }

  /// The document `caudal.cluster/1`.
  ///
  /// - Parameter now: the seconds since 1970.
  /// - Returns: what is known, at most a second old.
  package func document(now: Int = time(nil)) -> [UInt8] {
    content.withLock { content in
      look(&content, now: now)
      return content.document
    }
  }

  /// What those who listen are told: a number that changes when the document does, and what time it is.
  ///
  /// - Parameters:
  ///   - isEnding: whether this is the last event.
  ///   - now: the seconds since 1970.
  /// - Returns: a line of JSON.
  package func event(isEnding: Bool = false, now: Int = time(nil)) -> [UInt8] {
    let revision = content.withLock { content in
      look(&content, now: now)
      return content.revision
    }
    var json = JSONText()
    json.object { json in
      json.member("revision", revision)
      json.member("now", now)
      json.member("state", isEnding ? "ended" : "running")
    }
    return json.bytes
  }

  /// A job that is known; nil if there is none of the name.
  ///
  /// - Parameters:
  ///   - id: the whole name.
  ///   - now: the seconds since 1970.
  /// - Returns: its record.
  package func job(_ id: String, now: Int = time(nil)) -> JobRecord? {
    content.withLock { content in
      look(&content, now: now)
      return content.jobs.first { $0.id == id }
    }
  }
}
