import Vocabulary

extension InputDescription {
  /// Lines that say how dates were read; none where none were.
  var dateLines: String {
    let lines = dates.map { date in
      let zone = date.timeZone.map { "time zone \($0)" } ?? "as the clock shows"
      return "dates of \(date.column.visible): \(date.format.visible), \(zone)\n"
    }
    return lines.joined()
      + (dates.isEmpty || yearStarts == 1
        ? ""
        : "years begin in month \(yearStarts) and are named after the year in which they end\n")
  }

  /// The same as members of a JSON object; none where no dates were read.
  var dateMembers: [(key: String, value: JSON)] {
    guard !dates.isEmpty else { return [] }
    let list = dates.map { date in
      JSON.object([
        ("column", .string(date.column)), ("format", .string(date.format)),
        ("time_zone", date.timeZone.map(JSON.string) ?? .null),
      ])
    }
    return [("dates", .array(list))]
      + (yearStarts == 1 ? [] : [("year_starts", .integer(yearStarts))])
  }
}
