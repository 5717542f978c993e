package import CSV
package import Vocabulary

extension CaudalError {
  /// The error for a file that can't be opened or read.
  package init(_ error: SourceError, path: String) {
    switch error.kind {
    case .archive(let error): self.init(error, path: path)
    case .foreign(let form): self.init(form, path: path)
    default:
      let kind: Kind =
        error.isOfOpening ? .noInput : error.isOfContents ? .badData : .inputOutput
      let hasBytes = if case .database = error.kind { false } else { !error.isOfOpening }
      let place = hasBytes ? "byte \(error.offset): " : ""
      self.init(kind, "\(path): \(place)\(error.reason)")
    }
  }

  /// The error for an archive of which nothing can be read.
  private init(_ error: ArchiveError, path: String) {
    let problem = "\(path): \(error.reason)"
    switch error {
    case .severalMembers(let names):
      self.init(
        .usage,
        "\(problem): \(ColumnError.listing(names)); name one, as in"
          + " '\(FilePlace.path(ofMember: names[0], in: path))', or some by a pattern, as in"
          + " '\(FilePlace.path(ofMember: "*", in: path))'")
    case .missingMember(_, let names):
      self.init(.noInput, "\(problem); it has \(ColumnError.listing(names))")
    case .encrypted(let name):
      self.init(
        .badData, problem,
        advice: .pipedCommand(
          "unzip -p \(shellWord(FilePlace(path: path).file)) \(shellWord(name, "MEMBER"))"))
    case .unknownMethod(let name, _):
      self.init(
        .badData, problem,
        advice: .pipedCommand(
          "7z e -so \(shellWord(FilePlace(path: path).file)) \(shellWord(name, "MEMBER"))"))
    case .split:
      self.init(.badData, "\(problem); join them with zip -s 0 \(shellWord(path)) --out WHOLE.zip")
    case .empty, .repeatedMember: self.init(.badData, problem)
    }
  }

  /// The error for a file of another form.
  init(_ form: ForeignForm, path: String) {
    let problem = "\(path): the file is \(form.words)"
    if let command = form.command(path: path) {
      self.init(.badData, problem, advice: .pipedCommand(command))
    } else {
      self.init(.badData, "\(problem); \(form.remedy(path: path))")
    }
  }
}

/// A path as a word of a command that can be pasted; a placeholder where it would need quotes.
private func shellWord(_ path: String, _ placeholder: String = "FILE") -> String {
  let isPlain = path.allSatisfy { $0.isLetter || $0.isNumber || "._-/+=@%".contains($0) }
  return isPlain && !path.hasPrefix("-") && !path.isEmpty ? path : placeholder
}

extension ForeignForm {
  /// A command that prints the table in a file; nil if there is none that would do for every file.
  fileprivate func command(path: String) -> String? {
    let file = path == "standard input" ? "FILE" : shellWord(path)
    return switch self {
    case .spreadsheet: "xlsx2csv \(file)"
    case .parquet: "duckdb -csv -c \"from read_parquet('\(file)')\""
    case .json: "duckdb -csv -c \"from read_json('\(file)')\""
    case .avro: "duckdb -csv -c \"install avro; load avro; from read_avro('\(file)')\""
    case .arrow: Self.python("pandas", "read_feather('\(file)').to_csv('/dev/stdout', index=False)")
    case .orc: Self.python("pandas", "read_orc('\(file)').to_csv('/dev/stdout', index=False)")
    case .hdf5, .netCDF:
      Self.python("xarray", "open_dataset('\(file)').to_dataframe().to_csv('/dev/stdout')")
    case .tar: "tar -xOf \(file)"
    case .lz4: "lz4 -dc \(file)"
    case .lzip: "lzip -dc \(file)"
    case .compress: "gzip -dc \(file)"
    case .sevenZip: "7z e -so \(file)"
    case .rar: "unrar p -inul \(file)"
    case .zip, .openDocument, .oldSpreadsheet, .sqlite, .html, .xml, .pdf: nil
    }
  }

  private static func python(_ module: String, _ call: String) -> String {
    "python3 -c \"import \(module); \(module).\(call)\""
  }

  /// What is to be done where there is no command.
  fileprivate func remedy(path: String) -> String {
    switch self {
    case .sqlite:
      path == "standard input"
        ? "save it in a file and name a table of that, as in 'sqlite:FILE?table=NAME'"
        : "name a table of it, as in 'sqlite:\(path)?table=NAME'"
    case .zip: "its directory stands at its end, so save it in a file and name that, not a pipe"
    case .html: "a table is to be downloaded from another address"
    default: "save its table as CSV in the program that it is from"
    }
  }
}
