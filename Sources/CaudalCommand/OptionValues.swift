import ArgumentParser
import Caudal
import Report

/// A list of percentiles: `10,25,50`.
struct PercentileList: ExpressibleByArgument {
  let percents: [Double]

  init(percents: [Double]) { self.percents = percents }

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part in
      // Blanks around a number are fine, between its digits they are not.
      part.split(separator: " ").count == 1 ? Double(String(part.filter { $0 != " " })) : nil
    }
    guard numbers.count == parts.count, numbers.allSatisfy({ (0...100).contains($0) }),
      Set(numbers).count == numbers.count
    else { return nil }
    percents = numbers.map { $0 + 0 }
  }

  var defaultValueDescription: String {
    percents.map(\.shortText).joined(separator: ",")
  }
}

/// A list of statistics: `count,mean,max`, or `all`.
struct StatisticList: ExpressibleByArgument {
  let statistics: Set<Statistic>

  init(statistics: Set<Statistic>) { self.statistics = statistics }

  /// What several lists name together.
  static func union(of lists: [StatisticList]) -> Set<Statistic> {
    guard var all = lists.first?.statistics else { return [] }
    for list in lists.dropFirst() { all.formUnion(list.statistics) }
    return all
  }

  init?(argument: String) {
    let sets = ["all": Statistic.all, "standard": Statistic.standard]
    if let set = sets[argument] {
      statistics = set
      return
    }
    let names = argument.split(separator: ",", omittingEmptySubsequences: false)
    let found = names.compactMap { Statistic(rawValue: $0.filter { $0 != " " }) }
    guard found.count == names.count else { return nil }
    statistics = Set(found)
  }

  var defaultValueDescription: String {
    switch statistics {
    case Statistic.standard: "standard"
    case Statistic.all: "all"
    default: Statistic.allCases.filter(statistics.contains).map(\.rawValue).joined(separator: ",")
    }
  }

  static var allValueStrings: [String] { ["standard", "all"] + Statistic.allCases.map(\.rawValue) }
}

/// The order of groups.
struct SortOrder: ExpressibleByArgument {
  let order: GroupOrder

  init(order: GroupOrder) { self.order = order }

  init?(argument: String) {
    switch argument {
    case "first": order = .firstSeen
    case "key": order = .key
    default:
      guard let statistic = Statistic(rawValue: argument), statistic.isOneNumber else {
        return nil
      }
      order = .statistic(statistic)
    }
  }

  var defaultValueDescription: String {
    switch order {
    case .firstSeen: "first"
    case .key: "key"
    case .statistic(let statistic): statistic.rawValue
    }
  }

  static var allValueStrings: [String] {
    ["first", "key"] + Statistic.allCases.filter(\.isOneNumber).map(\.rawValue)
  }
}

/// How dates are written, in one column or in all: `dmy`, `Fecha=epoch`, `%d/%m/%Y`.
struct DateOption {
  /// The column; nil for all others.
  let column: ColumnReference?

  let format: DateFormat

  /// Reads a format, in front of which may stand a column's name and an equals sign.
  ///
  /// - Throws: a `ValidationError` that says what is wrong.
  init(_ argument: String) throws {
    // The last sign in front of the pattern: names may have some, too.
    let format = argument.firstIndex(of: "%").map { argument[..<$0] } ?? argument[...]
    let sign = format.lastIndex(of: "=")
    column = sign.map { ColumnReference(ListOption.unquoted(ListOption.trimmed(argument[..<$0]))) }
    let text = String(sign.map { argument[argument.index(after: $0)...] } ?? argument[...])
    do throws(DateFormat.Failure) { self.format = try DateFormat(text) } catch {
      throw ValidationError("\"\(text)\" \(error.reason)")
    }
  }
}

/// What is done with a row that can't be used.
struct UnusableOption: ExpressibleByArgument {
  let handling: UnusableRows.Handling

  init(_ handling: UnusableRows.Handling) { self.handling = handling }

  init?(argument: String) {
    guard let handling = UnusableRows.Handling(rawValue: argument) else { return nil }
    self.handling = handling
  }

  var defaultValueDescription: String { handling.rawValue }

  static var allValueStrings: [String] { UnusableRows.Handling.allCases.map(\.rawValue) }
}

/// How the file comes to the ranks.
struct InputOption: ExpressibleByArgument {
  let way: InputWay

  init(_ way: InputWay) { self.way = way }

  init?(argument: String) {
    guard let way = InputWay(rawValue: argument) else { return nil }
    self.way = way
  }

  var defaultValueDescription: String { way.rawValue }

  static var allValueStrings: [String] { InputWay.allCases.map(\.rawValue) }
}

extension OutputFormat: ExpressibleByArgument {}

extension FrequencyFormat: ExpressibleByArgument {}

/// What is computed of a window along a column.
struct RollingOption: ExpressibleByArgument {
  static let allValueStrings = RollingStatistic.allCases.map(\.rawValue)

  let statistic: RollingStatistic

  init?(argument: String) {
    guard let statistic = RollingStatistic(rawValue: argument) else { return nil }
    self.statistic = statistic
  }
}

extension CheckFormat: ExpressibleByArgument {}

extension PlanFormat: ExpressibleByArgument {}
