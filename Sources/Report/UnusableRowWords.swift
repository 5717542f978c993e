package import Vocabulary

extension InputDescription {
  /// Sentences that say what was done with rows that can't be used, without a point; none if all can.
  package var unusableRowSentences: [String] {
    var sentences: [String] = []
    if unusable.rejectedRows > 0 {
      let all = rows.map { " of \($0)" } ?? ""
      let thing = unusable.rejectedRows == 1 && rows == nil ? "row" : "rows"
      let were = unusable.rejectedRows == 1 ? "was" : "were"
      sentences.append(
        "\(unusable.rejectedRows)\(all) \(thing) \(were) left out: "
          + Self.list(unusable.rejected))
    }
    if unusable.missingFields > 0 {
      let were = unusable.missingFields == 1 ? "field was" : "fields were"
      sentences.append(
        "\(unusable.missingFields) \(were) taken for missing: \(Self.list(unusable.takenForMissing))"
      )
    }
    if unusable.filled > 0 {
      sentences.append(
        "\(unusable.filled) short row\(unusable.filled == 1 ? " was" : "s were") filled")
    }
    return sentences
  }

  private static func list(_ counts: [UnusableRowCounts.Count]) -> String {
    counts.map { "\($0.count) \($0.reason.words)" }.joined(separator: ", ")
  }
}
