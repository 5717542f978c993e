import CSV
import MPI
import Ranks
import Vocabulary

/// How the dates of columns are read, as far as that has been found out.
final class FoundDates {
  /// How they are read, by the columns' 0-based positions.
  var readings: [Int: TimestampReading] = [:]

  /// The same in words, in the order of the columns.
  func descriptions(_ layout: FileLayout) -> [DateDescription] {
    readings.sorted { $0.key < $1.key }.map { column, reading in
      DateDescription(
        column: layout.columnNames[column], format: reading.format.name,
        timeZone: reading.clock.name)
    }
  }
}

extension Communicator {
  /// How the dates in some columns are read, as rank 0 finds it out from the first rows.
  ///
  /// - Parameters:
  ///   - columns: the columns' 0-based positions, ascending, the same on every rank.
  ///   - request: the formats that were given, if any, and what means a missing value.
  ///   - layout: what the head of the file says.
  ///   - zone: the time zone that was given, if any.
  ///   - read: gives the contents of each of the columns in the first rows; called on rank 0.
  /// - Returns: how they are read, the same on every rank.
  /// - Throws: an agreed ``CaudalError`` if a column has no dates, or they can be read in two ways.
  borrowing func timestampReadings(
    of columns: [Int], _ request: TableRequest, _ layout: FileLayout, _ zone: TimeZoneRules?,
    samples read: () throws(SourceError) -> [[[UInt8]]]
  ) throws -> [Int: TimestampReading] {
    let given = try request.formatsGiven(layout)
    guard !columns.isEmpty else { return [:] }
    var found = try agree { () throws(LocalFailure) -> [SniffedColumn] in
      guard rank == 0 else { return [] }
      let samples: [[[UInt8]]]
      do throws(SourceError) { samples = try read() } catch {
        throw LocalFailure(error: CaudalError(error, path: request.inputName))
      }
      var found: [SniffedColumn] = []
      for (column, contents) in zip(columns, samples) {
        let format = given[column] ?? request.dateFormat?.timestampFormat
        found.append(try SniffedColumn(contents, column, format, request, layout))
      }
      return found
    }
    try broadcast(encoded: &found, from: 0)
    let readings = zip(columns, found).map { column, found in
      let format = found.format ?? given[column] ?? request.dateFormat?.timestampFormat
      guard let format else { preconditionFailure("a format is given or found out") }
      let clock: TimestampClock =
        zone.map { .zone($0) } ?? (found.hasOffsets ? .universal : .wall)
      return (column, TimestampReading(format, by: clock))
    }
    return Dictionary(uniqueKeysWithValues: readings)
  }
}

extension Table {
  /// Whether it was said how the dates of the column at a 0-based position are written.
  package func hasDateFormat(forColumn column: Int) -> Bool {
    request.dateFormat != nil
      || request.dateFormats.contains {
        (try? ColumnFinder(layout).position(of: $0.column)) == column
      }
  }
}

extension TableRequest {
  /// The formats that are given for single columns, by their 0-based positions.
  ///
  /// - Throws: ``CaudalError``, the same on every rank, if there is no such column.
  fileprivate func formatsGiven(_ layout: FileLayout) throws(CaudalError) -> [Int: TimestampFormat]
  {
    guard !dateFormats.isEmpty else { return [:] }
    let finder = ColumnFinder(layout)
    var formats: [Int: TimestampFormat] = [:]
    for (column, format) in dateFormats {
      do throws(ColumnError) {
        formats[try finder.position(of: column)] = format.timestampFormat
      } catch {
        throw CaudalError(.layout(.column(error)), path: inputName)
      }
    }
    return formats
  }
}

/// What the first rows tell of the dates in a column.
private struct SniffedColumn: WireCodable {
  /// The format that was found out; nil if it is given.
  let format: TimestampFormat?

  /// Whether the times have offsets from UTC.
  let hasOffsets: Bool

  /// Looks at the first rows.
  ///
  /// - Parameters:
  ///   - contents: the column's contents there.
  ///   - column: its 0-based position.
  ///   - given: the format, if it is given.
  ///   - request: what means a missing value, and the files' names.
  ///   - layout: what the head of the file says.
  /// - Throws: ``LocalFailure`` if they are no dates, or can be read in two ways.
  init(
    _ contents: [[UInt8]], _ column: Int, _ given: TimestampFormat?, _ request: TableRequest,
    _ layout: FileLayout
  ) throws(LocalFailure) {
    let rule = NumericColumn(
      index: column, nullTokens: request.nullTokens, numbers: layout.dialect.numbers)
    let present = contents.filter { !rule.isMissing($0.span) }
    if let given {
      format = nil
      hasOffsets = given.hasOffsets(in: present)
      return
    }
    let place = "\(request.inputName): column \"\(layout.columnNames[column])\""
    do throws(CaudalError) {
      let found = try Self.format(of: present, place)
      format = found
      hasOffsets = found.hasOffsets(in: present)
    } catch {
      throw LocalFailure(error: error)
    }
  }

  /// Finds out from some texts the format of all, those left out that don't fit the dates before
  /// them: what is wrong with their rows is said, with the place, when the rows are read, and only
  /// if they are looked at.
  private static func sniff(_ samples: [[UInt8]]) -> TimestampFormat.Sniffed {
    let sniffed = TimestampFormat.sniff(samples: samples)
    guard case .noFormat = sniffed else { return sniffed }
    var fitting = TimestampFormat.recognized
    let dates = samples.filter { sample in
      let still = fitting.filter { $0.recognizes(sample.span) }
      if !still.isEmpty { fitting = still }
      return !still.isEmpty
    }
    return dates.isEmpty ? sniffed : TimestampFormat.sniff(samples: dates)
  }

  private static func format(
    of samples: [[UInt8]], _ place: String
  ) throws(CaudalError) -> TimestampFormat {
    switch sniff(samples) {
    case .format(let format): return format
    case .noFormat(let text):
      throw CaudalError(.badData, "\(place): \"\(text)\" is not a date")
    case .ambiguous(let text):
      let why = text.map { "\"\($0)\" may have the month or the day first" } ?? "no date to look at"
      throw CaudalError(.usage, "\(place): \(why)", advice: .dateOrder)
    case .severalFormats(let formats, let text, let meanings):
      let list = meanings.dropLast().joined(separator: ", ") + " or " + (meanings.last ?? "")
      throw CaudalError(
        .usage, "\(place): \"\(text)\" may be \(list)",
        advice: .dateFormats(formats.map(\.code)))
    }
  }

  func write(to message: inout WireWriter) {
    message.write(format.flatMap { TimestampFormat.recognized.firstIndex(of: $0) }, hasOffsets)
  }

  init(from message: inout WireReader) {
    format = message.read(Int?.self).map { TimestampFormat.recognized[$0] }
    hasOffsets = message.read()
  }
}
