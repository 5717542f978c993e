import ArgumentParser
import Caudal

/// The options of a regular grid in time.
struct GridOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The step, such as 10m, 1h, 1d, 1w or 1 month. The rows become a regular grid in time.",
      valueName: "step"))
  var every: SpanOption?

  @Option(
    help: ArgumentHelp(
      "With --every: the column of times. Default: the one that holds dates.", valueName: "column"),
    completion: .columns)
  var time: String?

  @Option(
    help: ArgumentHelp(
      "Columns of which each combination has its own grid. They may be computed. With --every.",
      valueName: "list"),
    completion: .values)
  var by: String?

  @Option(
    help: ArgumentHelp(
      "What is made of a step's values, such as mean or sum. Also min, max, first, last or count; for"
        + " single columns as in 'mean, rain sum'. With --every. Default: mean.",
      valueName: "list"))
  var aggregate: String?

  @Option(
    help: ArgumentHelp(
      "For steps without a value: previous, linear, or a number. Default: none. With --every.",
      valueName: "fill"))
  var fill: FillOption?

  @Option(
    help: ArgumentHelp(
      "With --fill: fill only if it is no longer from one value to the next than this, such as 3h.",
      valueName: "length"))
  var maxGap: SpanOption?

  func validate() throws {
    let others: [(name: String, isGiven: Bool)] = [
      ("--time", time != nil), ("--by", by != nil), ("--aggregate", aggregate != nil),
      ("--fill", fill != nil), ("--max-gap", maxGap != nil),
    ]
    if every == nil, let given = others.first(where: \.isGiven) {
      throw ValidationError("\(given.name) needs --every, the step of a regular grid, such as 1h")
    }
  }

  /// The grid that is asked for; nil if none is.
  func request() throws(CaudalError) -> RegularRequest? {
    guard let every else { return nil }
    var regular = RegularRequest(every: every.span)
    regular.time = time.map { ColumnReference(ListOption.unquoted($0)) }
    do throws(ConditionError) {
      regular.groups = try by.map { (text) throws(ConditionError) in try ColumnList(text) }
    } catch {
      throw CaudalError(error, subject: .gridGroups)
    }
    do throws(ConditionError) {
      if let aggregate { regular.aggregates = try AggregateList(aggregate) }
    } catch {
      throw CaudalError(error, subject: .aggregates)
    }
    if let fill { regular.fill = fill.fill }
    regular.longestGap = maxGap?.span
    return regular
  }
}

/// A length of time: `10m`, `1 h`.
struct SpanOption: ExpressibleByArgument {
  let span: TimeSpan

  init?(argument: String) {
    guard let span = TimeSpan(argument) else { return nil }
    self.span = span
  }
}

/// What steps without a value get.
struct FillOption: ExpressibleByArgument {
  let fill: RegularRequest.Fill

  init?(argument: String) {
    switch argument {
    case "none": fill = .none
    case "previous": fill = .previous
    case "linear": fill = .linear
    default:
      guard let value = Double(argument), value.isFinite else { return nil }
      fill = .value(value)
    }
  }
}
