import ArgumentParser
import Caudal

/// The options of models.
struct ModelOptions: ParsableArguments {
  /// The models by their names.
  enum Name: String, ExpressibleByArgument, CaseIterable {
    case auto
    case combination
    case arima
    case ar
    case ets
    case theta
    case mstl
    case naive
    case seasonalNaive = "seasonal-naive"
    case seasonalMean = "seasonal-mean"
  }

  @Option(
    help: ArgumentHelp(
      "The model, such as arima, ar, ets or theta. auto: the mean of three that are good as a rule; combination: of the"
        + " three that were best so far; arima; ar: an autoregression with seasons; ets: exponential smoothing; theta;"
        + " mstl: seasons by loess; naive, seasonal-naive, seasonal-mean.",
      valueName: "model"))
  var model = Name.auto

  @Option(
    help: ArgumentHelp(
      "The steps of the seasons, such as 24,168; or none. Default: as --every tells, for 1h a day,"
        + " a week and a year: 24,168,8766.",
      valueName: "steps"))
  var season: SeasonList?

  @Option(
    help: ArgumentHelp(
      "With --model arima: p,d,q, such as 2,1,2. Default: those with the smallest AICc.",
      valueName: "p,d,q"))
  var order: OrdersOption?

  @Option(
    help: ArgumentHelp(
      "With --order: P,D,Q and the steps of a season, such as 0,1,1,24.", valueName: "P,D,Q,m"))
  var seasonal: SeasonalOrdersOption?

  @Option(
    help: ArgumentHelp(
      "With --model ar: the lags, such as 1-25,48,168. Default: as the seasons suggest.",
      valueName: "lags"))
  var lags: LagList?

  @Option(
    help: ArgumentHelp(
      "With --model ar, or --order: seasons as harmonics, each its steps and how many, such as 24:4,8766:2.",
      valueName: "season:count"))
  var fourier: HarmonicsList?

  func validate() throws {
    if order != nil, model != .arima { throw ValidationError("--order needs --model arima") }
    if seasonal != nil, order == nil { throw ValidationError("--seasonal needs --order") }
    if lags != nil, model != .ar { throw ValidationError("--lags needs --model ar") }
    if fourier != nil, model != .ar, order == nil {
      throw ValidationError("--fourier needs --model ar, or --model arima with --order")
    }
  }

  /// The method that is asked for.
  func method() -> ForecastMethod {
    switch model {
    case .auto: return .automatic
    case .combination: return .combination
    case .arima:
      var choice = ARIMAChoice()
      choice.orders = order?.orders
      choice.seasonal = seasonal.map { ($0.orders, $0.period) }
      choice.harmonics = fourier?.harmonics ?? []
      return .arima(choice)
    case .ar:
      var choice = AutoregressionChoice()
      choice.lags = lags?.lags
      choice.harmonics = fourier?.harmonics
      return .autoregression(choice)
    case .ets: return .exponentialSmoothing
    case .theta: return .theta
    case .mstl: return .seasonalDecomposition
    case .naive: return .naive
    case .seasonalNaive: return .seasonalNaive
    case .seasonalMean: return .seasonalMean
    }
  }
}

/// Whole numbers with commas between them.
private func numbers(_ text: String, from least: Int, to most: Int) -> [Int]? {
  var numbers: [Int] = []
  for item in ListOption.items(of: text) {
    guard let number = Int(item), (least...most).contains(number) else { return nil }
    numbers.append(number)
  }
  return numbers
}

/// The steps of seasons: `24,168`, or `none`.
struct SeasonList: ExpressibleByArgument {
  let steps: [Int]

  init?(argument: String) {
    guard argument != "none" else {
      steps = []
      return
    }
    guard let found = numbers(argument, from: 2, to: 1_000_000), found.count <= 5 else {
      return nil
    }
    steps = Set(found).sorted()
  }
}

/// `2,1,2`.
struct OrdersOption: ExpressibleByArgument {
  /// The largest orders: a state is as wide as they are.
  static let largest = 100

  let orders: ARIMAChoice.Orders

  init?(argument: String) {
    guard let found = numbers(argument, from: 0, to: Self.largest), found.count == 3, found[1] <= 3
    else { return nil }
    orders = ARIMAChoice.Orders(found[0], found[1], found[2])
  }
}

/// `0,1,1,24`.
struct SeasonalOrdersOption: ExpressibleByArgument {
  let orders: ARIMAChoice.Orders
  let period: Int

  init?(argument: String) {
    guard let found = numbers(argument, from: 0, to: 1000), found.count == 4,
      found[0] <= 10, found[1] <= 2, found[2] <= 10, found[3] >= 2
    else { return nil }
    orders = ARIMAChoice.Orders(found[0], found[1], found[2])
    period = found[3]
  }
}

/// `1-25,48,168`.
struct LagList: ExpressibleByArgument {
  /// The most lags.
  static let most = 1000

  let lags: [Int]

  init?(argument: String) {
    var lags: Set<Int> = []
    for item in ListOption.items(of: argument) {
      let ends = item.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
        first >= 1, first <= last, last <= 1_000_000, last - first < Self.most
      else { return nil }
      lags.formUnion(first...last)
    }
    guard lags.count <= Self.most else { return nil }
    self.lags = lags.sorted()
  }
}

/// `24:4,8766:2`.
struct HarmonicsList: ExpressibleByArgument {
  let harmonics: [SeasonalHarmonics]

  init?(argument: String) {
    var harmonics: [SeasonalHarmonics] = []
    for item in ListOption.items(of: argument) {
      let parts = item.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
      guard parts.count == 2, let period = parts[0], let count = parts[1], count <= 200,
        let season = SeasonalHarmonics(period: period, count: count),
        !harmonics.contains(where: { $0.period == period })
      else { return nil }
      harmonics.append(season)
    }
    self.harmonics = harmonics
  }
}
