import MPI
import Ranks
import Scan
import Vocabulary

// What it means to keep rows and to put them in order, without doing it; how that is done stands in
// `KeepingSink`, `TableSession.keep` and `RowShuffle`.

extension RowPlan {
  /// The bytes that a computed value is taken to have.
  private static let valueBytes = 8.0

  /// About as many bytes as a row has as it is written.
  ///
  /// - Parameter widths: the mean bytes of the table's fields.
  /// - Returns: the bytes of fields and values, and of what stands between them.
  func plannedTextBytes(_ widths: [Double]) -> Double {
    if let regular { return regular.plannedTextBytes(widths) }
    let computed = Double(outputs.count - fields.count) * Self.valueBytes
    return fields.reduce(computed) { $0 + widths[$1] } + Double(outputs.count)
  }
}

extension KeepingPlan {
  /// About as many bytes as a row takes that is kept: see `KeptRows.byteCount`.
  ///
  /// - Parameter widths: the mean bytes of the table's fields.
  /// - Returns: the bytes of its text, its place and its keys.
  func plannedRowBytes(_ widths: [Double]) -> Double {
    // Of a text it is also kept where it ends.
    let word = Double(MemoryLayout<Int>.stride)
    var bytes = rows.plannedTextBytes(widths) + 2 * word
    if let order { bytes += order.plannedKeyBytes(widths) }
    if case .keys(let keys)? = distinction { bytes += keys.plannedTextBytes(widths) + word }
    return bytes
  }

  /// Adds the steps to a plan by which rows are kept and put in order.
  ///
  /// - Parameters:
  ///   - rows: the rows that are read.
  ///   - request: what was asked for.
  ///   - plan: the plan.
  ///   - ranks: all ranks.
  /// - Returns: the rows in their order.
  func explain(
    _ rows: PlannedRows, _ request: SelectRequest, in plan: inout Plan,
    on ranks: borrowing Communicator
  ) -> PlannedRows {
    var rows = rows
    let bytes = plannedRowBytes(rows.widths)
    var keep = Plan.Step(
      .keep, of: [rows.step], "rows are kept in memory, each on the rank that read it")
    rows.count =
      request.sample.map { sample in
        keep.note("sample", sample.words)
        return sample.plannedCount(rows.count)
      } ?? rows.count
    keep.rows = rows.count
    let held = rows.count.times((2 * bytes + Double(RowSort.rowBytes)) * rows.share)
    keep.memory = [
      Plan.Memory(
        "rows and keys, and as much again to put them in order", held.asEstimate, within: .rows,
        // Which rows are drawn is known only of all together.
        relief: draw == nil ? "rows are sorted on disk" : nil)
    ]
    rows.step = plan.append(keep)
    var exchanged = rows.count.times(bytes * ranks.movedShare).asEstimate
    if let distinction {
      // What is the same in neighbouring rows is seen where they are read.
      exchanged = exchanged.asBound
      var step = Plan.Step(
        .distinct, of: [rows.step], "of rows that are the same, the first stays")
      step.note("the same", distinction.words(request))
      step.exchanges = [
        Plan.Exchange("rows, to a rank by a hash of what makes them the same", exchanged)
      ]
      rows.count = rows.count.asBound
      step.rows = rows.count
      rows.step = plan.append(step)
    }
    var sort = Plan.Step(.sort, of: [rows.step], "rows are put in order, each rank a run of them")
    sort.note(
      "order",
      request.order.map { "\($0.text); rows of equal keys stay in their order" }
        ?? "as in the input")
    sort.exchanges = [Plan.Exchange("rows, to the rank in whose run they come", exchanged)]
    sort.rows = rows.count
    rows.step = plan.append(sort)
    return rows
  }
}

extension RowOrder {
  /// About as many bytes as a row's keys take: a word of a number or a time, the bytes of a text.
  ///
  /// - Parameter widths: the mean bytes of the table's fields.
  /// - Returns: the bytes of a row's keys.
  fileprivate func plannedKeyBytes(_ widths: [Double]) -> Double {
    let word = Double(MemoryLayout<Int>.stride)
    return columns.reduce(Double(keyCount) * word) { $0 + widths[$1] }
  }
}

extension KeepingPlan.Distinction {
  fileprivate func words(_ request: SelectRequest) -> String {
    guard case .keys(let list)? = request.distinction else { return "all that is written of them" }
    return list.text
  }
}

extension RowSample {
  /// Words for it: how many rows, and how they are chosen.
  var words: String {
    let how = "by a hash of each row's place and the seed \(seed)"
    return switch size {
    case .share(let share): "\((share * 100).shortText) % of the rows, \(how)"
    case .rows(let count): "\(count) rows, \(how)"
    }
  }

  /// How many of some rows are chosen.
  func plannedCount(_ rows: Plan.Quantity) -> Plan.Quantity {
    switch size {
    case .share(let share): rows.times(share).asEstimate
    case .rows(let count): rows.limited(to: count)
    }
  }
}
