import Pages
import Serve

/// The page that shows a job: three resources, none from outside, and nothing inline, so that its policy can forbid
/// everything else. Its addresses are relative, so that it works behind a proxy, too.
struct StatusPage: Sendable {
  /// The page.
  let page: HTTPResponse

  /// Its script.
  let script: HTTPResponse

  /// Its style.
  let style: HTTPResponse

  /// The resources of one version of the program.
  init() {
    page = .resource(Self.html, "text/html", headers: HTTPResponse.ofOwnPage)
    script = .resource(PageScript.tools + StatusScript.text, "text/javascript")
    style = .resource("\(PageStyle.sheet)\n" + StatusStyle.css + Self.css, "text/css")
  }

  private static let html = """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Caudal</title>
    <link rel="stylesheet" href="status.css">
    <script src="status.js" defer></script>
    </head>
    <body>
    <header>
    <p class="kicker">Caudal</p>
    <div class="head"><h1 id="title">Connecting</h1><span id="live" class="pill" role="status">connecting</span></div>
    <p class="command"><code id="command"></code></p>
    </header>
    <main>
    <p id="error" class="warning" hidden></p>
    <section class="card" aria-label="Progress">
    <div id="bar" class="bar" role="progressbar" aria-label="Input read" aria-valuemin="0" aria-valuemax="100"><div id="fill" class="fill"></div></div>
    <ol id="phases" class="phases"></ol>
    <dl id="facts" class="facts"></dl>
    <figure><svg id="speed" class="plot" width="100%" height="84" viewBox="0 0 1000 84" preserveAspectRatio="none" role="img" aria-label="Speed of the last minute"><path class="area" d=""/><path class="mean" d=""/></svg>
    <figcaption id="speed-caption"></figcaption></figure>
    </section>
    <section class="card" aria-labelledby="ranks-title">
    <h2 id="ranks-title">Ranks</h2>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="ranks-title"><table>
    <thead><tr><th scope="col" class="n">rank</th><th scope="col">state</th><th scope="col">host</th><th scope="col">does</th><th scope="col" class="n">read</th>
    <th scope="col" class="n">rows</th><th scope="col" class="n">speed</th><th scope="col" class="n optional">processors</th>
    <th scope="col" class="n optional">memory</th><th scope="col" class="n">last progress</th></tr></thead>
    <tbody id="ranks"></tbody></table></div>
    </section>
    <section class="card" id="said" aria-labelledby="said-title" hidden>
    <h2 id="said-title">Messages</h2>
    <ol id="messages" class="messages"></ol>
    </section>
    </main>
    <footer><p id="about"></p><p><a id="json" href="status.json">Status as JSON</a> <a id="metrics" href="metrics">Metrics</a></p></footer>
    </body>
    </html>

    """

  /// What the style of the pages of this module lacks.
  private static let css = """
    #fill.moving { transition: width .45s linear; }
    .phases { display: flex; flex-wrap: wrap; list-style: none; gap: .2rem .6rem; margin: .8rem 0 0; padding: 0; font-size: .85rem;
      color: var(--soft); }
    .phases li + li::before { content: "→"; margin-right: .6rem; color: var(--soft); }
    .phases .now { color: var(--river); font-weight: 600; }
    .area { fill: var(--fan); fill-opacity: .16; stroke: none; }
    @media (prefers-reduced-motion: reduce) { #fill.moving { transition: none; } }

    """
}
