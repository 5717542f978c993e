extension CaudalError {
  /// A part of a request that makes no sense.
  public enum Subject: UInt8, Sendable, CaseIterable {
    /// The condition by which rows are chosen: ``TableRequest/condition``.
    case condition
    /// That every rank shall read its part of the files: ``InputWay/shared``.
    case sharedInput
    /// That words shall be counted: ``FrequencyRequest/Subject/words``.
    case words

    /// The words with which a sentence about it begins.
    public var words: String {
      switch self {
      case .condition: "the condition:"
      case .sharedInput: "a shared input"
      case .words: "a count of words"
      }
    }
  }

  /// How a request should be changed.
  public enum Advice: Sendable, Hashable {
    /// Perhaps this character marks decimals: ``TableRequest/decimal``.
    case decimalMark(Character)
    /// Perhaps the text means a missing value: ``TableRequest/nullTokens``.
    case nullTokens
    /// It must be said how dates are written: ``TableRequest/dateFormat``.
    case dateOrder
    /// There are too many keys, or values of them: fewer statistics, ``TableRequest/condition``.
    case lessToKeep
    /// There are too many groups for a report: ``DescribeRequest/groupLimit``,
    /// ``FrequencyRequest/limit``, ``TableRequest/condition``.
    case fewerGroups

    /// The words in which it is said, as the end of a sentence.
    public var words: String {
      switch self {
      case .decimalMark(","): "if the comma marks decimals, say so"
      case .decimalMark("."): "if the point marks decimals, say so"
      case .decimalMark(let mark): "if \(mark) marks decimals, say so"
      case .nullTokens:
        "if it means a missing value, name it, and all others, among the null tokens"
      case .dateOrder: "say which comes first"
      case .lessToKeep: "ask for less, choose rows by a condition, or use more hosts"
      case .fewerGroups: "ask for fewer groups, or choose rows by a condition"
      }
    }
  }
}
