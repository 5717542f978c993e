import Caudal

extension CaudalError.Subject {
  /// The option with which a sentence about it begins.
  var option: String {
    switch self {
    case .condition: "--where:"
    case .sharedInput: "--input shared"
    case .words: "--words"
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
    case .nullTokens: "if it means a missing value, name it, and all others, by --null"
    case .dateOrder: "say it by --date-format mdy, dmy or ymd"
    case .lessToKeep: "ask for less, choose rows by --where, or use more hosts"
    case .fewerGroups: "ask for fewer groups by --top, or choose rows by --where"
    }
  }
}
