/// The description of the interface (OpenAPI 3.1), with the limits of this server in it.
extension ForecastService {
  /// The document of `/openapi.json`.
  func description(of snapshot: ModelSnapshot) -> HTTPResponse {
    if let answer = snapshot.cache[.openAPI] { return answer }
    let example = snapshot.series.first?.name ?? "San Francisco"
    let text = Self.openAPI(limits: configuration.limits, example: example)
    let answer = Self.lasting(
      Array(text.utf8), type: "application/json", maximumAge: configuration.maximumAge)
    snapshot.cache.keep(answer, for: .openAPI)
    return answer
  }

  private static func openAPI(limits: ServerLimits, example: String) -> String {
    var name = JSONText()
    name.string(example)
    let series = String(decoding: name.bytes, as: UTF8.self)
    let paths = [
      predictions, forecast(limits, series), lists(limits, series), health, page,
    ].joined(separator: ",\n")
    return """
      {"openapi": "3.1.0",
      "info": {"title": "Caudal forecasts", "version": "1.0.0",
        "description": "Forecasts of saved models. Every path answers GET and HEAD."},
      "servers": [{"url": "/"}],
      "paths": {
      \(paths)
      },
      "components": {
      "parameters": {
        "hours": {"name": "hours", "in": "path", "required": true,
          "description": "The number of hours.",
          "schema": {"type": "integer", "minimum": 1, "maximum": \(limits.horizon)}},
        "ifNoneMatch": {"name": "If-None-Match", "in": "header", "required": false,
          "description": "The tag of an answer that is known already.",
          "schema": {"type": "string"}},
        "offset": {"name": "offset", "in": "query", "required": false,
          "description": "The number of models to leave out.",
          "schema": {"type": "integer", "minimum": 0, "maximum": \(largestOffset), "default": 0}},
        "limit": {"name": "limit", "in": "query", "required": false,
          "description": "The number of models in the list.",
          "schema": {"type": "integer", "minimum": 1, "maximum": \(limits.listedModels),
            "default": \(min(100, limits.listedModels))}}
      },
      "headers": {
        "ETag": {"description": "The strong tag of the body.", "required": true,
          "schema": {"type": "string"}},
        "CacheControl": {"description": "How long the answer may be kept.", "required": true,
          "schema": {"type": "string"}}
      },
      "responses": {
      \(responses)
      },
      "schemas": {
      \(schemas)
      }}}
      """
  }

  private static let conditional = ##"{"$ref": "#/components/parameters/ifNoneMatch"}"##

  /// The answers that every path with something to keep has beside its own.
  private static let lastingResponses = ##"""
    "304": {"$ref": "#/components/responses/NotModified"},
    "414": {"$ref": "#/components/responses/Problem"},
    "503": {"$ref": "#/components/responses/Problem"}
    """##

  private static func success(_ type: String, _ schema: String) -> String {
    ##"""
    "200": {"description": "The answer.",
      "headers": {"ETag": {"$ref": "#/components/headers/ETag"},
        "Cache-Control": {"$ref": "#/components/headers/CacheControl"}},
      "content": {"\##(type)": {"schema": \##(schema)}}}
    """##
  }

  private static func problems(_ statuses: [Int]) -> String {
    statuses.map { ##""\##($0)": {"$ref": "#/components/responses/Problem"}"## }
      .joined(separator: ", ")
  }

  private static let predictions: String = {
    let paths = [
      ("/v1/prediction/{hours}", "predictionV1", "ARIMA"),
      ("/v2/prediction/{hours}", "predictionV2", "autoregression"),
      ("/servicio/v1/prediccion/{hours}horas", "prediccionV1", "ARIMA"),
      ("/servicio/v1/prediccion/{hours}horas/", "prediccionV1Slash", "ARIMA"),
      ("/servicio/v2/prediccion/{hours}horas", "prediccionV2", "autoregression"),
      ("/servicio/v2/prediccion/{hours}horas/", "prediccionV2Slash", "autoregression"),
    ]
    return paths.map { path, identifier, model in
      ##"""
      "\##(path)": {"get": {"operationId": "\##(identifier)",
        "summary": "Temperature and humidity of the next hours, by \##(model).",
        "parameters": [{"$ref": "#/components/parameters/hours"}, \##(conditional)],
        "responses": {
        \##(success("application/json", ##"{"$ref": "#/components/schemas/Prediction"}"##)),
        \##(problems([400, 404])), \##(lastingResponses)}}}
      """##
    }.joined(separator: ",\n")
  }()

  private static func forecast(_ limits: ServerLimits, _ series: String) -> String {
    // A level is a decimal from 1 to 99.9: the pattern says so for every text.
    let level =
      #"0{0,3}([1-9]|[1-9][0-9]|[1-9]\\.[0-9]{1,9}|[1-8][0-9]\\.[0-9]{1,9}|"#
      + #"9[0-8]\\.[0-9]{1,9}|99\\.[0-8][0-9]{0,8}|99\\.90{0,8})"#
    return ##"""
      "/forecast": {"get": {"operationId": "forecast",
        "summary": "The forecast of one series, with intervals.",
        "parameters": [
          {"name": "series", "in": "query", "required": true,
            "description": "The name of the series, as /models has it.",
            "schema": {"type": "string", "minLength": 1}, "example": \##(series)},
          {"name": "horizon", "in": "query", "required": false,
            "description": "The number of steps.",
            "schema": {"type": "integer", "minimum": 1, "maximum": \##(limits.horizon),
              "default": 24}},
          {"name": "level", "in": "query", "required": false,
            "description": "At most \##(limits.levels) levels of intervals in per cent, between commas.",
            "schema": {"type": "string", "default": "80,95",
              "pattern": "^\##(level)(,\##(level)){0,\##(max(0, limits.levels - 1))}$"}},
          {"name": "model", "in": "query", "required": false,
            "description": "The family or name of the model, for a series that has several.",
            "schema": {"type": "string"}},
          \##(conditional)],
        "responses": {
        \##(success("application/json", ##"{"$ref": "#/components/schemas/Forecast"}"##)),
        \##(problems([400, 404])), \##(lastingResponses)}}}
      """##
  }

  private static func lists(_ limits: ServerLimits, _ series: String) -> String {
    let range = ##"""
      {"$ref": "#/components/parameters/offset"}, {"$ref": "#/components/parameters/limit"},
          \##(conditional)
      """##
    let list = success("application/json", ##"{"$ref": "#/components/schemas/ModelList"}"##)
    return ##"""
      "/models": {"get": {"operationId": "models", "summary": "The models.",
        "parameters": [\##(range)],
        "responses": {
        \##(list),
        \##(problems([400])), \##(lastingResponses)}}},
      "/models/{name}": {"get": {"operationId": "modelsOfSeries",
        "summary": "The models of one series.",
        "parameters": [
          {"name": "name", "in": "path", "required": true,
            "description": "The name of the series.",
            "schema": {"type": "string", "minLength": 1}, "example": \##(series)},
          \##(range)],
        "responses": {
        \##(list),
        \##(problems([400, 404])), \##(lastingResponses)}}}
      """##
  }
}
