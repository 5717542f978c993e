extension ForecastService {
  /// The paths about the server itself.
  static let health: String = {
    let kept = ##""headers": {"Cache-Control": {"$ref": "#/components/headers/CacheControl"}}"##
    let problem = ##"{"$ref": "#/components/responses/Problem"}"##
    return ##"""
      "/healthz": {"get": {"operationId": "health", "summary": "Whether the server runs.",
        "responses": {"200": {"description": "It does.", \##(kept),
          "content": {"application/json": {"schema": {"type": "object",
            "properties": {"status": {"const": "ok"}}, "required": ["status"],
            "additionalProperties": false}}}},
          "414": \##(problem), "503": \##(problem)}}},
      "/readyz": {"get": {"operationId": "readiness",
        "summary": "Whether models are loaded, and the server isn't about to end.",
        "responses": {"200": {"description": "It is so.", \##(kept),
          "content": {"application/json": {"schema": {"type": "object",
            "properties": {"status": {"const": "ready"}, "models": {"type": "integer", "minimum": 1}},
            "required": ["status", "models"], "additionalProperties": false}}}},
          "414": \##(problem), "503": \##(problem)}}},
      "/metrics": {"get": {"operationId": "metrics",
        "summary": "Counters and durations in Prometheus's text format.",
        "responses": {"200": {"description": "The measurements.", \##(kept),
          "content": {"text/plain": {"schema": {"type": "string"}}}},
          "414": \##(problem), "503": \##(problem)}}}
      """##
  }()

  /// The paths of the page and of the document itself.
  static let page: String = {
    let paths = [
      ("/", "page", "A page with a chart.", "text/html", #"{"type": "string"}"#),
      ("/chart.js", "chartScript", "Its script.", "text/javascript", #"{"type": "string"}"#),
      ("/chart.css", "chartStyle", "Its style.", "text/css", #"{"type": "string"}"#),
      ("/openapi.json", "openapi", "This document.", "application/json", #"{"type": "object"}"#),
    ]
    return paths.map { path, identifier, summary, type, schema in
      ##"""
      "\##(path)": {"get": {"operationId": "\##(identifier)", "summary": "\##(summary)",
        "parameters": [{"$ref": "#/components/parameters/ifNoneMatch"}],
        "responses": {"200": {"description": "The answer.",
            "headers": {"ETag": {"$ref": "#/components/headers/ETag"},
              "Cache-Control": {"$ref": "#/components/headers/CacheControl"}},
            "content": {"\##(type)": {"schema": \##(schema)}}},
          "304": {"$ref": "#/components/responses/NotModified"},
          "414": {"$ref": "#/components/responses/Problem"},
          "503": {"$ref": "#/components/responses/Problem"}}}}
      """##
    }.joined(separator: ",\n")
  }()

  /// The answers that are the same everywhere.
  static let responses = ##"""
      "NotModified": {"description": "The answer that is known already is still the right one.",
        "headers": {"ETag": {"$ref": "#/components/headers/ETag"},
          "Cache-Control": {"$ref": "#/components/headers/CacheControl"}}},
      "Problem": {"description": "What is wrong (RFC 9457).",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    """##

  /// The forms of the bodies.
  static let schemas = ##"""
      "Prediction": {"type": "array", "minItems": 1, "items": {"type": "object",
        "properties": {
          "hour": {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$",
            "description": "The hour on the clock of the series."},
          "temp": {"type": ["number", "null"]}, "hum": {"type": ["number", "null"]}},
        "required": ["hour", "temp", "hum"], "additionalProperties": false}},
      "Numbers": {"type": "array", "items": {"type": ["number", "null"]}},
      "Model": {"type": "object",
        "properties": {
          "family": {"type": "string"}, "name": {"type": "string"},
          "version": {"type": "string", "description": "The checksum of the model's file."}},
        "required": ["family", "name", "version"], "additionalProperties": false},
      "Series": {"type": "object",
        "properties": {
          "series": {"type": "string"}, "column": {"type": "string"},
          "groups": {"type": "object", "additionalProperties": {"type": ["string", "null"]}},
          "unit": {"type": ["string", "null"]}, "step": {"type": "string"},
          "origin": {"type": "string", "description": "The time of the last value that was used."},
          "time_zone": {"type": "string"},
          "model": {"$ref": "#/components/schemas/Model"}},
        "required": ["series", "column", "groups", "unit", "step", "origin", "time_zone", "model"]},
      "Forecast": {"allOf": [{"$ref": "#/components/schemas/Series"}, {"type": "object",
        "properties": {
          "schema": {"const": "caudal.prediction/1"},
          "horizon": {"type": "integer", "minimum": 1},
          "times": {"type": "array", "items": {"type": "string"}},
          "mean": {"$ref": "#/components/schemas/Numbers"},
          "intervals": {"type": "array", "items": {"type": "object",
            "properties": {
              "level": {"type": "number", "minimum": 1, "maximum": 99.9},
              "lower": {"$ref": "#/components/schemas/Numbers"},
              "upper": {"$ref": "#/components/schemas/Numbers"}},
            "required": ["level", "lower", "upper"], "additionalProperties": false}}},
        "required": ["schema", "horizon", "times", "mean", "intervals"]}],
        "unevaluatedProperties": false},
      "ModelList": {"type": "object",
        "properties": {
          "total": {"type": "integer", "minimum": 0}, "offset": {"type": "integer", "minimum": 0},
          "models": {"type": "array", "items": {"allOf": [{"$ref": "#/components/schemas/Series"}],
            "unevaluatedProperties": false}}},
        "required": ["total", "offset", "models"], "additionalProperties": false},
      "Problem": {"type": "object",
        "properties": {
          "type": {"const": "about:blank"}, "title": {"type": "string"},
          "status": {"type": "integer", "minimum": 400, "maximum": 599},
          "detail": {"type": "string", "description": "What is wrong, in one sentence."},
          "near": {"type": "array", "items": {"type": "string"},
            "description": "Names that may have been meant."}},
        "required": ["type", "title", "status", "detail"], "additionalProperties": false}
    """##
}
