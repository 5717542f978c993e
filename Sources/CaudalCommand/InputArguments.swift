import Caudal

// What is asked of the files that a command names, before any is looked at.

extension DialectArguments {
  /// The options that say something else of a table's rows than is known of those of a database.
  fileprivate var unlikeDatabase: [String] {
    let request = request
    let options: [(name: String, isAsKnown: Bool)] = [
      ("--delimiter", request.delimiter == nil || request.delimiter == ","),
      ("--quote", request.quote == nil || request.quote == .character(UInt8(ascii: "\""))),
      ("--escape", request.escape == nil), ("--comment", request.comment == nil),
      ("--decimal", request.decimal == nil || request.decimal == .point),
      (
        "--thousands",
        request.thousands == nil || request.thousands == DialectRequest.ThousandsMark.none
      ),
      ("--encoding", encoding == nil || ["utf-8", "utf8"].contains(encoding?.lowercased())),
      (noHeader ? "--no-header" : "--header", request.header != .absent),
      ("--skip-rows", request.skippedRows ?? 0 == 0),
      ("--skip-after-header", request.skippedAfterHeader ?? 0 == 0),
    ]
    return options.filter { !$0.isAsKnown }.map(\.name)
  }

  /// Refuses options that say how files are written where there are none: all rows come from databases.
  ///
  /// - Parameter files: the inputs of a command.
  /// - Throws: a ``CaudalError`` that names the first such option.
  func checkUse(for files: [String]) throws(CaudalError) {
    guard files.allSatisfy({ Job.isDatabase($0) }), let option = unlikeDatabase.first else {
      return
    }
    throw CaudalError(
      .usage,
      "\(option) says how a file is written; rows of a database have names, decimal points and UTF-8"
    )
  }
}

extension Check {
  /// Refuses a database, which is no matter of the other ranks.
  func checkUse() throws(CaudalError) {
    guard let file, Job.isDatabase(file) else { return }
    throw CaudalError(.usage, "a database is read by rank 0 alone; only a file can be checked")
  }
}
