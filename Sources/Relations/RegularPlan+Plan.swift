import MPI
import Ranks
import Scan
import TimeSeries
import Vocabulary

// What a regular grid means, without making it; how it is made stands in `TableSession.regularised`.

extension RegularPlan {
  /// About as many bytes as a row of the grid has as it is written: a time, the group, and numbers.
  func plannedTextBytes(_ widths: [Double]) -> Double {
    20 + (groups?.plannedTextBytes(widths) ?? 0) + 9 * Double(columns.count) + 1
  }

  /// Adds the steps to a plan by which rows become a grid, in its order.
  ///
  /// - Parameters:
  ///   - rows: the rows that are read.
  ///   - request: the grid as it was asked for.
  ///   - plan: the plan.
  ///   - ranks: all ranks.
  /// - Returns: the rows of the grid.
  func explain(
    _ rows: PlannedRows, _ request: RegularRequest, in plan: inout Plan,
    on ranks: borrowing Communicator
  ) -> PlannedRows {
    var rows = explainSteps(rows, request, in: &plan, on: ranks)
    var sort = Plan.Step(.sort, of: [rows.step], "rows are put in order, each rank a run of them")
    sort.note("order", "groups as they come in the input, then times")
    sort.exchanges = [
      Plan.Exchange(
        "rows of the grid, to the rank in whose run they come",
        ranks.size == 1 ? .exactly(0) : .unknown)
    ]
    sort.rows = .unknown
    rows.step = plan.append(sort)
    return rows
  }

  /// Adds the step to a plan by which rows become the steps of a grid; see ``explain(_:_:in:on:)``.
  func explainSteps(
    _ rows: PlannedRows, _ request: RegularRequest, in plan: inout Plan,
    on ranks: borrowing Communicator
  ) -> PlannedRows {
    var grid = Plan.Step(
      .grid, of: [rows.step],
      "rows become steps of \(request.step.description); the steps of a group come together on one rank by a hash of"
        + " its key")
    if let groups = request.groups { grid.note("groups", groups.text) }
    grid.note(
      "values",
      zip(outputs.suffix(columns.count), columns).map { "\($1.aggregate.rawValue) of \($0.name)" }
        .joined(separator: ", "))
    grid.note("fill", request.words)
    grid.rows = .unknown
    // There is a step for each row at most, and each is sent to one rank.
    let bin =
      Double(BinTable.binBytes(columnCount: columns.count))
      + (groups?.plannedTextBytes(rows.widths) ?? 0)
    let bins = rows.count.times(bin).asBound.asEstimate
    grid.exchanges = [
      Plan.Exchange(
        "steps, to a rank by a hash of the group",
        bins.times(ranks.movedShare))
    ]
    grid.memory = [
      Plan.Memory("steps that have rows", bins.times(rows.share), within: .rows),
      Plan.Memory(
        "rows of the grid, \(RegularSeries.stepBytes(columnCount: columns.count)) bytes for each step, empty ones"
          + " included", .unknown, within: .work),
    ]
    return PlannedRows(
      step: plan.append(grid), count: .unknown, widths: rows.widths, share: rows.share)
  }
}

extension RegularRequest {
  /// What becomes of steps without a value.
  fileprivate var words: String {
    let gap = longestGap.map { ", over \($0.description) at most" } ?? ""
    return switch fill {
    case .none: "nothing; steps without rows have missing values"
    case .previous: "the value before\(gap)"
    case .linear: "a line between the values around a gap\(gap)"
    case .value(let value): "\(value.shortText)\(gap)"
    }
  }
}
