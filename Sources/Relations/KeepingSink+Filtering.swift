extension KeepingSink.Unit {
  /// Some of the rows.
  ///
  /// - Parameter isKept: whether the row of a number is kept.
  /// - Returns: them, in their order.
  func filtered(_ isKept: (Int) -> Bool) -> Self {
    let kept = (0..<rows.count).filter(isKept).map { RowID(chunk: 0, row: $0) }
    guard kept.count < rows.count else { return self }
    var unit = self
    unit.rows = RankRows([rows]).selecting(kept)
    unit.keys = keys.map { $0.selecting(kept) }
    return unit
  }
}

extension ReadKey {
  /// The key of some rows.
  fileprivate func selecting(_ rows: [RowID]) -> ReadKey {
    switch self {
    case .coded(let codes, let values):
      // Of the values only those of these rows, or few rows would keep all of a unit.
      var numbers: [UInt32: UInt32] = [:]
      var kept = Strings()
      let renumbered = rows.map { row in
        let code = codes[row.row]
        if let number = numbers[code] { return number }
        let number = UInt32(kept.count)
        numbers[code] = number
        kept.append(values.string(Int(code)))
        return number
      }
      return .coded(FrozenArray(renumbered), FrozenStrings(kept))
    case .plain(let column): return .plain([column].selecting(rows))
    }
  }
}
