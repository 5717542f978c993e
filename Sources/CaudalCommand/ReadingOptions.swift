import ArgumentParser
import Caudal

/// The options that say how rows are read, wherever they come from.
struct ReadingOptions: ParsableArguments {
  /// Every option's default.
  private static let standard = TableRequest(paths: ["-"])

  @Option(
    name: .customLong("null"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "A text that means a missing value, as empty fields do. It takes the place of the default ones; with a + in front"
        + " of it, it is added to them. May be repeated. Infinities can't be anything else: --null +inf.",
      discussion: "Default: \(Self.standard.nullTokens.joined(separator: ", ")).",
      valueName: "text"))
  var nullTokens: [String] = []

  @OptionGroup
  var dialect: DialectArguments

  @Option(
    help: ArgumentHelp(
      "How dates are written: dmy, mdy, or a pattern. mdy: month first; dmy: day first; ymd; epoch: seconds since 1970;"
        + " epoch-ms; or a pattern such as '%d/%m/%Y %H:%M'. Column=format is for that column; may be repeated."
        + " Default: as the first rows of each column tell.",
      valueName: "format"),
    transform: DateOption.init)
  var dateFormat: [DateOption] = []

  @Option(
    help: ArgumentHelp(
      "The time zone of times, such as America/Bogota. Times without a UTC offset are read by its clocks, and parts"
        + " of dates are taken by them. Default: the clock as it is; UTC where times have offsets.",
      valueName: "zone"))
  var timeZone: String?

  @Option(
    help: ArgumentHelp(
      "The month with which years begin, 1 to 12. Each is named after the year in which it ends.",
      valueName: "month"))
  var yearStarts = Self.standard.yearStarts

  @Option(
    help: ArgumentHelp(
      "If a row can't be used: fail, skip, or missing. skip leaves the row out; missing takes the field for a missing"
        + " value. What is left out or taken so is counted.",
      valueName: "way"))
  var onError = UnusableOption(Self.standard.unusableRows.handling)

  @Option(
    help: ArgumentHelp(
      "End the job if more rows and fields than that can't be used.", valueName: "count"))
  var maxErrors: Int?

  @Flag(help: "Take the fields that a short row lacks for missing.")
  var fillRagged = false

  func validate() throws {
    if onError.handling == .fail, maxErrors != nil {
      throw ValidationError("--max-errors needs --on-error skip or missing")
    }
    if let maxErrors, maxErrors < 0 { throw ValidationError("--max-errors must be at least 0") }
    if !(1...12).contains(yearStarts) {
      throw ValidationError("--year-starts must be from 1 to 12")
    }
  }

  /// The table that these options describe.
  ///
  /// - Parameters:
  ///   - files: the files, which may be patterns still.
  ///   - conditions: which rows are looked at: those for which all are true.
  /// - Returns: the options as one checked value.
  /// - Throws: a ``CaudalError`` if the condition makes no sense.
  func request(
    _ files: [String], where conditions: [String]
  ) throws(CaudalError) -> TableRequest {
    var request = TableRequest(paths: ManyFiles.unpacked(files))
    do throws(ConditionError) {
      request.condition = conditions.isEmpty ? nil : try Condition(all: conditions)
    } catch {
      throw CaudalError(error)
    }
    request.dialect = dialect.request
    request.nullTokens = Self.nullTokens(nullTokens)
    request.unusableRows.handling = onError.handling
    request.unusableRows.limit = maxErrors
    request.unusableRows.fillsShortRows = fillRagged
    for option in dateFormat {
      if let column = option.column {
        request.dateFormats.append((column, option.format))
      } else {
        request.dateFormat = option.format
      }
    }
    request.timeZone = timeZone
    request.yearStarts = yearStarts
    return request
  }

  /// The texts that mean a missing value: those that are given, and the default ones unless others are
  /// given instead of them.
  ///
  /// - Parameter given: the texts, some with a plus sign in front.
  /// - Returns: the texts without it; a plus sign alone is a text.
  static func nullTokens(_ given: [String]) -> [String] {
    let added = given.filter { $0.hasPrefix("+") && $0.count > 1 }.map { String($0.dropFirst()) }
    let replacing = given.filter { !$0.hasPrefix("+") || $0.count == 1 }
    return (replacing.isEmpty ? standard.nullTokens : replacing) + added
  }
}
