import Vocabulary

extension DescribedColumns {
  /// Takes columns that have been described in groups.
  ///
  /// - Parameters:
  ///   - groups: the groups.
  ///   - columns: the columns.
  ///   - keys: what rows were grouped by.
  ///   - plan: what was asked for.
  ///   - roundedCounts: for each column the number of values that can't be had back from their doubles.
  init(
    _ groups: GroupReduction, _ columns: [(name: String, number: Int)], keys: [KeyPart],
    _ plan: StatisticPlan, _ roundedCounts: [Int]
  ) {
    self.init(
      count: groups.count * columns.count, columnNames: columns.map(\.name),
      keyNames: keys.map(\.name), groupCount: groups.groupCount,
      roundedCounts: roundedCounts
    ) { position in
      let (group, column) = position.quotientAndRemainder(dividingBy: columns.count)
      let texts = keys.texts(ofKey: groups.key(at: group))
      let (computed, quantiles) = groups[group, column: column]
      return ColumnDescription(
        group: zip(keys, texts).map { ($0.name, String(decoding: $1, as: UTF8.self)) },
        groupBytes: texts, column: columns[column].name,
        columnNumber: columns[column].number, rows: groups.rows(at: group), computed,
        quantiles: quantiles, plan, roundedCount: roundedCounts[column])
    }
  }
}
