import Serve
import Vocabulary

extension JobStatus {
  /// The document `caudal.status/1`, on one line.
  ///
  /// - Complexity: O(ranks + messages).
  package var json: [UInt8] {
    var json = JSONText()
    json.object { json in
      json.member("schema", "caudal.status/1")
      json.member("state", state.rawValue)
      json.member("phase", phase.name)
      json.member("seconds", Self.rounded(seconds))
      json.member("command", facts.command)
      json.member("version", facts.version)
      json.member("start", UTC.text(seconds: facts.start, nanoseconds: 0))
      json.member("input") { write(input: &$0) }
      if let stream { json.member("stream") { write(stream, to: &$0) } }
      json.member("ranks") { json in
        json.list { json in for rank in ranks { json.element { write(rank, to: &$0) } } }
      }
      json.member("messages") { write(messages: &$0) }
      json.member("messages_left_out", messagesLeftOut)
      json.member("exit_code", end?.code)
      json.member("error", end?.message)
    }
    return json.bytes
  }

  private func write(input json: inout JSONText) {
    json.object { json in
      json.member("bytes", bytes)
      json.member("total_bytes", totalBytes)
      json.member("rows", rows)
      json.member("bytes_per_second", bytesPerSecond.rounded())
      json.member("seconds_left", secondsLeft.map(Self.rounded))
      json.member("speeds") { json in
        json.list { json in for speed in speeds { json.element { $0.number(speed.rounded()) } } }
      }
    }
  }

  private func write(_ stream: StreamProgress.Figures, to json: inout JSONText) {
    json.object { json in
      json.member("open_windows", stream.openWindows)
      json.member("results", stream.results)
      json.member("late_rows", stream.lateRows)
      json.member("lag_bytes", stream.lagBytes)
      json.member("seconds_since_rows", Self.rounded(stream.secondsSinceRows))
    }
  }

  private func write(_ rank: Rank, to json: inout JSONText) {
    json.object { json in
      json.member("rank", rank.rank)
      json.member("host", rank.host)
      json.member("phase", rank.phase?.name)
      json.member("bytes", rank.bytes)
      json.member("rows", rank.rows)
      json.member("bytes_per_second", rank.bytesPerSecond.rounded())
      json.member("processors", rank.processors.map(Self.rounded))
      json.member("memory", rank.usage.memory)
      json.member("peak_memory", rank.usage.peakMemory)
      json.member("seconds_since_progress", Self.rounded(rank.secondsSinceProgress))
      json.member("seconds_since_report", Self.rounded(rank.secondsSinceReport))
      json.member("mark", rank.mark.rawValue)
      json.member("severity", rank.severity.rawValue)
    }
  }

  private func write(messages json: inout JSONText) {
    json.list { json in
      for message in messages {
        json.element { json in
          json.object { json in
            json.member("seconds", Self.rounded(message.seconds))
            json.member("text", message.text)
          }
        }
      }
    }
  }

  /// Hundredths are enough.
  private static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }

  /// The same as Prometheus reads it.
  package var metrics: String {
    var text = PrometheusText()
    func add(_ name: String, _ type: String, _ help: String, _ value: Double?) {
      text.add(name, type, help, [([], value)])
    }
    text.add(
      "caudal_job_info", "gauge", "The job: always 1.",
      [([("version", facts.version), ("command", facts.command)], 1)])
    add("caudal_job_running", "gauge", "Whether the job runs.", state == .running ? 1 : 0)
    add("caudal_job_seconds", "gauge", "The seconds since it began.", seconds)
    add("caudal_job_bytes_total", "counter", "Bytes of rows scanned.", Double(bytes))
    add("caudal_job_expected_bytes", "gauge", "Bytes of the input.", totalBytes.map(Double.init))
    add("caudal_job_rows_total", "counter", "Rows scanned.", Double(rows))
    if let stream {
      add("caudal_stream_results_total", "counter", "Results given.", Double(stream.results))
      add("caudal_stream_late_rows_total", "counter", "Rows too late.", Double(stream.lateRows))
      add(
        "caudal_stream_open_windows", "gauge", "Open windows.", stream.openWindows.map(Double.init))
      add("caudal_stream_lag_bytes", "gauge", "Bytes not taken.", stream.lagBytes.map(Double.init))
    }
    addRanks(to: &text)
    return text.text
  }

  private func addRanks(to text: inout PrometheusText) {
    func add(_ name: String, _ type: String, _ help: String, _ value: (Rank) -> Double?) {
      text.add(
        "caudal_rank_" + name, type, help,
        ranks.map { ([("rank", "\($0.rank)"), ("host", $0.host)], value($0)) })
    }
    add("bytes_total", "counter", "Bytes of rows scanned by a rank.") { Double($0.bytes) }
    add("rows_total", "counter", "Rows scanned by a rank.") { Double($0.rows) }
    add("memory_bytes", "gauge", "Memory of a rank.") { Double($0.usage.memory) }
    add("peak_memory_bytes", "gauge", "The most memory of a rank.") { Double($0.usage.peakMemory) }
    add("processor_seconds_total", "counter", "Seconds of processors used by a rank.") {
      Double($0.usage.processorNanoseconds) / 1e9
    }
    add("seconds_since_progress", "gauge", "Seconds since a rank got further.") {
      $0.secondsSinceProgress
    }
    add("seconds_since_report", "gauge", "Seconds since a rank was heard of.") {
      $0.secondsSinceReport
    }
  }
}
