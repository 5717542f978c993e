import ArgumentParser
import Caudal

/// The options that join tables.
struct JoinOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Put the columns of another table beside the rows that have the same keys. May be repeated; the rows"
        + " stay in the order of the first table.",
      valueName: "file"))
  var join: [String] = []

  @Option(
    help: ArgumentHelp(
      "The keys of --join, as in 'station, datetime = time', the first table's column first. Dates are the"
        + " same if they name the same instant, all else if it is the same text.",
      valueName: "keys"))
  var on: [String] = []

  @Option(
    help: ArgumentHelp(
      "The rows that stay: those that match (inner), all (left), those that don't match (anti). Default:"
        + " inner.",
      valueName: "kind"))
  var how: [JoinKindOption] = []

  @Flag(
    help: ArgumentHelp(
      "Let the nearest time match: the last of --on is a time, the others are the same. Neither table need"
        + " be in order."))
  var asof = false

  @Option(
    help: ArgumentHelp(
      "With --asof: backward for the last time before or at the row's, forward for the first one at or"
        + " behind it, or nearest. Default: backward.",
      valueName: "direction"))
  var direction: JoinDirectionOption?

  @Option(
    help: ArgumentHelp(
      "With --asof: the longest time between two rows that match, such as 30min.",
      valueName: "span"))
  var tolerance: DateBinOption?

  @Flag(help: "End with an error if two rows of a joined table have the same keys.")
  var expectUnique = false

  @Option(
    help: ArgumentHelp(
      "The most rows that a join may make of each row of the first table, on average. Default: 10.",
      valueName: "factor"))
  var maxGrowth: Double?

  func validate() throws {
    let needJoin: [(name: String, isGiven: Bool)] = [
      ("--on", !on.isEmpty), ("--how", !how.isEmpty), ("--asof", asof),
      ("--expect-unique", expectUnique), ("--max-growth", maxGrowth != nil),
    ]
    if join.isEmpty, let given = needJoin.first(where: \.isGiven) {
      throw ValidationError("\(given.name) needs --join, the other table")
    }
    if !asof, direction != nil || tolerance != nil {
      throw ValidationError("\(direction != nil ? "--direction" : "--tolerance") needs --asof")
    }
    guard !join.isEmpty else { return }
    if on.isEmpty { throw ValidationError("--join needs --on, the columns that are the same") }
    for (name, count) in [("--on", on.count), ("--how", how.count)]
    where count > 1 && count != join.count {
      throw ValidationError("give \(name) once, or once for each --join")
    }
    if let maxGrowth, !(maxGrowth >= 1) {
      throw ValidationError("--max-growth must be at least 1")
    }
  }

  /// The joins that are asked for.
  ///
  /// - Parameter first: the first table and how to read it.
  /// - Returns: the joins in order.
  /// - Throws: ``CaudalError`` if keys make no sense, or standard input is to be read twice.
  func requests(_ first: TableRequest) throws(CaudalError) -> [JoinRequest] {
    var requests: [JoinRequest] = []
    guard (first.paths + join).count(where: { $0 == "-" }) <= 1 || join.isEmpty else {
      throw CaudalError(.usage, "standard input can be one table only; write it to a file first")
    }
    for (number, path) in join.enumerated() {
      let keys: JoinKeys
      do throws(ConditionError) { keys = try JoinKeys(on[on.count > 1 ? number : 0]) } catch {
        throw CaudalError(error, subject: .joinKeys)
      }
      var request = JoinRequest(first.other(path), on: keys)
      if !how.isEmpty { request.kind = how[how.count > 1 ? number : 0].kind }
      if asof { request.nearest = .init(direction?.direction ?? .backward, within: tolerance?.bin) }
      request.expectsUnique = expectUnique
      request.maxGrowth = maxGrowth ?? JoinRequest.standardMaxGrowth
      requests.append(request)
    }
    return requests
  }
}

/// Which rows stay: `inner`, `left` or `anti`.
struct JoinKindOption: ExpressibleByArgument {
  static let allValueStrings = JoinRequest.Kind.allCases.map(\.rawValue)

  let kind: JoinRequest.Kind

  init?(argument: String) {
    guard let kind = JoinRequest.Kind(rawValue: argument) else { return nil }
    self.kind = kind
  }
}

/// Where the nearest row is looked for: `backward`, `forward` or `nearest`.
struct JoinDirectionOption: ExpressibleByArgument {
  static let allValueStrings = JoinRequest.Nearest.Direction.allCases.map(\.rawValue)

  let direction: JoinRequest.Nearest.Direction

  init?(argument: String) {
    guard let direction = JoinRequest.Nearest.Direction(rawValue: argument) else { return nil }
    self.direction = direction
  }
}

/// A span of time: `30min`, `1 h`.
struct DateBinOption: ExpressibleByArgument {
  let bin: DateBin

  init?(argument: String) {
    guard let bin = DateBin(argument) else { return nil }
    self.bin = bin
  }
}

extension TableRequest {
  /// A file that is read as these are, as far as that doesn't depend on the file.
  fileprivate func other(_ path: String) -> TableRequest {
    var other = TableRequest(paths: [path])
    other.input = input
    other.nullTokens = nullTokens
    other.timeZone = timeZone
    other.yearStarts = yearStarts
    other.threads = threads
    other.blockBytes = blockBytes
    other.chunkBytes = chunkBytes
    other.memoryBytes = memoryBytes
    other.dateFormat = dateFormat
    return other
  }
}
