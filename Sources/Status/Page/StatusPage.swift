import Report
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
    func resource(
      _ text: String, _ type: String, headers: [(name: String, value: String)] = []
    ) -> HTTPResponse {
      // Nothing is kept: the next job may be served at the same port by another version.
      let own = [
        ("Content-Type", type + "; charset=utf-8"), ("Cache-Control", "no-store"),
        HTTPResponse.noSniff,
      ]
      return HTTPResponse(200, headers: own + headers, body: Array(text.utf8))
    }
    page = resource(Self.html, "text/html", headers: HTTPResponse.ofOwnPage)
    script = resource(StatusScript.text, "text/javascript")
    style = resource("\(PageStyle.sheet)" + "\n" + Self.css, "text/css")
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
    <div id="bar" class="bar" role="progressbar" aria-label="Input read" aria-valuemin="0" aria-valuemax="100"><div id="fill"></div></div>
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

  /// What the style of all pages lacks. Amber and red come with a word and a sign: colour alone tells nothing.
  private static let css = """
    :root { --good: #12693a; --good-page: #e5f3ea; --amber: #7a4a00; --amber-page: #fdf0d5; --red: #a11d1d;
      --red-page: #fde8e6; --quiet-page: #e9eef0; }
    @media (prefers-color-scheme: dark) { :root { --good: #7fd8a3; --good-page: #16301f; --amber: #f3c06b;
      --amber-page: #33270f; --red: #ffaaa2; --red-page: #3d1b19; --quiet-page: #25313a; } }
    [hidden] { display: none !important; }
    .head { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1rem; justify-content: space-between; }
    .command { margin-top: .6rem; }
    code { font: .875rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; color: var(--soft);
      overflow-wrap: anywhere; }
    .pill { display: inline-block; border-radius: 999px; padding: .1rem .7rem; font-size: .8rem; font-weight: 600;
      white-space: nowrap; background: var(--quiet-page); color: var(--soft); }
    .pill.good { background: var(--good-page); color: var(--good); }
    .pill.warning { background: var(--amber-page); color: var(--amber); margin: 0; }
    .pill.serious { background: var(--red-page); color: var(--red); }
    .bar { height: .9rem; border-radius: 999px; background: var(--quiet-page); overflow: hidden; margin-top: .35rem; }
    #fill { height: 100%; width: 0; border-radius: 999px; background: var(--river); }
    #fill.moving { transition: width .45s linear; }
    .bar.unknown #fill { width: 28%; animation: wander 2.4s ease-in-out infinite alternate; }
    .bar.done #fill { background: var(--good); } .bar.failed #fill { background: var(--red); }
    @keyframes wander { from { margin-left: 0; } to { margin-left: 72%; } }
    .phases { display: flex; flex-wrap: wrap; list-style: none; gap: .2rem .6rem; margin: .8rem 0 0; padding: 0; font-size: .85rem;
      color: var(--soft); }
    .phases li + li::before { content: "→"; margin-right: .6rem; color: var(--soft); }
    .phases .now { color: var(--river); font-weight: 600; }
    .facts dd small { font-weight: 400; }
    .area { fill: var(--fan); fill-opacity: .16; stroke: none; }
    tbody tr.warning { background: var(--amber-page); color: inherit; } tbody tr.serious { background: var(--red-page); }
    table { width: 100%; }
    th, td { padding: .4rem .9rem .4rem 0; vertical-align: middle; }
    tr > :first-child { padding-left: .5rem; } tr > :last-child { padding-right: .5rem; }
    .share { display: block; width: 5.5rem; height: .3rem; border-radius: 999px; background: var(--quiet-page); overflow: hidden;
      margin: .15rem 0 0 auto; }
    .share i { display: block; height: 100%; background: var(--river); }
    .messages { list-style: none; margin: .5rem 0 0; padding: 0; max-height: 16rem; overflow-y: auto; font-size: .9rem; }
    .messages li { display: flex; gap: .9rem; padding: .3rem 0; border-bottom: 1px solid var(--rule); overflow-wrap: anywhere; }
    .messages time { color: var(--soft); font-variant-numeric: tabular-nums; min-width: 3.6rem; text-align: right; flex: none; }
    footer a { margin-right: 1rem; }
    @media (max-width: 60rem) { .optional { display: none; } }
    @media (max-width: 40rem) { .facts { display: grid; grid-template-columns: 1fr 1fr; } .facts dd { font-size: 1.2rem; } }
    @media (prefers-reduced-motion: reduce) { #fill.moving { transition: none; } .bar.unknown #fill { animation: none; } }

    """
}
