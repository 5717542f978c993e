/// How often keys occur.
public struct Frequencies: Sendable {
  /// A key with its count.
  public struct Entry: Sendable {
    /// The parts of the key; bytes that are no letter are U+FFFD.
    public var key: [String] { keyBytes.map { String(decoding: $0, as: UTF8.self) } }

    /// The bytes of the parts.
    package let keyBytes: [[UInt8]]

    /// How often it occurs.
    public let count: Int

    /// The count as a part of all: 0 to 1.
    public let share: Double

    /// The share of this key and of all that are reported before it.
    public let cumulativeShare: Double

    /// Puts the parts together.
    package init(
      key: [[UInt8]], count: Int, share: Double, cumulativeShare: Double
    ) {
      keyBytes = key
      self.count = count
      self.share = share
      self.cumulativeShare = cumulativeShare
    }
  }

  /// The names of the parts of keys.
  public let keyNames: [String]

  /// The bytes of those names that no encoding explains.
  package var undecodedNames = UndecodedNames()

  /// The number of all that was counted, whether it is reported or not.
  public let total: Int

  /// The number of rows that have nothing to be counted: no number, where numbers are counted.
  public let missing: Int

  /// The number of distinct keys, whether they are reported or not.
  public let distinct: Int

  /// The keys that are reported, in their order; none on other ranks than 0. Each is put together
  /// when it is looked at.
  public let entries: LazyEntries

  /// The input that was read.
  public let input: InputDescription

  /// How it was done. The only part that depends on the way of running.
  public let run: RunDescription

  /// Puts the parts together.
  package init(
    keyNames: [String], total: Int, missing: Int, distinct: Int, entries: LazyEntries,
    input: InputDescription, run: RunDescription
  ) {
    self.keyNames = keyNames
    self.total = total
    self.missing = missing
    self.distinct = distinct
    self.entries = entries
    self.input = input
    self.run = run
  }

  /// Keys with their counts, of which each is put together when it is looked at.
  public struct LazyEntries: RandomAccessCollection, Sendable {
    private let element: @Sendable (Int) -> Entry

    /// 0.
    public let startIndex = 0

    /// The number of keys.
    public let endIndex: Int

    /// Puts keys together.
    ///
    /// - Parameters:
    ///   - count: the number of keys.
    ///   - element: makes an entry when it is looked at.
    package init(count: Int, _ element: @escaping @Sendable (Int) -> Entry) {
      endIndex = count
      self.element = element
    }

    /// A key with its count.
    public subscript(position: Int) -> Entry { element(position) }
  }
}
