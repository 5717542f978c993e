/// What a path stands for.
enum Route: Equatable {
  case prediction(Family, hours: String, isSpanish: Bool)
  case forecast
  case models
  case model(String)
  case health
  case readiness
  case metrics
  case openAPI
  case page
  case script
  case style

  /// The models that a version of the old interface had.
  enum Family: String {
    case arima
    case autoregression
  }

  /// The route of a path; nil if there is none.
  init?(_ segments: [String]) {
    switch segments {
    case [""]: self = .page
    case ["chart.js"]: self = .script
    case ["chart.css"]: self = .style
    case ["forecast"]: self = .forecast
    case ["models"]: self = .models
    case ["healthz"]: self = .health
    case ["readyz"]: self = .readiness
    case ["metrics"]: self = .metrics
    case ["openapi.json"]: self = .openAPI
    default: self.init(parametric: segments)
    }
  }

  private init?(parametric segments: [String]) {
    if segments.count == 2, segments[0] == "models", !segments[1].isEmpty {
      self = .model(segments[1])
    } else if segments.count == 3, segments[1] == "prediction",
      let family = Family(version: segments[0]), !segments[2].isEmpty
    {
      self = .prediction(family, hours: segments[2], isSpanish: false)
    } else if segments.count == 4 || segments.count == 5 && segments[4].isEmpty,
      segments[0] == "servicio", segments[2] == "prediccion",
      let family = Family(version: segments[1]), segments[3].hasSuffix("horas")
    {
      self = .prediction(family, hours: String(segments[3].dropLast(5)), isSpanish: true)
    } else {
      return nil
    }
  }

  /// The name of the route in measurements.
  var name: RouteName {
    switch self {
    case .prediction(.arima, _, let isSpanish): isSpanish ? .spanishVersion1 : .version1
    case .prediction(.autoregression, _, let isSpanish): isSpanish ? .spanishVersion2 : .version2
    case .forecast: .forecast
    case .models: .models
    case .model: .model
    case .health: .health
    case .readiness: .readiness
    case .metrics: .metrics
    case .openAPI: .openAPI
    case .page, .script, .style: .page
    }
  }
}

extension Route.Family {
  init?(version: String) {
    switch version {
    case "v1": self = .arima
    case "v2": self = .autoregression
    default: return nil
    }
  }
}

/// A route as measurements name it.
package enum RouteName: String, CaseIterable, Sendable {
  case version1 = "/v1/prediction/{hours}"
  case version2 = "/v2/prediction/{hours}"
  case spanishVersion1 = "/servicio/v1/prediccion/{hours}horas"
  case spanishVersion2 = "/servicio/v2/prediccion/{hours}horas"
  case forecast = "/forecast"
  case models = "/models"
  case model = "/models/{name}"
  case health = "/healthz"
  case readiness = "/readyz"
  case metrics = "/metrics"
  case openAPI = "/openapi.json"
  case page = "/"
  /// Any other path, and requests that could not be read.
  case other = "other"
}
