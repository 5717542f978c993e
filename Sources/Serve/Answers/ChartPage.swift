import Pages

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
    page = resource(Self.html, "text/html", headers: HTTPResponse.ofOwnPage)
    script = resource(Self.javascript, "text/javascript")
    style = resource("\(PageStyle.sheet)" + "\n" + Self.css, "text/css")
  }

  private static let html = """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Forecasts</title>
    <link rel="stylesheet" href="chart.css">
    <script src="chart.js" defer></script>
    </head>
    <body>
    <header>
    <p class="kicker">Caudal</p>
    <h1>Forecasts</h1>
    </header>
    <main>
    <section class="card">
    <form id="query">
    <label>Series <select id="model"></select></label>
    <label>Steps <input id="horizon" type="number" min="1" value="72" inputmode="numeric"></label>
    </form>
    <h2 id="series"></h2>
    <p id="about" class="soft" role="status"></p>
    <p id="legend" class="legend" hidden>
    <span class="entry"><svg width="24" height="12" aria-hidden="true"><path class="mean" d="M2 6H22"/></svg>forecast</span>
    <span class="entry"><svg width="24" height="12" aria-hidden="true"><path class="fan" d="M1 1H23V11H1Z"/><path class="fan" d="M1 1H23V11H1Z"/></svg>80 % interval</span>
    <span class="entry"><svg width="24" height="12" aria-hidden="true"><path class="fan" d="M1 1H23V11H1Z"/></svg>95 %</span>
    </p>
    <svg id="chart" class="plot" width="100%" height="336" role="img" aria-labelledby="series about"></svg>
    <details id="numbers" hidden>
    <summary>The forecast in numbers</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="The forecast in numbers"><table>
    <thead><tr><th scope="col">time</th><th scope="col" class="n">forecast</th><th scope="col" class="n">80 %</th>
    <th scope="col" class="n">95 %</th></tr></thead><tbody id="rows"></tbody></table></div>
    </details>
    </section>
    </main>
    <footer><a href="models">Models</a> <a href="openapi.json">Interface</a> <a href="metrics">Metrics</a></footer>
    </body>
    </html>

    """

  /// What the style of all pages lacks.
  private static let css = """
    :root { --field: #7d8b94; }
    @media (prefers-color-scheme: dark) { :root { --field: #71818b; } }
    [hidden] { display: none !important; }
    h2 { margin: 1.25rem 0 0; }
    footer a { margin-right: 1rem; }
    form { display: flex; flex-wrap: wrap; gap: .75rem 1.5rem; }
    label { color: var(--soft); font-size: .875rem; max-width: 100%; }
    select, input { font: inherit; font-size: 1rem; color: var(--ink); background: var(--card); padding: .3rem .5rem;
      border: 1px solid var(--field); border-radius: 8px; max-width: 100%; display: block; }
    input { width: 7rem; }
    .legend { margin: .75rem 0 .5rem; }

    """

  private static let javascript = """
    "use strict";
    const at = name => document.getElementById(name);
    const chart = at("chart"), about = at("about"), model = at("model"), horizon = at("horizon");
    const head = 14, height = 280, mostRows = 500;
    let models = [], latest = 0;

    function shape(name, attributes, text) {
      const node = document.createElementNS("http://www.w3.org/2000/svg", name);
      for (const key in attributes) node.setAttribute(key, attributes[key]);
      if (text !== undefined) node.textContent = text;
      return node;
    }

    // Multiples of 1, 2 or 5 times a power of ten.
    function ticks(low, high, count) {
      const least = (high - low) / count, power = 10 ** Math.floor(Math.log10(least));
      const step = [1, 2, 5, 10].map(factor => factor * power).find(step => step >= least * 0.999999);
      const found = [];
      for (let k = Math.ceil(low / step); k * step <= high && found.length < 20; k++) found.push(k * step);
      return found.map(value => [value, Number(value.toPrecision(6)).toString()]);
    }

    // The steps at which a day begins, or some hours, or at least some of the steps.
    function moments(times) {
      const all = times.map((time, step) => ({ step, time }));
      const days = all.filter(({ step, time }) => step > 0 && time.slice(0, 10) !== times[step - 1].slice(0, 10));
      const hours = all.filter(({ time }) => /^.{11}(00|06|12|18):00/.test(time));
      const name = time => time.length > 10 && time.slice(11, 16) !== "00:00" ? time.slice(11, 16) : time.slice(5, 10);
      let chosen = days.length > 2 || hours.length < 2 ? days : hours;
      if (chosen.length === 0) chosen = all;
      const every = Math.ceil(chosen.length / (chart.clientWidth / 64));
      return chosen.filter((_, index) => index % Math.max(1, every) === 0).map(m => [m.step, name(m.time)]);
    }

    function draw(forecast) {
      at("series").textContent = forecast.series + (forecast.unit === null ? "" : " " + forecast.unit);
      about.textContent = forecast.model.name + ". The last value is of " + forecast.origin
        + (forecast.time_zone === "unknown" ? "; times on the clock of the file."
          : "; times of " + forecast.time_zone + ".");
      chart.replaceChildren();
      fill(forecast);
      const numbers = forecast.mean.concat(...forecast.intervals.map(i => i.lower.concat(i.upper)))
        .filter(v => v !== null);
      at("legend").hidden = at("numbers").hidden = numbers.length === 0;
      if (numbers.length === 0) return;
      let low = Infinity, high = -Infinity;
      for (const v of numbers) { low = Math.min(low, v); high = Math.max(high, v); }
      const margin = high > low ? 0.04 * (high - low) : Math.abs(high) / 10 || 1;
      low -= margin; high += margin;
      const last = forecast.mean.length;
      const x = i => 1000 * (i + 0.5) / last, y = v => height * (high - v) / (high - low);
      const points = values => values.map((v, i) => v === null ? null : x(i).toFixed(1) + " " + y(v).toFixed(1))
        .filter(p => p !== null);
      for (const [value, text] of ticks(low, high, 7)) {
        const place = head + y(value);
        chart.append(shape("line", { class: "grid", x1: 0, x2: "100%", y1: place, y2: place }));
        chart.append(shape("text", { class: "number", x: 0, y: place - 4 }, text));
      }
      const bottom = head + height;
      chart.append(shape("line", { class: "axis", x1: 0, x2: "100%", y1: bottom, y2: bottom }));
      const plane = shape("svg", { y: head, width: "100%", height, viewBox: "0 0 1000 " + height,
        preserveAspectRatio: "none" });
      for (const i of forecast.intervals.toReversed()) {
        const area = points(i.upper).concat(points(i.lower).reverse());
        if (area.length > 0) plane.append(shape("path", { class: "fan", d: "M" + area.join("L") + "Z" }));
      }
      const line = points(forecast.mean);
      plane.append(shape("path", { class: "mean", d: "M" + line.join("L") + (line.length === 1 ? "h0" : "") }));
      chart.append(plane);
      for (const [step, text] of moments(forecast.times)) {
        const share = x(step) / 10, place = share.toFixed(1) + "%";
        chart.append(shape("line", { class: "axis", x1: place, x2: place, y1: bottom, y2: bottom + 5 }));
        chart.append(shape("text", { x: place, y: bottom + 18,
          "text-anchor": share < 7 ? "start" : share > 93 ? "end" : "middle" }, text));
      }
    }

    function fill(forecast) {
      const short = v => v === null ? "unknown" : Number(v.toPrecision(6)).toString();
      const cells = forecast.times.slice(0, mostRows).map((time, step) => [time, short(forecast.mean[step])].concat(
        forecast.intervals.map(i => short(i.lower[step]) + " to " + short(i.upper[step]))));
      at("rows").replaceChildren(...cells.map(texts => {
        const row = document.createElement("tr");
        row.append(...texts.map((text, column) => {
          const cell = document.createElement(column === 0 ? "th" : "td");
          if (column === 0) cell.scope = "row"; else cell.className = "n";
          cell.textContent = text;
          return cell;
        }));
        return row;
      }));
    }

    function fail(message) {
      chart.replaceChildren();
      at("legend").hidden = at("numbers").hidden = true;
      at("series").textContent = "";
      about.textContent = message;
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
      } catch (error) { if (ticket === latest) fail(error.message); }
    }

    async function start() {
      try {
        models = (await get("models")).models;
        for (const entry of models) {
          const option = document.createElement("option");
          option.textContent = entry.series + ", " + entry.model.name;
          model.append(option);
        }
        if (models.length === 0) fail("No models are loaded.");
      } catch (error) { fail(error.message); }
      show();
    }

    at("query").addEventListener("submit", event => event.preventDefault());
    model.addEventListener("change", show);
    horizon.addEventListener("change", show);
    addEventListener("resize", show);
    start();

    """
}
