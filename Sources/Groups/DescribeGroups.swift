import CSV
import Keys
package import MPI
import Ranks
package import Scan
import Statistics
package import Vocabulary

extension TableSession {
  /// Describes columns in each group of rows.
  ///
  /// - Parameters:
  ///   - request: what is to be computed, of what.
  ///   - keys: what rows are grouped by.
  ///   - ranks: all ranks.
  /// - Returns: the columns of each group, on rank 0; none elsewhere.
  /// - Throws: an agreed `CaudalError`; errors of other types concern this rank alone.
  /// - Complexity: O(bytes / ranks + groups · log(groups)) time. Memory: what ``RankGroups`` takes and,
  ///   where more than counts, sums and extrema is asked for, all values, each sent to one rank.
  package mutating func describeGroups(
    _ request: DescribeRequest, by keys: String, on ranks: borrowing Communicator
  ) throws -> DescribedColumns {
    let statistics = StatisticPlan(request)
    let columns = try table.numericColumns(request, on: ranks)
    let parts = try table.keyParts(keys, on: ranks)
    let plan = GroupPlan(
      columns: columns, keys: parts,
      keepsValues: statistics.needs.keepsValues)
    let budget = try ranks.memoryBudget(request.table.memoryBytes)
    let found = try table.groups(plan, budget, on: ranks, workers)
    clock.endPhase("scan")
    let reduction = try GroupReduction(
      found.groups, request.groupSelection, GroupStatisticsMaker(statistics), budget, on: ranks,
      workers)
    clock.endPhase("groups")
    let named = columns.map { (name: table.layout.columnNames[$0.index], number: $0.index + 1) }
    return DescribedColumns(reduction, named, keys: parts, statistics)
  }
}

extension Table {
  /// The parts of the keys that a request names.
  func keyParts(
    _ text: String, on ranks: borrowing Communicator
  ) throws -> [KeyPart] {
    let asked = KeyRequest.list(text, names: layout.columnNames)
    var indices: [Int] = []
    for key in asked {
      indices += try layout.indices(ofColumns: key.column, path: inputName)
    }
    for (number, key) in asked.enumerated() {
      let twin = (0..<number).first { indices[$0] == indices[number] && asked[$0].part == key.part }
      guard twin != nil else { continue }
      let name = layout.columnNames[indices[number]]
      let text = key.part.map { "\($0.rawValue)(\(name))" } ?? name
      throw CaudalError(.usage, "\(inputName): \"\(text)\" is asked for twice; name it once")
    }
    let dated = Set(zip(asked, indices).filter { $0.0.part != nil }.map(\.1)).sorted()
    let formats = try timestampFormats(of: dated, on: ranks)
    let names = keyNames(asked, indices)
    return names.indices.map { position in
      let (name, index) = (names[position], indices[position])
      guard let part = asked[position].part, let format = formats[index] else {
        return KeyPart(name: name, index: index, kind: .text)
      }
      let column = TimestampColumn(
        index: index, format: format, nullTokens: nullTokens, decimal: layout.dialect.decimal)
      return KeyPart(name: name, index: index, kind: .timestamp(column, part))
    }
  }

  /// The names of keys, which a result has next to each other and as members of an object: where two
  /// columns have one name, their numbers tell them apart.
  private func keyNames(_ keys: [KeyRequest], _ indices: [Int]) -> [String] {
    let names = zip(keys, indices).map { key, index in
      key.part.map { "\($0.rawValue)(\(layout.columnNames[index]))" } ?? layout.columnNames[index]
    }
    return zip(names, indices).map { name, index in
      names.count { $0 == name } == 1 ? name : "\(name) (column \(index + 1))"
    }
  }
}
