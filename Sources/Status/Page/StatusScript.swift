/// The script of the page: it draws each event, and puts texts in as texts only.
enum StatusScript {
  static let text = """
    const phases = ["start", "open", "read", "compute", "write"];
    const doing = { start: "starts", open: "opens files", read: "reads", compute: "computes", write: "writes" };
    const titles = { start: "Starting", open: "Opening files", read: "Reading", compute: "Computing",
      write: "Writing the result" };
    let lastEvent = performance.now(), isOver = false;

    function drawHead(job, share) {
      const percent = share === null ? "" : " " + Math.floor(share * 100) + " %";
      const following = job.stream !== undefined;
      const title = job.state === "done" ? "Done" : job.state === "failed" ? "Failed"
        : following ? "Following" : (titles[job.phase] || "Running") + (job.phase === "read" ? percent : "");
      at("title").textContent = title;
      document.title = title + " · Caudal";
      at("command").textContent = job.command;
      at("error").hidden = job.error === null;
      at("error").textContent = job.error || "";
      const live = at("live");
      live.className = "pill " + (job.state === "failed" ? "serious" : "good");
      live.textContent = job.state === "running" ? "live" : job.state === "done" ? "done"
        : "failed, exit code " + job.exit_code;
      at("about").textContent = "caudal " + job.version + ", begun " + job.start + ".";
    }

    function drawBar(job, share) {
      const bar = at("bar"), isRunning = job.state === "running";
      bar.className = "bar " + (isRunning ? (share === null ? "unknown" : "") : job.state);
      if (share !== null || !isRunning) {
        const width = job.state === "done" ? 1 : share || 0;
        at("fill").style.width = (100 * width).toFixed(2) + "%";
        bar.setAttribute("aria-valuenow", Math.floor(width * 100));
      } else {
        at("fill").style.width = "";
        bar.removeAttribute("aria-valuenow");
      }
      at("phases").hidden = job.stream !== undefined;
      at("phases").replaceChildren(...phases.map(phase => {
        const isNow = isRunning && phase === job.phase, item = node("li", isNow ? "now" : "", phase);
        if (isNow) item.setAttribute("aria-current", "step");
        return item;
      }));
    }

    function drawFacts(job) {
      const input = job.input, facts = [];
      facts.push(fact("read", bytes(input.bytes), input.total_bytes === null ? "" : "of " + bytes(input.total_bytes)));
      facts.push(fact("rows", count(input.rows)));
      if (job.state === "running") facts.push(fact("speed", bytes(input.bytes_per_second) + "/s"));
      if (input.seconds_left !== null) facts.push(fact("time left", time(input.seconds_left)));
      facts.push(fact("time", time(job.seconds)));
      const stream = job.stream;
      if (stream !== undefined) {
        facts.push(fact("results", count(stream.results)));
        if (stream.open_windows !== null) facts.push(fact("open windows", count(stream.open_windows)));
        facts.push(fact("lag", stream.lag_bytes === null ? "unknown" : bytes(stream.lag_bytes),
          "last rows " + time(stream.seconds_since_rows) + " ago"));
        if (stream.late_rows > 0) facts.push(fact("late rows", count(stream.late_rows)));
      }
      const memory = Math.max(...job.ranks.map(rank => rank.peak_memory));
      facts.push(fact("most memory", bytes(memory), job.ranks.length > 1 ? "of a rank" : ""));
      at("facts").replaceChildren(...facts);
    }

    function drawSpeed(job) {
      const speeds = job.input.speeds, most = Math.max(1, ...speeds), width = 1000, height = 84;
      // A minute is the whole width; now is at the right.
      const x = index => width - (speeds.length - 1 - index) * width / 119;
      const y = speed => height - 3 - (height - 8) * speed / most;
      const points = speeds.map((speed, index) => x(index).toFixed(1) + " " + y(speed).toFixed(1));
      const [area, line] = at("speed").children;
      line.setAttribute("d", points.length > 1 ? "M" + points.join("L") : "M0 0");
      area.setAttribute("d", points.length > 1
        ? "M" + x(0).toFixed(1) + " " + height + "L" + points.join("L") + "L" + width + " " + height + "Z" : "M0 0");
      at("speed-caption").textContent = speeds.length > 1
        ? "Speed of the last minute, at most " + bytes(most) + "/s." : "The speed is shown here as it becomes known.";
    }

    const words = { none: "fine", slow: "▲ slow", stalled: "▲ stalled", silent: "■ silent" };
    function stateOf(rank) {
      if (rank.phase === null && rank.mark === "none") return "not heard of";
      if (rank.mark === "silent") return words.silent + " for " + time(rank.seconds_since_report);
      return words[rank.mark];
    }

    function drawRanks(job) {
      const most = Math.max(1, ...job.ranks.map(rank => rank.bytes));
      at("ranks").replaceChildren(...job.ranks.map(rank => {
        const row = node("tr", rank.severity === "fine" ? "" : rank.severity);
        const head = node("th", "n", String(rank.rank));
        head.scope = "row";
        const read = node("td", "n", bytes(rank.bytes)), share = node("span", "share"), part = node("i");
        part.style.width = (100 * rank.bytes / most).toFixed(1) + "%";
        share.append(part);
        read.append(share);
        const state = node("td");
        const pill = rank.severity === "fine" ? (rank.phase === null ? "" : "good") : rank.severity;
        state.append(node("span", "pill " + pill, stateOf(rank)));
        const isOver = job.state !== "running";
        row.append(head, isOver ? node("td") : state, node("td", "", rank.host), node("td", "", isOver ? "" : doing[rank.phase] || ""), read,
          node("td", "n", count(rank.rows)), node("td", "n", isOver ? "" : bytes(rank.bytes_per_second) + "/s"),
          node("td", "n optional", rank.processors === null || isOver ? "" : rank.processors.toFixed(1)),
          node("td", "n optional", bytes(rank.memory)),
          node("td", "n", isOver ? "" : time(rank.seconds_since_progress)));
        return row;
      }));
      at("ranks-title").textContent = job.ranks.length === 1 ? "1 rank" : job.ranks.length + " ranks";
    }

    function drawMessages(job) {
      at("said").hidden = job.messages.length === 0;
      const left = job.messages_left_out;
      at("said-title").textContent = left === 0 ? "Messages" : "Messages, the last " + job.messages.length + " of "
        + count(job.messages.length + left);
      at("messages").replaceChildren(...job.messages.map(message => {
        const item = node("li");
        item.append(node("time", "", time(message.seconds)), node("span", "", message.text));
        return item;
      }));
    }

    function draw(job) {
      const input = job.input;
      const share = input.total_bytes > 0 ? Math.min(1, input.bytes / input.total_bytes) : null;
      drawHead(job, share);
      drawBar(job, share);
      drawFacts(job);
      drawSpeed(job);
      drawRanks(job);
      drawMessages(job);
      document.body.dataset.state = job.state;
      // Only what changes moves, not what is drawn first.
      requestAnimationFrame(() => at("fill").classList.add("moving"));
    }

    function lose(text) {
      at("live").className = "pill serious";
      at("live").textContent = text;
      document.body.dataset.state = "lost";
    }

    for (const name of ["json", "metrics"]) at(name).search = location.search;
    const events = new EventSource("events" + location.search);
    events.addEventListener("status", event => {
      lastEvent = performance.now();
      const job = JSON.parse(event.data);
      draw(job);
      // The job takes its server with it: what it said last stays.
      if (job.state !== "running") { isOver = true; events.close(); }
    });
    events.addEventListener("error", () => { if (!isOver) lose("connection lost"); });
    setInterval(() => {
      if (!isOver && performance.now() - lastEvent > 3000) lose("silent for " + time((performance.now() - lastEvent) / 1000));
    }, 1000);

    """
}
