import ArgumentParser
import Caudal
import Forecasting
import Output
import Report

/// `caudal forecast`: the options as they are typed, and the work that they stand for.
struct ForecastSeries: JobCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast",
    abstract: "Forecast columns of numbers in time, and say how good that is.",
    discussion: """
      Each column, in each group, is a series of its own. Its forecast begins behind its last value. \
      Missing steps stay missing. The result has the same bits for any number of ranks and threads.
      """)

  @Argument(help: TableOptions.filesHelp, completion: .file())
  var files: [String] = []

  @Option(
    name: [.short, .long, .customLong("column")],
    help: ArgumentHelp(
      "The columns, or values that are computed. Columns are names or numbers from 1, renamed by as, as in"
        + " '\"San Francisco\" as temperature'. Default: all that have numbers.",
      valueName: "list"),
    completion: .values)
  var columns: String?

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Only rows for which this is true, such as 'flow > 5'. See caudal help conditions."
        + " May be repeated: all must be true.",
      valueName: "condition"))
  var conditions: [String] = []

  @Option(
    help: ArgumentHelp("The length of a step, such as 10m, 1h, 1d or 1 month.", valueName: "step"))
  var every: SpanOption?

  @Option(
    help: ArgumentHelp(
      "The column of times. Default: the one that holds dates.", valueName: "column"),
    completion: .columns)
  var time: String?

  @Option(
    help: ArgumentHelp(
      "Columns of which each combination is a series. They may be computed.", valueName: "list"),
    completion: .values)
  var by: String?

  @Option(
    help: ArgumentHelp(
      "What is made of a step's values, such as mean or sum. Also min, max, first, last or count; for single columns"
        + " as in 'mean, rain sum'. Default: mean.",
      valueName: "list"))
  var aggregate: String?

  @Option(
    help: ArgumentHelp(
      "How many steps to forecast, such as 72. Of several, as in 24,48,72, the table shows each.",
      valueName: "steps"))
  var horizon = StepList(steps: [24])

  @OptionGroup
  var model: ModelOptions

  @Option(
    help: ArgumentHelp(
      "The probabilities of intervals, in percent. Several are separated by commas.",
      valueName: "percent"))
  var level = LevelList(levels: [80, 95])

  @Option(
    help: ArgumentHelp(
      "Forecast from so many past times, too. It says how far off that would have been.",
      valueName: "n"))
  var backtest: Int?

  @Option(
    help: ArgumentHelp(
      "Where intervals come from: model or backtest. model: its own errors; backtest: the errors from origins in the"
        + " past.",
      valueName: "way"))
  var intervals = IntervalsOption(way: .model)

  @Flag(
    help: ArgumentHelp(
      "Rows come in the order of time: sum up, and hold none. However long series are. With --model ar and --lags."
    ))
  var inOrder = false

  @Option(
    help: ArgumentHelp(
      "Keep each model in a file of this folder. The files, caudal.model/1, forecast later without fitting.",
      valueName: "folder"),
    completion: .directory)
  var save: String?

  @Option(
    help: ArgumentHelp(
      "Take the models of this folder and fit none. With files, they go on with the rows behind their ends.",
      valueName: "folder"),
    completion: .directory)
  var models: String?

  @Option(
    help: ArgumentHelp(
      "What values are measured in, such as °C. Bogota=°C is for that column. May be repeated.",
      valueName: "unit"),
    transform: UnitOption.init)
  var unit: [UnitOption] = []

  @Option(
    help: ArgumentHelp(
      "table, json, csv, or html, a page with charts. Default: as --output ends, else table.",
      valueName: "format"))
  var format: ForecastFormat?

  @OptionGroup
  var table: TableOptions

  func validate() throws {
    if files.isEmpty, models == nil {
      throw ValidationError("give the files that have the rows, or --models, a folder of models")
    }
    if !files.isEmpty, every == nil {
      throw ValidationError("give --every, the length of a step, such as 1h")
    }
    if models != nil {
      let others: [(name: String, isGiven: Bool)] = [
        ("--order", model.order != nil), ("--lags", model.lags != nil),
        ("--fourier", model.fourier != nil), ("--season", model.season != nil),
        ("--backtest", backtest != nil),
      ]
      if let given = others.first(where: \.isGiven) {
        throw ValidationError("\(given.name) is about new models; --models takes those there are")
      }
    }
    if inOrder { try validateInOrder() }
    if let backtest, !(1...1000).contains(backtest) {
      throw ValidationError("--backtest must be from 1 to 1000")
    }
    if intervals.way == .backtest, backtest == nil {
      throw ValidationError("--intervals backtest needs --backtest, the number of origins")
    }
    // Bounds lie between errors that were seen.
    if intervals.way == .backtest, let backtest, let highest = level.levels.last {
      // A little less, as 0.95 is no double.
      let needed = Int((2 * (1 - 1e-9) / (1 - highest / 100)).rounded(.up)) - 1
      if backtest < needed {
        throw ValidationError(
          "--intervals backtest needs --backtest \(needed) for \(highest.formatted) %, which lie between errors that"
            + " were seen")
      }
    }
  }

  /// Makes sure that nothing is asked for that sums don't tell.
  private func validateInOrder() throws {
    guard model.model == .ar, model.lags != nil else {
      throw ValidationError("--in-order needs --model ar and --lags")
    }
    let others: [(name: String, isGiven: Bool)] = [
      ("--fourier", model.fourier != nil), ("--by", by != nil), ("--backtest", backtest != nil),
      ("--models", models != nil),
    ]
    if let given = others.first(where: \.isGiven) {
      throw ValidationError("\(given.name) needs series that are held; leave --in-order out")
    }
  }

  var watching: WatchOptions? { table.explain == nil ? table.watch : nil }

  var resultPath: String? { table.output }

  func request() throws(CaudalError) -> ForecastRequest {
    try table.checkSafety(ofCSV: printedFormat == .csv)
    let table = try table.request(files.isEmpty ? ["-"] : files, where: conditions)
    // Without files, models say what a step is.
    var request = ForecastRequest(table: table, every: every?.span ?? .hour)
    request.columns = try columns.map { (text) throws(CaudalError) in
      do throws(ConditionError) { return try ColumnList(text) } catch {
        throw CaudalError(error, subject: .columns)
      }
    }
    guard !files.isEmpty else { return settled(request) }
    var grid = GridOptions()
    (grid.every, grid.time, grid.by, grid.aggregate) = (every, time, by, aggregate)
    (grid.fill, grid.maxGap) = (nil, nil)
    request.regular = try grid.request() ?? request.regular
    return settled(request)
  }

  /// How the result is printed.
  private var printedFormat: ForecastFormat {
    format ?? table.output.flatMap(ForecastFormat.init(fileName:)) ?? .table
  }

  /// The request with what doesn't depend on files.
  private func settled(_ given: ForecastRequest) -> ForecastRequest {
    var request = given
    request.method = model.method()
    request.seasons = model.season?.steps
    request.horizons = horizon.steps
    request.levels = level.levels
    request.origins = backtest
    request.intervals = intervals.way
    request.isInOrder = inOrder
    request.models = models
    request.keepsModels = save != nil
    request.units = unit.map(\.unit)
    request.keepsHistory = printedFormat == .html
    return request
  }

  func run(_ request: ForecastRequest, in job: borrowing Job) throws {
    if let save, table.explain == nil {
      try job.onRankZero { () throws(CaudalError) in try ModelFolder(save).prepare() }
    }
    if files.isEmpty { return try forecastSaved(request, in: job) }
    var request = request
    if let explained = table.explain {
      return try table.explain(
        in: job, request.table, to: Destination(output: table.output), as: explained
      ) { files in
        request.table = files
        return try job.explain(request, to: table.plannedOutput(printedFormat.rawValue))
      }
    }
    try table.run(in: job, request.table) { table in
      request.table = table
      let forecasts = try job.forecast(request)
      try keep(forecasts, in: job)
      if printedFormat == .csv, let input = forecasts.input { TableOptions.sayUnusable(input) }
      return { printedFormat.render(forecasts) }
    }
  }

  /// Forecasts by models alone.
  private func forecastSaved(_ request: ForecastRequest, in job: borrowing Job) throws {
    if let explained = table.explain {
      let plan = try job.explainSaved(request, to: table.plannedOutput(printedFormat.rawValue))
      return try job.onRankZero { () throws(CaudalError) in
        try Destination(output: nil).write(explained.render(plan))
      }
    }
    let destination = Destination(output: table.output)
    let forecasts = try job.forecastSaved(request)
    try keep(forecasts, in: job)
    try job.onRankZero { () throws(CaudalError) in
      try destination.write(bytes: table.guarded(printedFormat.render(forecasts)))
    }
  }

  /// Keeps models, if that was asked for.
  private func keep(_ forecasts: Forecasts, in job: borrowing Job) throws {
    guard let save else { return }
    try job.onRankZero { () throws(CaudalError) in
      let saved = forecasts.series.compactMap(\.saved)
      try ModelFile.checkPlaces(of: saved, in: save)
      try ModelFolder(save).keep(saved)
      printError("note: \(saved.count) model\(saved.count == 1 ? "" : "s") in \(save)")
    }
  }
}

