import Vocabulary

/// A plan as a flowchart of [Mermaid](https://mermaid.js.org/syntax/flowchart.html), which GitHub draws where it
/// stands in a block of that name.
struct PlanFlowchart {
  private let plan: Plan

  init(_ plan: Plan) { self.plan = plan }

  /// The lines, each ended.
  var text: String {
    var lines = ["flowchart TD"]
    for (number, step) in plan.steps.enumerated() {
      lines.append("  s\(number + 1)\(box(step))")
      for input in step.inputs {
        lines.append("  s\(input + 1) -->\(label(ofArrowFrom: plan.steps[input])) s\(number + 1)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// How many rows go along an arrow, where that is known.
  private func label(ofArrowFrom step: Plan.Step) -> String {
    guard let rows = step.rows, rows.count != nil else { return "" }
    return "|\"\(Self.escaped("\(rows.countWords) \(step.unit.rawValue)"))\"|"
  }

  /// A box of the form that suits a step, with its label.
  private func box(_ step: Plan.Step) -> String {
    let label = "\"\(self.lines(of: step).map(Self.escaped).joined(separator: "<br/>"))\""
    return switch step.kind {
    case .source: "[(\(label))]"
    case .write: "([\(label)])"
    default: "[\(label)]"
    }
  }

  private func lines(of step: Plan.Step) -> [String] {
    var lines = ["\(step.kind.rawValue): \(step.lineTitle)"]
    if let dialect = step.dialect { lines.append(dialect.words.joined(separator: ", ")) }
    if !step.columns.isEmpty { lines.append("columns: \(Plan.listing(step.columns))") }
    lines += step.facts.map { "\($0.name): \($0.text)" }
    if let output = step.output {
      lines += ["format: \(output.format)", "to: \(output.destination)"]
    }
    lines += step.exchanges.filter { $0.bytes.count != 0 }.map {
      "exchange: \($0.bytes.byteWords): \($0.what)"
    }
    return lines + step.memory.filter { $0.bytes.count != 0 }.map { "memory: \(plan.words($0))" }
  }

  /// A text in which nothing means anything to Mermaid or to HTML: such characters stand by their numbers.
  static func escaped(_ text: String) -> String {
    VisibleText(text, limit: 200).text.unicodeScalars.reduce(into: "") { escaped, scalar in
      if "\"#&<>`\\|{}[]()".unicodeScalars.contains(scalar) {
        escaped += "#\(scalar.value);"
      } else {
        escaped.unicodeScalars.append(scalar)
      }
    }
  }
}
