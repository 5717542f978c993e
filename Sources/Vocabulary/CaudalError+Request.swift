extension CaudalError {
  /// A part of a request that makes no sense.
  public enum Subject: UInt8, Sendable, CaseIterable {
    /// The condition by which rows are chosen: ``TableRequest/condition``.
    case condition
    /// That every rank shall read its part of the files: ``InputWay/shared``.
    case sharedInput
    /// That words shall be counted: ``FrequencyRequest/Subject/words``.
    case words
    /// The time zone of dates: ``TableRequest/timeZone``.
    case timeZone
    /// The columns that are written: ``SelectRequest/columns``.
    case columns
    /// The order of rows: ``SelectRequest/order``.
    case order
    /// What makes rows the same: ``SelectRequest/distinction``.
    case distinction
    /// What rows of two tables have in common: ``JoinRequest/keys``.
    case joinKeys
    /// The columns that become rows: ``SelectRequest/unpivot``.
    case unpivot
    /// A regular grid: ``SelectRequest/regular``.
    case grid
    /// The column of times: ``RegularRequest/time``.
    case timeColumn
    /// What has a grid of its own: ``RegularRequest/groups``.
    case gridGroups
    /// What is made of values: ``RegularRequest/aggregates``.
    case aggregates
    /// What divides rows among files: ``Partition/keys``.
    case partition

    /// The words with which a sentence about it begins.
    public var words: String {
      switch self {
      case .condition: "the condition:"
      case .sharedInput: "a shared input"
      case .words: "a count of words"
      case .timeZone: "the time zone:"
      case .columns: "the columns:"
      case .order: "the order of rows:"
      case .distinction: "the keys of distinct rows:"
      case .joinKeys: "the keys of the join:"
      case .unpivot: "the columns that become rows:"
      case .grid: "the regular grid:"
      case .timeColumn: "the column of times:"
      case .gridGroups: "the groups of the regular grid:"
      case .aggregates: "the aggregates:"
      case .partition: "the keys of files:"
      }
    }
  }

  /// How a request should be changed.
  public enum Advice: Sendable, Hashable {
    /// Perhaps this character marks decimals: ``DialectRequest/decimal``.
    case decimalMark(Character)
    /// Perhaps this character marks thousands: ``DialectRequest/thousands``.
    case thousandsMark(Character)
    /// This character marks decimals or thousands; it must be said which.
    case decimalOrThousands(Character)
    /// The decimal mark must be said: ``DialectRequest/decimal``.
    case eitherDecimalMark
    /// Perhaps a percent sign or a currency stands around numbers: ``DialectRequest/numberForms``.
    case looseNumbers
    /// Perhaps numbers are hexadecimal: ``DialectRequest/numberForms``.
    case hexadecimalNumbers
    /// Perhaps the row behind the header is no data: ``DialectRequest/skippedAfterHeader``.
    case rowBehindHeader
    /// It must be said what divides fields: ``DialectRequest/delimiter``.
    case delimiter
    /// It may be said how letters are encoded: ``DialectRequest/encoding``.
    case encoding
    /// It must be said whether there is a header: ``DialectRequest/header``.
    case header
    /// Perhaps there is a header after all: ``DialectRequest/header``.
    case headerPresent
    /// Columns may be asked for by their names: ``ColumnSelection``.
    case columnNames
    /// Quotes may be doubled, escaped, or text: ``DialectRequest/quote``, ``DialectRequest/escape``.
    case quotes
    /// Perhaps the text means a missing value: ``TableRequest/nullTokens``.
    case nullTokens
    /// An infinity can only be a missing value, ``TableRequest/nullTokens``, or in a row that is left out:
    /// ``TableRequest/unusableRows``.
    case finiteNumbers
    /// It must be said how dates are written: ``TableRequest/dateFormat``.
    case dateOrder
    /// It must be said in which of these ways dates are written: ``TableRequest/dateFormats``.
    case dateFormats([String])
    /// It must be said what times mean that don't tell their offset: ``TableRequest/timeZone``.
    case timeZone
    /// Perhaps the clock has no summer time: ``TableRequest/timeZone``.
    case fixedTimeZone
    /// There are too many keys, or values of them: fewer statistics, ``TableRequest/condition``.
    case lessToKeep
    /// There is no room on disk for what doesn't fit in memory: ``TableRequest/scratchFolder``.
    case scratch
    /// The rows aren't in the order of time: ``SelectRequest/order``, ``ForecastRequest/isInOrder``.
    case sortedRows
    /// There are too many groups for a report: ``DescribeRequest/groupLimit``,
    /// ``FrequencyRequest/limit``, ``TableRequest/condition``.
    case fewerGroups
    /// What is in the file must be piped in, by a command that prints it: ``TableRequest/paths``.
    case pipedCommand(String)

    /// A mark in words.
    public static func name(_ mark: Character) -> String {
      switch mark {
      case ",": "the comma"
      case ".": "the point"
      case " ": "a blank"
      case "'": "the apostrophe"
      default: "\(mark)"
      }
    }

    /// The words in which it is said, as the end of a sentence.
    public var words: String {
      switch self {
      case .decimalMark(","): "if the comma marks decimals, say so"
      case .decimalMark("."): "if the point marks decimals, say so"
      case .decimalMark(let mark): "if \(mark) marks decimals, say so"
      case .thousandsMark(let mark): "if \(Self.name(mark)) marks thousands, say so"
      case .decimalOrThousands(let mark):
        "say whether \(Self.name(mark)) marks decimals or thousands"
      case .eitherDecimalMark: "say which is the decimal mark"
      case .looseNumbers: "if units around numbers are to be left out, say so"
      case .hexadecimalNumbers: "if numbers may be hexadecimal, say so"
      case .rowBehindHeader: "if the row behind the header is no data, have it left out"
      case .delimiter: "say which"
      case .encoding: "if the file is in another encoding, name it"
      case .header: "say which"
      case .headerPresent: "say that there is a header if that row names them"
      case .columnNames: "ask for them by their names"
      case .quotes: "double a quote that is text; or say how it is escaped, or that there are none"
      case .nullTokens:
        "if it means a missing value, name it, and all others, among the null tokens"
      case .finiteNumbers:
        "if it means a missing value, name it, and all others, among the null tokens, or have such rows left out"
      case .dateOrder: "say which comes first"
      case .dateFormats(let formats):
        "say which it is: \(formats.map { "\"\($0)\"" }.joined(separator: " or "))"
      case .timeZone: "say in which time zone the times without an offset are"
      case .fixedTimeZone:
        "if the clock is never changed, name a zone without summer time, such as Etc/GMT-1 for UTC+1"
      case .lessToKeep: "ask for less, choose rows by a condition, or use more hosts"
      case .scratch: "name a folder with more room"
      case .sortedRows: "sort them, or have series held"
      case .fewerGroups: "ask for fewer groups, or choose rows by a condition"
      case .pipedCommand(let command): "read what this prints: \(command)"
      }
    }
  }
}