extension ForecastFormat: ExpressibleByArgument {}

/// What values are measured in, those of one column or of all: `Bogota=°C`, `mm`.
struct UnitOption {
  let unit: ForecastRequest.Unit

  /// Reads a unit, in front of which may stand a column's name and an equals sign.
  ///
  /// - Throws: a `ValidationError` if there is no unit.
  init(_ argument: String) throws {
    // The last sign: names may have some, too.
    let sign = argument.lastIndex(of: "=")
    let text = ListOption.trimmed(
      sign.map { argument[argument.index(after: $0)...] } ?? argument[...])
    guard !text.isEmpty, text.utf8.count <= 100 else {
      throw ValidationError("give --unit a unit, such as °C, or a column and its unit, Bogota=°C")
    }
    unit = ForecastRequest.Unit(
      text, ofColumn: sign.map { ListOption.unquoted(ListOption.trimmed(argument[..<$0])) })
  }
}

/// Probabilities in percent: `80,95`.
struct LevelList: ExpressibleByArgument {
  let levels: [Double]

  init(levels: [Double]) { self.levels = levels }

  init?(argument: String) {
    var levels: [Double] = []
    for item in ListOption.items(of: argument) {
      guard let level = Double(item), level > 0, level < 100 else { return nil }
      levels.append(level)
    }
    guard levels.count <= 10 else { return nil }
    self.levels = Set(levels).sorted()
  }

