import Vocabulary

extension DescribedColumns {
  /// Takes columns that have been described in groups.
  init(_ groups: GroupReduction, names: [String], keys: [KeyPart], _ plan: StatisticPlan) {
    self.init(
      count: groups.count * names.count, keyNames: keys.map(\.name), groupCount: groups.groupCount
    ) { position in
      let group = groups[position / names.count]
      let column = position % names.count
      let texts = keys.texts(ofKey: group.key)
      return ColumnDescription(
        group: zip(keys, texts).map { ($0.name, $1) }, column: names[column], rows: group.rows,
        group.columns[column].computed, quantiles: group.columns[column].quantiles, plan)
    }
  }
}
