import CSV
package import MPI
package import Ranks
package import Vocabulary

/// Looks at ranks, hosts, network and file before a job, on all ranks of a communicator together.
///
/// The ranks must be known to reach each other: see ``Communicator/probe(seconds:)``.
///
/// Every rank makes the same call with the same request and gets the same report. What is wrong with
/// file, hosts or network is a finding in the report, not an error.
///
/// - Parameters:
///   - request: what to look at.
///   - ranks: the ranks that do it.
///   - clock: what has measured the time so far.
/// - Returns: the report.
/// - Throws: an error that concerns this rank alone, after which the caller should abort the job;
///   among them that ranks don't answer, as collectives would then wait for ever.
/// - Complexity: some seconds at most, whatever the number of ranks, unless something is wrong: a
///   second of reading, and a tenth of a second for each of at most 64 links.
package func check(
  _ request: CheckRequest, on ranks: borrowing Communicator, _ clock: PhaseClock
) throws -> CheckReport {
  var clock = clock
  let hosts = try ranks.allgather(encoded: ranks.processorName)
  var own = try RankFacts(of: ranks)
  try own.look(at: request, on: ranks, hosts: hosts)
  clock.endPhase("file")
  let facts = try ranks.allgather(encoded: own)
  let pingPong = PingPong(patience: request.patience, hosts: hosts)
  let measured = try pingPong.measure(on: ranks)
  let links = try ranks.shareLinks(measured, facts)
  clock.endPhase("network")
  return CheckReport(
    path: request.path, isParallel: !ranks.isSolo, ranks: facts, links: links,
    findings: Finding.all(ranks: facts, links: links, path: request.path), phases: clock.finish())
}

extension RankFacts {
  /// Collects what this rank knows without looking at the file.
  ///
  /// Collective.
  fileprivate init(of ranks: borrowing Communicator) throws {
    self.init()
    let current = Processors.current
    rank = ranks.rank
    host = ranks.processorName
    processors = (0..<1024).filter { current.allowed[$0 >> 6] >> UInt64($0 & 63) & 1 == 1 }
    processorQuota = current.quota
    threads = try ranks.workers(nil).count
    library = Environment.libraryVersion.split(separator: ",").first.map(String.init) ?? ""
    let loaded = try Transports.loaded()
    messaging = loaded[.pml] ?? []
    transports = loaded[.btl] ?? []
    interfaces = NetworkInterface.current()
  }

  /// Looks at the file: first at what it is, then, on all ranks at once, at how fast it can be read.
  ///
  /// Collective.
  fileprivate mutating func look(
    at request: CheckRequest, on ranks: borrowing Communicator, hosts: [String]
  ) throws {
    guard let path = request.path else { return }
    var probe = FileProbe(path: path)
    try ranks.meet(after: "opening \(path)", hosts: hosts, seconds: request.patience)
    probe.readSlice(of: ranks.rank, among: ranks.size, request)
    try ranks.meet(
      after: "reading \(path)", hosts: hosts, seconds: request.readSeconds + request.patience)
    file = probe.facts
  }
}

extension Communicator {
  /// Tells all ranks what rank 0 has measured, and finds out what carried it.
  ///
  /// Collective.
  fileprivate borrowing func shareLinks(
    _ measured: [LinkFacts], _ facts: [RankFacts]
  ) throws -> [LinkFacts] {
    var links = measured
    try broadcast(encoded: &links, from: 0)
    let connections = try allgather(encoded: isSolo ? [] : TCPConnection.current())
    for index in links.indices {
      let peer = links[index].peer
      let shared = connections[0].filter { connection in
        connections[peer].contains { $0.isOtherEnd(of: connection) }
      }
      links[index].connections = shared
      links[index].transport = LinkFacts.transport(facts[0], facts[peer], shared)
    }
    return links
  }
}

extension LinkFacts {
  /// The component that carries messages between two ranks.
  ///
  /// Open MPI tells which components are loaded, not which of them it uses for a pair of ranks. But
  /// a pair that uses TCP has a connection, and `ob1` prefers shared memory to everything else.
  ///
  /// - Parameters:
  ///   - first: a rank.
  ///   - second: another rank.
  ///   - connections: the TCP connections between the two.
  /// - Returns: the component's name; nil if it can't be told.
  static func transport(
    _ first: RankFacts, _ second: RankFacts, _ connections: [TCPConnection]
  ) -> String? {
    if !connections.isEmpty { return "tcp" }
    guard first.messaging.contains("ob1") else { return first.messaging.first }
    let common = first.transports.filter(second.transports.contains)
    let sharedMemory = common.filter { ["vader", "sm"].contains($0) }
    if first.host == second.host, let name = sharedMemory.first { return name }
    let others = common.filter { !["self", "tcp", "vader", "sm"].contains($0) }
    return others.count == 1 ? others[0] : nil
  }
}
