import MPI
import Ranks
import Relations

/// A series that is to be forecast, by whichever rank.
struct SeriesTask: Sendable {
  /// What the series is.
  struct Label: Sendable {
    /// Bytes that are in the order of the groups.
    let orderKey: [UInt8]

    /// The group's keys, nil where one is missing.
    let keys: [String?]

    /// The number of the column.
    let column: Int

    /// The beginnings of the steps of the first and the last value; nil if there is none.
    let ends: Ends?
  }

  /// The steps in which a series has its first and its last value.
  struct Ends: Sendable {
    let first: Int
    let last: Int
  }

  /// What the series is.
  let label: Label

  /// Its values, from the first to the last that is known; NaN where one is missing.
  let values: [Double]

  /// The series of some groups.
  static func all(of groups: [GridSeries.Group]) -> [SeriesTask] {
    groups.flatMap { group in
      group.values.indices.map { SeriesTask(group, column: $0) }
    }
  }

  private init(_ group: GridSeries.Group, column: Int) {
    let all = group.values[column]
    guard let first = all.firstIndex(where: { !$0.isNaN }),
      let last = all.lastIndex(where: { !$0.isNaN })
    else {
      label = Label(orderKey: group.orderKey, keys: group.keys, column: column, ends: nil)
      values = []
      return
    }
    label = Label(
      orderKey: group.orderKey, keys: group.keys, column: column,
      ends: Ends(first: group.starts[first], last: group.starts[last]))
    // A series that is whole is not copied.
    values = last - first + 1 == all.count ? all : Array(all[first...last])
  }

  private init(_ label: Label, _ values: [Double]) {
    self.label = label
    self.values = values
  }

  /// About how much work it is, in any unit: gaps keep filters from becoming steady.
  private var cost: Double {
    Double(values.count) * (values.contains { $0.isNaN } ? 2 : 1)
  }
}

extension SeriesTask.Ends: WireCodable {
  func write(to message: inout WireWriter) { message.write(first, last) }

  init(from message: inout WireReader) {
    self.init(first: message.read(), last: message.read())
  }
}

extension SeriesTask.Label: WireCodable {
  func write(to message: inout WireWriter) { message.write(orderKey, keys, column, ends) }

  init(from message: inout WireReader) {
    self.init(
      orderKey: message.read(), keys: message.read(), column: message.read(), ends: message.read())
  }
}

// MARK: - Among ranks

extension SeriesTask {
  /// Shares tasks out among ranks, so that all have about as much to do.
  ///
  /// The dearest task goes first, each to the rank that has the least to do so far (Graham 1969,
  /// <https://doi.org/10.1137/0117039>: at most a third longer than the best possible). Every rank computes the same
  /// plan. Whatever rank does a task, its result is the same.
  ///
  /// - Parameters:
  ///   - tasks: those that this rank has.
  ///   - ranks: all ranks.
  /// - Returns: those that it is to do, the dearest first.
  /// - Throws: `MPIError` if the ranks can't be reached.
  /// - Complexity: each value crosses the network once at most.
  static func shared(
    _ tasks: [SeriesTask], on ranks: borrowing Communicator
  ) throws(MPIError) -> [SeriesTask] {
    guard ranks.size > 1 else { return tasks.sorted { $0.cost > $1.cost } }
    let costs = try ranks.allgather(varying: tasks.map(\.cost))
    let owners = assignment(costs, ranks: ranks.size)[ranks.rank]
    var labels: [[Label]] = Array(repeating: [], count: ranks.size)
    var values: [[Double]] = Array(repeating: [], count: ranks.size)
    var counts: [[Int]] = Array(repeating: [], count: ranks.size)
    for (task, owner) in zip(tasks, owners) {
      labels[owner].append(task.label)
      values[owner] += task.values
      counts[owner].append(task.values.count)
    }
    let allLabels = try ranks.alltoall(varying: labels.map(\.encoded))
    let allValues = try ranks.alltoall(varying: values)
    let allCounts = try ranks.alltoall(varying: counts)
    var received: [SeriesTask] = []
    for rank in 0..<ranks.size {
      var start = 0
      for (label, count) in zip([Label](encoded: allLabels[rank]), allCounts[rank]) {
        received.append(SeriesTask(label, Array(allValues[rank][start..<start + count])))
        start += count
      }
    }
    return received.sorted { $0.cost > $1.cost }
  }

  /// The rank that does each task.
  ///
  /// - Parameters:
  ///   - costs: for each rank those of the tasks that it has.
  ///   - ranks: the number of ranks.
  /// - Returns: for each rank the ranks that do its tasks.
  static func assignment(_ costs: [[Double]], ranks: Int) -> [[Int]] {
    let tasks = costs.indices.flatMap { rank in
      costs[rank].indices.map { (rank: rank, index: $0, cost: costs[rank][$0]) }
    }
    var owners = costs.map { [Int](repeating: 0, count: $0.count) }
    var loads = [Double](repeating: 0, count: ranks)
    for task in tasks.sorted(by: { ($1.cost, $0.rank, $0.index) < ($0.cost, $1.rank, $1.index) }) {
      var least = 0
      for rank in loads.indices where loads[rank] < loads[least] { least = rank }
      // Even a task without values is something.
      loads[least] += task.cost + 1
      owners[task.rank][task.index] = least
    }
    return owners
  }
}
