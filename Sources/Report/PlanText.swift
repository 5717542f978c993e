import Vocabulary

/// A plan as a graph of lines: one step below the other, from the files to the output. What another table adds
/// stands beside it, until it is joined.
///
///     ● source   readings.csv, 12 MB
///     │            dialect   delimiter comma, decimal mark point
///     ● read     every rank reads its own part
///     │            columns   station, time
///     │ ● source   stations.csv, 4.1 kB
///     │ ● read     every rank reads its own part
///     ├─╯
///     ● join     each row beside those of stations.csv that match
///     ● write    rank 0 writes what the others send
struct PlanText {
  private let plan: Plan

  /// The cells of a line that are filled, where words allow it.
  private static let width = 100

  private static let kindWidth = (Plan.Step.Kind.allCases.map(\.rawValue.count).max() ?? 0) + 2

  init(_ plan: Plan) { self.plan = plan }

  /// The lines, each ended.
  var text: String {
    let lines = chain(endingAt: plan.steps.count - 1, behind: "")
    return ([plan.head + "; nothing was run", ""] + lines + [""] + foot)
      .joined(separator: "\n") + "\n"
  }

  /// The lines of a step and of all that it takes rows of.
  private func chain(endingAt number: Int, behind prefix: String) -> [String] {
    let step = plan.steps[number]
    var lines: [String] = []
    if let first = step.inputs.first { lines += chain(endingAt: first, behind: prefix) }
    for input in step.inputs.dropFirst() {
      lines += chain(endingAt: input, behind: prefix + "│ ")
      lines.append(prefix + "├─╯")
    }
    lines += wrapped(
      step.lineTitle, behind: prefix + "● " + padded(step.kind.rawValue, Self.kindWidth),
      then: prefix + "│ " + padded("", Self.kindWidth))
    let facts = facts(of: step)
    let nameWidth = (facts.map { VisibleText($0.name).width }.max() ?? 0) + 2
    // The last step has nothing below.
    let bar = number == plan.steps.count - 1 ? "  " : "│ "
    let indent = prefix + bar + padded("", Self.kindWidth)
    for fact in facts {
      lines += wrapped(
        fact.text, behind: indent + padded(fact.name.visible, nameWidth),
        then: indent + padded("", nameWidth))
    }
    return lines
  }

  /// What is told of a step, line by line.
  private func facts(of step: Plan.Step) -> [(name: String, text: String)] {
    var facts: [(name: String, text: String)] = []
    if step.sources.count > 1 {
      let most = 10
      facts += step.sources.prefix(most).map { ("input", $0.words) }
      if step.sources.count > most { facts.append(("", "and \(step.sources.count - most) more")) }
    }
    if let dialect = step.dialect {
      facts.append(("dialect", dialect.words.joined(separator: ", ")))
    }
    if !step.columns.isEmpty { facts.append(("columns", Plan.listing(step.columns))) }
    facts += step.facts.map { ($0.name, $0.text) }
    if let output = step.output {
      facts += [("format", output.format), ("to", output.destination)]
    }
    if let rows = step.rows { facts.append((step.unit.rawValue, rows.countWords)) }
    // On one rank nothing goes anywhere.
    facts += step.exchanges.filter { $0.bytes.count != 0 }.map {
      ("exchange", "\($0.bytes.byteWords): \($0.what)")
    }
    facts += step.memory.filter { $0.bytes.count != 0 }.map { ("memory", plan.words($0)) }
    return facts
  }

  /// What all steps take together.
  private var foot: [String] {
    var lines: [String] = []
    if plan.ranks > 1 {
      lines += wrapped(
        "\(plan.exchangedBytes.byteWords) in all, between all ranks", behind: "exchange  ",
        then: "          ")
    }
    let verdict =
      plan.isShort
      ? "there may be too little"
      : plan.memoryForWork == nil
        ? "nobody knows how much there is" : "there is enough for what is known"
    return lines
      + wrapped(
        "\(verdict); what takes more than there is ends the job with an error (exit code 74), and nothing is left of"
          + " the output", behind: "memory    ", then: "          ")
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - VisibleText(text).width))
  }

  /// A text in lines that are filled with words.
  ///
  /// - Parameters:
  ///   - text: the text, which may hold anything.
  ///   - first: what stands in front of the first line.
  ///   - rest: what stands in front of all others.
  /// - Returns: the lines, at least one, without blanks at their ends.
  private func wrapped(_ text: String, behind first: String, then rest: String) -> [String] {
    var lines: [String] = []
    var (line, width, isEmpty) = (first, VisibleText(first).width, true)
    for word in text.visible.split(separator: " ", omittingEmptySubsequences: false) {
      let length = VisibleText(String(word)).width
      if !isEmpty, width + 1 + length > Self.width {
        lines.append(line)
        (line, width, isEmpty) = (rest, VisibleText(rest).width, true)
      }
      if !isEmpty {
        line += " "
        width += 1
      }
      line += word
      width += length
      isEmpty = false
    }
    return (lines + [line]).map { line in
      String(line.reversed().drop { $0 == " " }.reversed())
    }
  }
}

extension Plan.Step {
  /// What stands behind its kind.
  var lineTitle: String { sources.count == 1 ? sources[0].words : title }
}