  var defaultValueDescription: String { levels.map(\.formatted).joined(separator: ",") }
}

extension Double {
  /// The number without a point where it is whole.
  fileprivate var formatted: String { self == rounded() ? "\(Int(self))" : "\(self)" }
}

/// Numbers of steps: `24,48,72`.
struct StepList: ExpressibleByArgument {
  let steps: [Int]

  init(steps: [Int]) { self.steps = steps }

  init?(argument: String) {
    var steps: [Int] = []
    for item in ListOption.items(of: argument) {
      guard let count = Int(item), (1...ForecastRequest.longestHorizon).contains(count) else {
        return nil
      }
      steps.append(count)
    }
    self.steps = Set(steps).sorted()
  }

  var defaultValueDescription: String { steps.map { "\($0)" }.joined(separator: ",") }
}

/// Where intervals come from.
struct IntervalsOption: ExpressibleByArgument {
  let way: ForecastRequest.Intervals

  init(way: ForecastRequest.Intervals) { self.way = way }

  init?(argument: String) {
    guard let way = ForecastRequest.Intervals(rawValue: argument) else { return nil }
    self.way = way
  }

  static var allValueStrings: [String] { ForecastRequest.Intervals.allCases.map(\.rawValue) }

  var defaultValueDescription: String { way.rawValue }
}
