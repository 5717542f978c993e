import Vocabulary

/// A look at every column as the JSON document `caudal.profile/1`.
///
/// Everything but `run` has the same bits for every way of running.
enum ProfileJSON {
  /// The document, in parts.
  static func parts(_ profile: TableProfile, _ request: ProfileRequest) -> some Sequence<String> {
    JSON.document(
      [("schema", .string("caudal.profile/1"))], list: "columns",
      profile.columns.lazy.map(entry(of:)),
      [
        ("definitions", definitions(request)), ("input", JSONRendering.input(profile.input)),
        ("run", JSONRendering.run(profile.run)),
      ])
  }

  /// An entry of `columns`.
  private static func entry(of column: ColumnProfile) -> JSON {
    var members: [(key: String, value: JSON)] = [
      ("column", .string(column.column)), ("column_number", .integer(column.columnNumber)),
      ("type", .string(column.kind.rawValue)), ("rows", .integer(column.rows)),
      ("count", .integer(column.count)), ("missing", .integer(column.missing)),
      ("rejected", .integer(column.rejected)),
      ("distinct", column.distinct.map(JSON.integer) ?? .null),
    ]
    if let numbers = column.numbers {
      if numbers.roundedCount > 0 {
        members.append(("rounded_values", .integer(numbers.roundedCount)))
      }
      let statistics: [Statistic] = [.min, .max, .sum, .mean, .std, .mode, .percentiles]
      members += statistics.map { ($0.rawValue, JSONRendering.json(numbers[$0])) }
    }
    if let texts = column.texts {
      members += [
        ("min", .string(texts.first)), ("max", .string(texts.last)),
        ("shortest", .integer(texts.shortest)), ("longest", .integer(texts.longest)),
      ]
      let frequent = column.frequent.map { text in
        JSON.object([("value", .string(text.text)), ("count", .integer(text.count))])
      }
      members.append(("most_frequent", .array(frequent)))
    }
    if let times = column.times { members += self.members(of: times) }
    if let misfit = column.misfit {
      members.append(
        (
          "misfit",
          .object([
            ("expected", .string(misfit.expected)), ("file", .string(misfit.file)),
            ("row", .integer(misfit.row)), ("value", .string(misfit.text)),
          ])
        ))
    }
    return .object(members)
  }

  private static func members(of times: ColumnProfile.Times) -> [(key: String, value: JSON)] {
    [
      ("min", .string(times.first)), ("max", .string(times.last)),
      ("step_seconds", .optional(times.step)), ("gaps", .integer(times.gaps)),
      ("longest_gap_seconds", .optional(times.longestGap)),
      ("longest_gap_begin", times.longestGapBegin.map(JSON.string) ?? .null),
    ]
  }

  private static func definitions(_ request: ProfileRequest) -> JSON {
    let defined: [Statistic] = [.sum, .mode, .percentiles]
    return .object(
      [("ddof", .integer(request.ddof))]
        + defined.compactMap { statistic in
          statistic.definition.text.map { (statistic.rawValue, .string($0)) }
        }
        + [
          ("text_order", .string("by bytes")), ("text_length", .string("Unicode scalars")),
          ("step_seconds", .string("most frequent distance of neighbouring distinct times")),
          ("gaps", .string("number of such distances beyond the step")),
          ("missing", .array(([""] + request.table.nullTokens).map(JSON.string))),
        ])
  }
}
