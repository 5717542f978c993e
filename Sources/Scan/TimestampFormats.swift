import CSV
import Filter
import MPI
import Ranks
import Vocabulary

extension DateOrder {
  fileprivate var format: TimestampFormat {
    switch self {
    case .mdy: .monthFirst
    case .dmy: .dayFirst
    case .ymd: .yearFirst
    }
  }
}

extension Communicator {
  /// The formats of the dates in some columns, as rank 0 finds them out from the first rows.
  ///
  /// - Parameters:
  ///   - columns: the columns' 0-based positions, ascending, the same on every rank.
  ///   - request: the format that was given, if any, and what means a missing value.
  ///   - layout: what the head of the file says.
  ///   - read: gives the contents of each of the columns in the first rows; called on rank 0.
  /// - Returns: the formats, the same on every rank.
  /// - Throws: an agreed ``CaudalError`` if a column has no dates, or they can be read in two ways.
  borrowing func timestampFormats(
    of columns: [Int], _ request: TableRequest, _ layout: FileLayout,
    samples read: () throws(SourceError) -> [[[UInt8]]]
  ) throws -> [Int: TimestampFormat] {
    if let given = request.dateFormat?.format {
      return Dictionary(uniqueKeysWithValues: columns.map { ($0, given) })
    }
    guard !columns.isEmpty else { return [:] }
    let known = TimestampFormat.allCases
    var formats = try agree { () throws(LocalFailure) -> [Int] in
      guard rank == 0 else { return columns.map { _ in 0 } }
      let samples: [[[UInt8]]]
      do throws(SourceError) { samples = try read() } catch {
        throw LocalFailure(error: CaudalError(error, path: request.inputName))
      }
      var found: [Int] = []
      for (column, contents) in zip(columns, samples) {
        let format = try Self.format(of: contents, column, request, layout)
        found.append(known.firstIndex(of: format) ?? 0)
      }
      return found
    }
    try broadcast(&formats, from: 0)
    return Dictionary(uniqueKeysWithValues: zip(columns, formats.map { known[$0] }))
  }

  /// Finds out from some texts the format of all, those left out that don't fit the dates before
  /// them: what is wrong with their rows is said, with the place, when the rows are read, and only
  /// if they are looked at.
  private static func sniff(_ samples: [[UInt8]]) -> TimestampFormat.Sniffed {
    let sniffed = TimestampFormat.sniff(samples: samples)
    guard case .noFormat = sniffed else { return sniffed }
    var fitting = TimestampFormat.allCases
    let dates = samples.filter { sample in
      let still = fitting.filter { $0.parse(sample.span) != nil }
      if !still.isEmpty { fitting = still }
      return !still.isEmpty
    }
    return dates.isEmpty ? sniffed : TimestampFormat.sniff(samples: dates)
  }

  private static func format(
    of contents: [[UInt8]], _ column: Int, _ request: TableRequest, _ layout: FileLayout
  ) throws(LocalFailure) -> TimestampFormat {
    let rule = NumericColumn(
      index: column, nullTokens: request.nullTokens, numbers: layout.dialect.numbers)
    let present = contents.filter { !rule.isMissing($0.span) }
    let place = "\(request.inputName): column \"\(layout.columnNames[column])\""
    switch Self.sniff(present) {
    case .format(let format): return format
    case .noFormat(let text):
      let message = "\(place): \"\(text)\" is not a date"
      throw LocalFailure(error: CaudalError(.badData, message))
    case .ambiguous(let text):
      let why = text.map { "\"\($0)\" may have the month or the day first" } ?? "no date to look at"
      throw LocalFailure(error: CaudalError(.usage, "\(place): \(why)", advice: .dateOrder))
    }
  }
}
