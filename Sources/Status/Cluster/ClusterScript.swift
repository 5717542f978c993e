/// The script of the page of a cluster: an event says that something has changed, and then it is fetched. Texts are put in
/// as texts only.
enum ClusterScript {
  static let text = """
    const kinds = { running: "good", done: "", failed: "serious", lost: "warning" };
    const signs = { running: "running", done: "done", failed: "▲ failed", lost: "■ lost" };
    const answers = { up: ["good", "answers"], silent: ["serious", "■ silent"], unknown: ["", "of the batch job"] };
    const states = ["running", "failed", "lost", "done"];
    let cluster = null, revision = -1, now = 0, chosen = null, lastEvent = performance.now(), isOver = false;

    function pill(className, text) { return node("span", ("pill " + className).trim(), text); }

    function cell(className, ...content) {
      const made = node("td", className);
      made.append(...content);
      return made;
    }

    function link(address, text) {
      const made = node("a", "", text);
      made.href = address;
      return made;
    }
    // An address here, about a job or about all.
    function about(id, path) {
      const query = new URLSearchParams(location.search);
      query.delete("job");
      if (id) query.set("job", id);
      return path + "?" + query;
    }
    const linkTo = job => link(about(job.id, ""), job.command);

    const moment = seconds => new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ");
    const timeOf = job => job.state === "running" ? Math.max(0, now - job.start) : job.seconds;
    const amountOf = job => job.bytes > 0 ? bytes(job.bytes) : "";
    const shareOf = job => job.total_bytes > 0 ? Math.min(1, job.bytes / job.total_bytes) : null;

    function drawBar(bar, job) {
      const share = shareOf(job);
      bar.className = "bar" + (share === null ? " unknown" : "");
      bar.firstElementChild.style.width = share === null ? "" : (100 * share).toFixed(1) + "%";
      if (share === null) bar.removeAttribute("aria-valuenow");
      else bar.setAttribute("aria-valuenow", Math.floor(100 * share));
    }

    function drawCounts() {
      const counts = cluster.counts, nodes = cluster.nodes, silent = nodes.filter(n => n.state === "silent").length;
      at("counts").replaceChildren(
        fact("nodes", count(nodes.length), silent > 0 ? silent + " silent" : ""),
        ...["running", "done", "failed", "lost"].map(state => fact(state, count(counts[state]))));
    }

    function drawDays() {
      const days = cluster.days, total = day => day.running + day.done + day.failed + day.lost;
      const most = Math.max(1, ...days.map(total)), step = 1000 / Math.max(30, days.length), width = step * 0.72;
      const paths = { good: "", serious: "", now: "" };
      days.forEach((day, index) => {
        let top = 83, x = 1000 - (days.length - index) * step + step - width;
        for (const [name, value] of [["good", day.done], ["serious", day.failed + day.lost], ["now", day.running]]) {
          if (value === 0) continue;
          const height = Math.max(2, 78 * value / most);
          top -= height;
          paths[name] += "M" + x.toFixed(1) + " " + top.toFixed(1) + "h" + width.toFixed(1) + "v" + height.toFixed(1) + "h-"
            + width.toFixed(1) + "Z";
        }
      });
      const [good, serious, running] = at("days").children;
      good.setAttribute("d", paths.good || "M0 0");
      serious.setAttribute("d", paths.serious || "M0 0");
      running.setAttribute("d", paths.now || "M0 0");
      const name = day => day.day.slice(0, 4) + "-" + day.day.slice(4, 6) + "-" + day.day.slice(6);
      at("days-caption").textContent = days.length === 0 ? "No jobs yet."
        : (days.length === 1 ? "Jobs of " + name(days[0]) : "Jobs of " + days.length + " days, from " + name(days[0]) + " to "
          + name(days[days.length - 1])) + ": green done, red failed or lost, blue running. At most "
          + count(Math.max(...days.map(total))) + " a day.";
    }

    function drawRunning() {
      const running = cluster.jobs.filter(job => job.state === "running");
      at("running-card").hidden = running.length === 0;
      at("running-title").textContent = running.length === 1 ? "1 job runs" : running.length + " jobs run";
      at("running").replaceChildren(...running.map(job => {
        const entry = node("div", "job"), bar = node("div"), facts = [];
        bar.setAttribute("role", "progressbar");
        bar.setAttribute("aria-label", "Input read");
        bar.append(node("div", "fill"));
        drawBar(bar, job);
        const share = shareOf(job);
        if (share !== null) facts.push(Math.floor(100 * share) + " %");
        if (job.bytes > 0) facts.push(amountOf(job) + (job.total_bytes > 0 ? " of " + bytes(job.total_bytes) : ""));
        facts.push(time(timeOf(job)), job.ranks === 1 ? "1 rank" : job.ranks + " ranks", job.hosts.join(", "));
        entry.append(linkTo(job), bar, node("p", "soft", facts.join(" · ")));
        return entry;
      }));
    }

    function drawNodes() {
      at("nodes-title").textContent = cluster.nodes.length === 1 ? "1 node" : cluster.nodes.length + " nodes";
      at("nodes").replaceChildren(...cluster.nodes.map(item => {
        const row = node("tr", item.state === "silent" ? "serious" : ""), head = node("th", "", item.name);
        head.scope = "row";
        const [className, text] = answers[item.state];
        row.append(head, cell("", pill(className, text)), cell("", item.address === item.name ? "" : item.address || ""),
          cell("n", count(item.running)), cell("n", count(item.jobs)),
          cell("n", item.last_job === null ? "" : moment(item.last_job)));
        return row;
      }));
    }

    function drawJobs() {
      at("filters").replaceChildren(...["all", ...states].map(state => {
        const button = node("button", "", state === "all" ? "all" : state + " " + count(cluster.counts[state]));
        button.type = "button";
        button.setAttribute("aria-pressed", (chosen || "all") === state);
        button.addEventListener("click", () => { chosen = state === "all" ? null : state; draw(); });
        return button;
      }));
      const jobs = cluster.jobs.filter(job => chosen === null || job.state === chosen);
      at("jobs").replaceChildren(...jobs.map(job => {
        const row = node("tr", kinds[job.state] === "good" ? "" : kinds[job.state]), seconds = timeOf(job);
        row.append(cell("", pill(job.state === "done" ? "good" : kinds[job.state], signs[job.state])),
          cell("roomy", moment(job.start)), cell("words", linkTo(job)), cell("n", seconds === null ? "" : time(seconds)),
          cell("n", count(job.ranks)), cell("n optional", amountOf(job)),
          cell("n optional", job.peak_memory > 0 ? bytes(job.peak_memory) : ""));
        return row;
      }));
      const all = Object.values(cluster.counts).reduce((a, b) => a + b, 0);
      at("none").hidden = jobs.length > 0 && all <= cluster.jobs.length;
      at("none").textContent = jobs.length === 0 ? "There are none."
        : "The last " + cluster.jobs.length + " of " + count(all) + "; caudal jobs lists all.";
    }

    function drawJob(job) {
      const state = at("job-state");
      state.className = "pill " + (job.state === "done" ? "good" : kinds[job.state]);
      state.textContent = signs[job.state] + (job.state === "failed" ? ", exit code " + job.exit_code : "");
      at("job-command").textContent = job.command;
      at("job-error").hidden = job.error === null;
      at("job-error").textContent = job.error || "";
      const isRunning = job.state === "running", seconds = timeOf(job);
      at("job-bar").hidden = !isRunning;
      drawBar(at("job-bar"), job);
      if (!isRunning) at("job-bar").hidden = true;
      const facts = [];
      if (seconds !== null) facts.push(fact("time", time(seconds)));
      if (job.bytes > 0) facts.push(fact("read", amountOf(job), isRunning && job.total_bytes > 0 ? "of " + bytes(job.total_bytes) : ""));
      if (job.bytes > 0 && seconds > 0) facts.push(fact("speed", bytes(job.bytes / seconds) + "/s"));
      facts.push(fact("ranks", count(job.ranks), job.hosts.length > 1 ? "on " + job.hosts.length + " nodes" : ""));
      if (job.peak_memory > 0) facts.push(fact("memory", bytes(job.peak_memory), job.ranks > 1 ? "of rank 0" : ""));
      if (job.processor_seconds > 0) facts.push(fact("processors", time(job.processor_seconds), job.ranks > 1 ? "of rank 0" : ""));
      at("job-facts").replaceChildren(...facts);
      const links = [];
      if (isRunning && /^http:/.test(job.page || "")) links.push(link(job.page, "Live page of the job"));
      if (job.state === "done" && /\\.html$/.test(job.output || "")) links.push(link(about(job.id, "report"), "Report"));
      for (const made of links) { made.target = "_blank"; made.rel = "noopener noreferrer"; }
      at("job-links").hidden = links.length === 0;
      at("job-links").replaceChildren(...links);
      const words = [["begun", moment(job.start) + " UTC"], ["hosts", job.hosts.join(", ")], ["result", job.output || "standard output"],
        ["folder", job.folder], ["job", job.id], ["version", job.version]];
      at("job-words").replaceChildren(...words.flatMap(([name, text]) => [node("dt", "", name), node("dd", "", text)]));
      const notes = job.notes || [];
      at("job-said").hidden = notes.length === 0;
      at("job-notes").replaceChildren(...notes.map(text => { const item = node("li"); item.append(node("span", "", text)); return item; }));
    }

    function draw() {
      if (cluster === null) return;
      const id = new URLSearchParams(location.search).get("job"), job = cluster.jobs.find(job => job.id === id);
      const title = job ? "Job" : cluster.source === "this host" ? "Jobs of " + cluster.nodes[0].name : "Cluster";
      at("title").textContent = title;
      document.title = title + " · Caudal";
      at("all").hidden = job !== undefined;
      at("one").hidden = job === undefined;
      if (job) drawJob(job);
      else { drawCounts(); drawDays(); drawRunning(); drawNodes(); drawJobs(); }
      at("about").textContent = "caudal " + cluster.version + ". Records in " + cluster.folder + ". Times are UTC.";
      document.body.dataset.state = job ? "job" : "all";
    }

    function show(className, text) {
      at("live").className = "pill " + className;
      at("live").textContent = text;
    }

    async function renew() {
      const response = await fetch(about(null, "jobs.json"));
      if (!response.ok) throw new Error(response.status);
      cluster = await response.json();
      draw();
    }

    at("json").href = about(null, "jobs.json");
    at("back").href = about(null, "");
    const events = new EventSource("events" + location.search);
    events.addEventListener("status", async event => {
      lastEvent = performance.now();
      const seen = JSON.parse(event.data);
      now = seen.now;
      if (seen.state === "ended") { isOver = true; events.close(); show("", "ended"); return; }
      show("good", "live");
      const isRunning = cluster !== null && cluster.counts.running > 0;
      if (seen.revision === revision) { if (isRunning) draw(); return; }
      revision = seen.revision;
      try { await renew(); } catch { revision = -1; show("serious", "connection lost"); }
    });
    events.addEventListener("error", () => { if (!isOver) show("serious", "connection lost"); });
    setInterval(() => {
      if (!isOver && performance.now() - lastEvent > 5000) show("serious", "silent for " + time((performance.now() - lastEvent) / 1000));
    }, 1000);

    """
}
