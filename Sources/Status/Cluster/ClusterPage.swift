import Pages
import Serve

/// The page of a cluster: three resources, none from outside, and nothing inline.
struct ClusterPage: Sendable {
  /// The page.
  let page = HTTPResponse.resource(html, "text/html", headers: HTTPResponse.ofOwnPage)

  /// Its script.
  let script = HTTPResponse.resource(PageScript.tools + ClusterScript.text, "text/javascript")

  /// Its style.
  let style = HTTPResponse.resource("\(PageStyle.sheet)\n" + StatusStyle.css + css, "text/css")

  private static let html = """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Caudal</title>
    <link rel="stylesheet" href="cluster.css">
    <script src="cluster.js" defer></script>
    </head>
    <body>
    <header>
    <p class="kicker">Caudal</p>
    <div class="head"><h1 id="title">Connecting</h1><span id="live" class="pill" role="status">connecting</span></div>
    </header>
    <main id="all" hidden>
    <section class="card" aria-labelledby="counts-title">
    <h2 id="counts-title">Overview</h2>
    <dl id="counts" class="facts"></dl>
    <figure><svg id="days" class="plot" width="100%" height="84" viewBox="0 0 1000 84" preserveAspectRatio="none" role="img" aria-labelledby="days-caption"><path class="kind good" d="M0 0"/><path class="kind serious" d="M0 0"/><path class="kind now" d="M0 0"/><path class="axis" d="M0 83.5H1000"/></svg>
    <figcaption id="days-caption"></figcaption></figure>
    </section>
    <section class="card" aria-labelledby="running-title" id="running-card" hidden>
    <h2 id="running-title">Running</h2>
    <div id="running"></div>
    </section>
    <section class="card" aria-labelledby="nodes-title">
    <h2 id="nodes-title">Nodes</h2>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="nodes-title"><table>
    <thead><tr><th scope="col">node</th><th scope="col">state</th><th scope="col">address</th><th scope="col" class="n">running jobs</th><th scope="col" class="n">all jobs</th>
    <th scope="col" class="n">last job</th></tr></thead><tbody id="nodes"></tbody></table></div>
    </section>
    <section class="card" aria-labelledby="jobs-title">
    <div class="head"><h2 id="jobs-title">Jobs</h2><p id="filters" class="filters"></p></div>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="jobs-title"><table>
    <thead><tr><th scope="col">state</th><th scope="col" class="roomy">begun</th><th scope="col">command</th><th scope="col" class="n">time</th><th scope="col" class="n">ranks</th>
    <th scope="col" class="n optional">read</th><th scope="col" class="n optional">memory</th></tr></thead>
    <tbody id="jobs"></tbody></table></div>
    <p id="none" class="soft" hidden></p>
    </section>
    </main>
    <main id="one" hidden>
    <section class="card" aria-label="Job">
    <div class="head"><p><a id="back" href="">← all jobs</a></p><span id="job-state" class="pill"></span></div>
    <p class="command"><code id="job-command"></code></p>
    <p id="job-error" class="warning" hidden></p>
    <div id="job-bar" class="bar" role="progressbar" aria-label="Input read" aria-valuemin="0" aria-valuemax="100" hidden><div class="fill"></div></div>
    <dl id="job-facts" class="facts"></dl>
    <p id="job-links" class="links" hidden></p>
    <dl id="job-words" class="words"></dl>
    </section>
    <section class="card" id="job-said" aria-labelledby="job-said-title" hidden>
    <h2 id="job-said-title">Notes</h2>
    <ol id="job-notes" class="messages"></ol>
    </section>
    </main>
    <footer><p id="about"></p><p><a id="json" href="jobs.json">All as JSON</a></p></footer>
    </body>
    </html>

    """

  /// What the style of the pages of this module lacks.
  private static let css = """
    .kind { stroke: none; } .kind.good { fill: var(--good); } .kind.serious { fill: var(--red); } .kind.now { fill: var(--river); }
    .job { padding: .7rem 0; border-bottom: 1px solid var(--rule); } .job:last-child { border-bottom: 0; padding-bottom: 0; }
    .job .soft { font-size: .85rem; font-variant-numeric: tabular-nums; }
    .job a, td a { overflow-wrap: anywhere; }
    .filters { display: flex; flex-wrap: wrap; gap: .4rem; margin: 0; }
    button { font: inherit; font-size: .8rem; font-weight: 600; border: 1px solid var(--axis); border-radius: 999px; padding: .1rem .7rem;
      background: var(--card); color: var(--soft); cursor: pointer; }
    button[aria-pressed=true] { background: var(--river); border-color: var(--river); color: var(--card); }
    td.words { white-space: normal; min-width: 14rem; max-width: 34rem; }
    td.words a { display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; }
    .links a { margin-right: 1.25rem; font-weight: 600; }
    @media (max-width: 40rem) { .roomy { display: none; } td.words { min-width: 11rem; } }
    dl.words { margin: 1rem 0 0; font-size: .9rem; overflow-wrap: anywhere; }

    """
}
