import ArgumentParser
import Caudal

/// The options that join tables.
struct JoinOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A table whose columns go beside rows of equal keys. May be repeated; the rows"
        + " stay in the order of the first table.",
      valueName: "file"),
    completion: .file())
  var join: [String] = []

  @Option(
    help: ArgumentHelp(
      "The keys of --join, as in 'station, datetime = time'. The first table's column stands first. Dates are the"
        + " same if they name the same instant, all else if it is the same text.",
      valueName: "keys"))
  var on: [String] = []

  @Option(
    help: ArgumentHelp(
      "Which rows stay: inner, left or anti. inner: those that match; left: all; anti: those that don't match. Default:"
        + " inner.",
      valueName: "kind"))
  var how: [JoinKindOption] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "How the files of --join are read, by the options for the first table's, as in '--delimiter ;"
        + " --encoding ISO-8859-1'. Default: as is found out for each; --null, --date-format and --time-zone as"
        + " for the first table.",
      valueName: "options"))
  var joinOptions: [String] = []

  @Flag(
    help: ArgumentHelp(
      "Let the nearest time match: the last of --on. The others are the same. Neither table need"
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
      ("--join-options", !joinOptions.isEmpty),
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
    for (name, count) in [
      ("--on", on.count), ("--how", how.count), ("--join-options", joinOptions.count),
    ]
    where count > 1 && count != join.count {
      throw ValidationError("give \(name) once, or once for each --join")
    }
    if let maxGrowth, !(maxGrowth >= 1) {
      throw ValidationError("--max-growth must be at least 1")
    }
    _ = try readings()
  }

  /// How the files of joined tables are read: once, or once for each; nothing if it isn't said.
  ///
  /// - Throws: `ValidationError` at an option that there isn't, or that makes no sense.
  private func readings() throws(ValidationError) -> [ReadingOptions] {
    try joinOptions.map { (text) throws(ValidationError) in
      guard let words = OptionText.words(of: text) else {
        throw ValidationError("--join-options: a quote isn't closed in: \(text)")
      }
      if let name = RepeatedOptions.first(in: words) {
        throw ValidationError("--join-options: \(name) is given twice")
      }
      do { return try ReadingOptions.parse(words) } catch {
        throw ValidationError("--join-options: \(ReadingOptions.message(for: error))")
      }
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
    let readings: [ReadingOptions]
    do throws(ValidationError) { readings = try self.readings() } catch {
      throw CaudalError(.usage, error.message)
    }
    for (number, path) in join.enumerated() {
      let keys: JoinKeys
      do throws(ConditionError) { keys = try JoinKeys(on[on.count > 1 ? number : 0]) } catch {
        throw CaudalError(error, subject: .joinKeys)
      }
      let reading = readings.isEmpty ? nil : readings[readings.count > 1 ? number : 0]
      try reading?.dialect.checkUse(for: [path])
      var request = JoinRequest(try first.other(path, reading), on: keys)
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

/// The text of several options, as one would type them.
enum OptionText {
  /// Divides a text into words at blanks, as a shell does: what stands in single or double quotes belongs
  /// together.
  ///
  /// - Parameter text: the text.
  /// - Returns: the words; nil if a quote isn't closed.
  static func words(of text: String) -> [String]? {
    var words: [String] = []
    var word: String?
    var quote: Character?
    for character in text {
      if let open = quote {
        if character == open { quote = nil } else { word?.append(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if character == " " || character == "\t" || character == "\n" {
        if let word { words.append(word) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if let word { words.append(word) }
    return quote == nil ? words : nil
  }
}

extension TableRequest {
  /// A file that is read as these are, as far as that doesn't depend on the file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - reading: what is said of it; nil if nothing is.
  /// - Returns: the file and how it is read.
  /// - Throws: a ``CaudalError`` if that makes no sense.
  fileprivate func other(
    _ path: String, _ reading: ReadingOptions?
  ) throws(CaudalError) -> TableRequest {
    var other = try reading?.request([path], where: []) ?? TableRequest(paths: [path])
    if reading?.nullTokens.isEmpty ?? true { other.nullTokens = nullTokens }
    if reading?.dateFormat.isEmpty ?? true { other.dateFormat = dateFormat }
    other.timeZone = other.timeZone ?? timeZone
    other.input = input
    other.yearStarts = yearStarts
    other.threads = threads
    other.blockBytes = blockBytes
    other.chunkBytes = chunkBytes
    other.memoryBytes = memoryBytes
    return other
  }
}
