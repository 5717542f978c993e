/// A page that draws a forecast: three resources, none from outside, and nothing inline, so that the
/// policy of the page can forbid everything else.
struct ChartPage {
  /// The page.
  let page: HTTPResponse

  /// Its script.
  let script: HTTPResponse

  /// Its style.
  let style: HTTPResponse

  /// The resources, which may be kept for some seconds.
  init(maximumAge: Int) {
    func resource(
      _ text: String, _ type: String, headers: [(name: String, value: String)] = []
    ) -> HTTPResponse {
      let type = type + "; charset=utf-8"
      let body = Array(text.utf8)
      return ForecastService.lasting(body, type: type, maximumAge: maximumAge, headers: headers)
    }
    let headers = [("Content-Security-Policy", Self.policy), ("Referrer-Policy", "no-referrer")]
    page = resource(Self.html, "text/html", headers: headers)
    script = resource(Self.javascript, "text/javascript")
    style = resource(Self.css, "text/css")
  }

  private static let policy = """
    default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'
    """

  private static let html = """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>Forecasts</title>
    <link rel="stylesheet" href="chart.css">
    <script src="chart.js" defer></script>
    </head>
    <body>
    <h1>Forecasts</h1>
    <p>
    <label>Series <select id="model"></select></label>
    <label>Steps <input id="horizon" type="number" min="1" value="72"></label>
    </p>
    <p id="about" role="status"></p>
    <svg id="chart" viewBox="0 0 800 320" role="img" aria-labelledby="about"></svg>
    <p><a href="openapi.json">Interface</a> <a href="models">Models</a> <a href="metrics">Metrics</a></p>
    </body>
    </html>

    """

  private static let css = """
    body { font-family: sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem;
      color: #222; background: #fff; }
    label { margin-right: 1.5rem; }
    svg { width: 100%; height: auto; font-size: 12px; }
    .fan { fill: #1f77b4; fill-opacity: 0.18; }
    .mean { fill: none; stroke: #1f77b4; stroke-width: 2; }
    .grid { stroke: #ddd; }
    text { fill: #444; }

    """

  private static let javascript = """
    "use strict";
    const chart = document.getElementById("chart"), about = document.getElementById("about");
    const model = document.getElementById("model"), horizon = document.getElementById("horizon");
    const box = { left: 60, right: 790, top: 10, bottom: 290 };
    let models = [], latest = 0;

    function add(name, attributes, text) {
      const node = document.createElementNS("http://www.w3.org/2000/svg", name);
      for (const key in attributes) node.setAttribute(key, attributes[key]);
      if (text !== undefined) node.textContent = text;
      chart.append(node);
    }

    function draw(forecast) {
      chart.replaceChildren();
      const numbers = forecast.mean.concat(...forecast.intervals.map(i => i.lower.concat(i.upper)))
        .filter(v => v !== null);
      if (numbers.length === 0) return;
      let low = Infinity, high = -Infinity;
      for (const v of numbers) { low = Math.min(low, v); high = Math.max(high, v); }
      const span = high > low ? high - low : 1, last = Math.max(1, forecast.mean.length - 1);
      const x = i => box.left + (box.right - box.left) * i / last;
      const y = v => box.bottom - (box.bottom - box.top) * (v - low) / span;
      const points = values => values.map((v, i) => v === null ? null : x(i) + "," + y(v))
        .filter(p => p !== null);
      for (let k = 0; k <= 4; k++) {
        const v = low + span * k / 4;
        add("line", { class: "grid", x1: box.left, x2: box.right, y1: y(v), y2: y(v) });
        add("text", { x: box.left - 6, y: y(v) + 4, "text-anchor": "end" }, v.toPrecision(4));
      }
      for (const i of forecast.intervals) {
        add("polygon", { class: "fan",
          points: points(i.upper).concat(points(i.lower).reverse()).join(" ") });
      }
      add("polyline", { class: "mean", points: points(forecast.mean).join(" ") });
      add("text", { x: box.left, y: 312 }, forecast.times[0]);
      add("text", { x: box.right, y: 312, "text-anchor": "end" }, forecast.times.at(-1));
      const unit = forecast.unit === null ? "unit not given" : forecast.unit;
      about.textContent = forecast.series + " (" + unit + "), " + forecast.model.name
        + ", last value at " + forecast.origin + ", time zone " + forecast.time_zone
        + ", intervals of 80 and 95 %";
    }

    async function get(url) {
      const response = await fetch(url), body = await response.json();
      if (!response.ok) throw new Error(body.detail);
      return body;
    }

    async function show() {
      const ticket = ++latest, chosen = models[model.selectedIndex];
      if (chosen === undefined) return;
      const query = new URLSearchParams({ series: chosen.series, model: chosen.model.name,
        horizon: horizon.value, level: "80,95" });
      try {
        const forecast = await get("forecast?" + query);
        if (ticket === latest) draw(forecast);
      } catch (error) {
        if (ticket === latest) { chart.replaceChildren(); about.textContent = error.message; }
      }
    }

    async function start() {
      try {
        models = (await get("models")).models;
        for (const entry of models) {
          const option = document.createElement("option");
          option.textContent = entry.series + ", " + entry.model.name;
          model.append(option);
        }
        if (models.length === 0) about.textContent = "No models are loaded.";
      } catch (error) { about.textContent = error.message; }
      show();
    }

    model.addEventListener("change", show);
    horizon.addEventListener("change", show);
    start();

    """
}
