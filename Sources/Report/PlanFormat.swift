package import Vocabulary

/// How a plan is printed.
package enum PlanFormat: String, CaseIterable, Sendable {
  /// A graph of lines, for people.
  case text
  /// A flowchart of [Mermaid](https://mermaid.js.org), as GitHub and others draw it.
  case mermaid
  /// The contract `caudal.plan/1`.
  case json

  /// The text of a plan, its last line ended.
  package func render(_ plan: Plan) -> any Sequence<String> {
    switch self {
    case .text: [PlanText(plan).text]
    case .mermaid: [PlanFlowchart(plan).text]
    case .json: PlanJSON(plan).parts
    }
  }
}
