import Caudal

extension CaudalError.Subject {
  /// The option with which a sentence about it begins.
  var option: String {
    switch self {
    case .condition: "--where:"
    case .sharedInput: "--input shared"
    case .words: "--words"
    case .timeZone: "--time-zone:"
    case .columns: "--columns:"
    case .order: "--sort:"
    case .distinction: "--distinct-by:"
    case .joinKeys: "--on:"
    case .unpivot: "--unpivot:"
    case .grid: "--every:"
    case .timeColumn: "--time:"
    case .gridGroups: "--by:"
    case .aggregates: "--aggregate:"
    case .partition: "--partition:"
    }
  }
}

extension CaudalError.Advice {
  /// The options by which it is followed.
  var options: String {
    switch self {
    case .decimalMark(","): "if the comma marks decimals, give --decimal ,"
    case .decimalMark("."): "if the point marks decimals, give --decimal ."
    case .decimalMark(let mark): "if \(mark) marks decimals, give --decimal \(mark)"
    case .thousandsMark(let mark):
      "if \(Self.name(mark)) marks thousands, give --thousands \(Self.thousandsValue(mark))"
    case .decimalOrThousands(let mark):
      "give --decimal \(mark) or --thousands \(Self.thousandsValue(mark))"
    case .eitherDecimalMark: "give --decimal . or --decimal ,"
    case .looseNumbers: "to leave out units around numbers, give --number-style loose"
    case .hexadecimalNumbers: "to read hexadecimal numbers, give --number-style hex"
    case .rowBehindHeader: "if this row is no data, give --skip-after-header 1"
    case .delimiter: "say it by --delimiter"
    case .encoding: "if the file is in another encoding, name it by --encoding, such as ISO-8859-1"
    case .header: "give --header yes or --header no"
    case .headerPresent: "give --header yes if that row names them"
    case .columnNames: "name them by --column"
    case .quotes:
      "double a quote that is text, or give --escape '\\' or --quote none, as the file is written"
    case .nullTokens: "if it means a missing value, name it, and all others, by --null"
    case .finiteNumbers:
      "if it means a missing value, name it, and all others, by --null, or leave out such rows by --on-error skip"
    case .dateOrder: "say it by --date-format mdy, dmy or ymd"
    case .dateFormats(let formats):
      "say it by --date-format \(formats.map { $0.contains("%") ? "'\($0)'" : $0 }.joined(separator: " or "))"
    case .timeZone: "name the zone of times without an offset by --time-zone"
    case .fixedTimeZone:
      "if the clock is never changed, name a zone without summer time by --time-zone, such as Etc/GMT-1 for UTC+1"
    case .lessToKeep: "ask for less, choose rows by --where, or use more hosts"
    case .scratch: "name a folder with more room by --scratch"
    case .sortedRows: "sort them by caudal select --sort, or leave --in-order out"
    case .fewerGroups: "ask for fewer groups by --top, or choose rows by --where"
    case .pipedCommand(let command): "pipe it in: \(command) | caudal … -"
    }
  }

  private static func thousandsValue(_ mark: Character) -> String {
    switch mark {
    case ",": "comma"
    case ".": "point"
    case " ": "blank"
    default: "apostrophe"
    }
  }
}
