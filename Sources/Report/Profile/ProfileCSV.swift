import Algorithms
import Vocabulary

/// A look at every column as CSV: a header, and a row for each column. What a column doesn't have is empty.
enum ProfileCSV {
  /// The rows, header included.
  static func rows(
    _ profile: TableProfile, _ request: ProfileRequest
  ) -> some Sequence<[UInt8]> {
    let percents = request.percentiles.map { "p\($0.shortText)" }
    let names =
      [
        "column", "column_number", "type", "rows", "count", "missing", "rejected", "distinct",
        "min", "max", "sum",
        "mean", "std",
      ]
      + percents + [
        "most_frequent", "most_frequent_count", "shortest", "longest", "step_seconds", "gaps",
        "longest_gap_seconds", "longest_gap_begin",
      ]
    let rows = profile.columns.lazy.map { column in
      CSVText.row(bytes: [Array(column.column.utf8)], fields(of: column, percents.count))
    }
    return chain([CSVText.row(names)], rows)
  }

  /// The fields behind a column's name.
  private static func fields(of column: ColumnProfile, _ percentCount: Int) -> [String] {
    let numbers = column.numbers
    func number(_ statistic: Statistic) -> String { numbers?[statistic].text(.plain) ?? "" }
    let percentiles =
      numbers?.percentiles.map { $0.value?.shortText ?? "" }
      ?? Array(repeating: "", count: percentCount)
    let first = column.frequent.first
    let mode = numbers?.mode
    let times = column.times
    return [
      "\(column.columnNumber)", column.kind.rawValue, "\(column.rows)", "\(column.count)",
      "\(column.missing)", "\(column.rejected)", column.distinct.map(String.init) ?? "",
      numbers == nil ? column.texts?.first ?? times?.first ?? "" : number(.min),
      numbers == nil ? column.texts?.last ?? times?.last ?? "" : number(.max),
      number(.sum), number(.mean), number(.std),
    ]
      + percentiles + [
        mode?.text ?? first?.text ?? "", (mode?.frequency ?? first?.count).map(String.init) ?? "",
        column.texts.map { "\($0.shortest)" } ?? "", column.texts.map { "\($0.longest)" } ?? "",
        times?.step?.shortText ?? "", times.map { "\($0.gaps)" } ?? "",
        times?.longestGap?.shortText ?? "", times?.longestGapBegin ?? "",
      ]
  }
}
