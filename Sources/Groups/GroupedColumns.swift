import Vocabulary

extension DescribedColumns {
  /// Takes columns that have been described in groups.
  init(
    _ groups: GroupReduction, _ columns: [(name: String, number: Int)], keys: [KeyPart],
    _ plan: StatisticPlan
  ) {
    self.init(
      count: groups.count * columns.count, columnNames: columns.map(\.name),
      keyNames: keys.map(\.name), groupCount: groups.groupCount
    ) { position in
      let group = groups[position / columns.count]
      let column = position % columns.count
      let texts = keys.texts(ofKey: group.key)
      return ColumnDescription(
        group: zip(keys, texts).map { ($0.name, $1) }, column: columns[column].name,
        columnNumber: columns[column].number, rows: group.rows, group.columns[column].computed,
        quantiles: group.columns[column].quantiles, plan)
    }
  }
}
