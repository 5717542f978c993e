import TestSupport
import TimeSeries

/// A series and what R's package forecast makes of it; see `smoothing_oracle.R`.
struct SmoothingCase: Decodable {
  /// A form of exponential smoothing as R fits it.
  struct Model: Decodable {
    let error: String
    let trend: String
    let season: String
    let loglik: Double
    let aicc: Double
    let sigma2: Double
    let alpha: Double
    let beta: Double
    let gamma: Double
    let phi: Double
    let first: [Double]
    let last: [Double]
    let means: [Double]
    let errors: [Double]

    var form: ETSForm {
      ETSForm(
        error == "A" ? .additive : .multiplicative,
        trend == "N" ? .none : trend == "A" ? .additive : .damped,
        season == "N" ? .none : season == "A" ? .additive : .multiplicative)
    }

    var parameters: ETSParameters {
      ETSParameters(level: alpha, growth: beta, season: gamma, damping: phi)
    }

    /// R has the season of the step before first.
    func states(_ numbers: [Double]) -> ETSStates {
      let growth = form.hasTrend ? 1 : 0
      return ETSStates(
        level: numbers[0], growth: form.hasTrend ? numbers[1] : 0,
        season: numbers.dropFirst(1 + growth).reversed())
    }
  }

  struct Ahead: Decodable {
    let means: [Double]
    let errors: [Double]
    let alpha: Double?
    let drift: Double?
  }

  let name: String
  let values: [Double]
  let period: Int
  let models: [Model]
  let method: String
  let aicc: Double
  let theta: Ahead
  let naive: Ahead
  let seasonalNaive: Ahead

  static let all = Result {
    try Fixtures.decode("smoothing_expected.json", as: [SmoothingCase].self)
  }
}
