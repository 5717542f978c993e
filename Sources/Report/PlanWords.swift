import Vocabulary

// What a plan says, in words that its forms for people share.

extension Plan.Quantity {
  /// A number of bytes: `at most about 12 kB`.
  var byteWords: String { words { Amount.bytes(Double($0)) } }

  /// A number of rows: `about 4010`. Estimates are rounded to three digits.
  var countWords: String { words { isEstimate ? Self.rounded($0) : "\($0)" } }

  private func words(_ amount: (Int) -> String) -> String {
    guard let count else { return "not known before rows are read" }
    return (isBound ? "at most " : "") + (isEstimate ? "about " : "") + amount(count)
  }

  /// A number with three digits and as many zeros as it takes.
  private static func rounded(_ count: Int) -> String {
    var unit = 1
    while count / unit >= 1000 { unit *= 10 }
    return "\((count + unit / 2) / unit * unit)"
  }
}

extension Plan.Source {
  /// The name and the size: `data.csv.gz, 12 kB, gzip`.
  var words: String {
    let size = byteCount.map { Amount.bytes(Double($0)) }
    let parts: [String?]
    switch (kind, compression) {
    case (.standardInput, _): parts = [name]
    case (.sqlite, _): parts = [name, "rows of a SQLite database"]
    case (.postgreSQL, _): parts = [name, "rows of a PostgreSQL database"]
    case (.file, nil): parts = [name, size ?? "a pipe"]
    case (.file, "zip"?):
      let content = contentBytes.map { "\(Amount.bytes(Double($0))) unpacked" }
      parts = [name, size.map { "\($0) in a zip archive" }, content]
    case (.file, let compression?): parts = [name, size, "compressed (\(compression))"]
    }
    return parts.compactMap { $0 }.joined(separator: ", ")
  }
}

extension Plan {
  /// What stands above the steps.
  var head: String {
    let ranks = ranks == 1 ? "1 rank" : "\(ranks) ranks"
    let threads = threads == 1 ? "1 thread" : "\(threads) threads"
    let hosts = hosts.count == 1 ? "1 host" : "\(hosts.count) hosts"
    return "\(command.rawValue): \(ranks) × \(threads) on \(hosts)"
  }

  /// Names of columns, cut where there are very many.
  static func listing(_ names: [String]) -> String {
    let most = 24
    let shown = names.prefix(most).joined(separator: ", ")
    return names.count > most ? "\(shown) and \(names.count - most) more" : shown
  }

  /// A use of memory, and what becomes of it if there is too little.
  func words(_ memory: Memory) -> String {
    let place = memory.bytes.count == nil ? "" : " on each rank"
    let use = "\(memory.bytes.byteWords)\(place): \(memory.what)"
    guard let limit = limit(of: memory), let bytes = memory.bytes.count, bytes > limit else {
      return use
    }
    let there = "there are \(Amount.bytes(Double(limit))) for it now"
    if let relief = memory.relief {
      return "\(use); more than the \(Amount.bytes(Double(limit))) for it now, so \(relief)"
    }
    return fits(memory) == false
      ? "\(use); too much, as \(there): the job would end with an error"
      : "\(use); perhaps too much, as \(there)"
  }

  /// Whether some use of memory may be too much.
  var isShort: Bool {
    steps.flatMap(\.memory).contains { memory in
      guard let limit = limit(of: memory), let bytes = memory.bytes.count else { return false }
      return bytes > limit && memory.relief == nil
    }
  }
}
