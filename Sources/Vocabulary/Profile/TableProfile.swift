/// What a table holds: every column, of whatever kind.
public struct TableProfile: Sendable {
  /// The columns, in their order; their texts and times are on rank 0 only.
  public let columns: [ColumnProfile]

  /// The input that was read.
  public let input: InputDescription

  /// How it was done. The only part that depends on the way of running.
  public let run: RunDescription

  /// Puts the parts together.
  package init(columns: [ColumnProfile], input: InputDescription, run: RunDescription) {
    self.columns = columns
    self.input = input
    self.run = run
  }

  /// The names that more than one of the columns have.
  public var repeatedNames: Set<String> {
    Set(Dictionary(grouping: columns.map(\.column)) { $0 }.lazy.filter { $1.count > 1 }.map(\.key))
  }
}
