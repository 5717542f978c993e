import CSV

/// What is to be computed, of what: options that have been checked.
public struct DescribeRequest: TableRequest {
  /// The paths of the files, at least one, which form one table in this order; `-` for standard
  /// input.
  public var paths: [String]

  /// How the file comes to the ranks.
  public var input = InputWay.automatic

  /// The column's name or 1-based number, or several of them, separated by commas; `*` for every
  /// column that has numbers.
  public var column: String

  /// The percentiles wanted, each from 0 to 100, in the order in which they are reported.
  public var percentiles: [Double] = [10, 25, 50, 75, 90]

  /// The number of values in a rolling window, at least one.
  public var window = 500

  /// What is subtracted from the number of values when a variance is divided by it.
  public var ddof = 0

  /// The texts that mean a missing value, besides the empty one.
  public var nullTokens: [String] = DescribeRequest.standardNullTokens

  /// Whether the first row names the columns. If not, they are called by their numbers from 1.
  public var hasHeader = true

  /// The byte between two fields; nil to find it out.
  public var delimiter: UInt8?

  /// The decimal mark; nil to find it out.
  public var decimal: UInt8?

  /// How dates are written; nil to find it out.
  public var dateFormat: DateOrder?

  /// What rows are grouped by: columns, or parts of their dates, such as
  /// `Departamento,month(FechaObservacion)`. Nil for one result over all rows.
  public var groupKeys: String?

  /// Which rows are looked at, such as `Departamento = 'META'`. Nil for all.
  public var condition: String?

  /// What is reported.
  public var statistics = Statistic.all

  /// The order of groups.
  public var groupOrder = GroupOrder.firstSeen

  /// Whether groups are reported in the opposite order.
  public var reversesGroups = false

  /// The number of groups that are reported, of the first in their order; nil for all.
  public var groupLimit: Int?

  /// The bytes of memory that groups may take on each rank; nil for a fair share of what is there.
  public var memoryBytes: Int?

  /// The number of threads of each rank; nil for a fair share of the host's processors.
  public var threads: Int?

  /// The bytes in a block of the grid. Another number gives another, equally good, rounding of
  /// sums; it is there for tests.
  public var blockBytes: Int = DescribeRequest.standardBlockBytes

  /// The bytes read at a time; nil for as many as suit the processor's caches, or the file's
  /// server if it wants more.
  public var chunkBytes: Int?

  /// What counts the bytes that have been read; nil if nobody wants to know.
  public var progress: InputProgress?

  /// Creates a request with every option at its default.
  ///
  /// - Parameters:
  ///   - path: the path of the file.
  ///   - column: the column's name or 1-based number.
  public init(path: String, column: String) {
    self.init(paths: [path], column: column)
  }

  /// Creates a request for several files with every option at its default.
  ///
  /// - Parameters:
  ///   - paths: the paths of the files, at least one; see ``Job/files(named:)`` for patterns.
  ///   - column: the column's name or 1-based number.
  public init(paths: [String], column: String) {
    precondition(!paths.isEmpty, "a table has at least one file")
    self.paths = paths
    self.column = column
  }

  /// What is computed: what is reported, and what groups are ordered by.
  var computedStatistics: Set<Statistic> {
    guard case .statistic(let statistic) = groupOrder else { return statistics }
    return statistics.union([statistic])
  }

  /// Which groups are reported, and in which order.
  var groupSelection: GroupSelection {
    GroupSelection(order: groupOrder, isReversed: reversesGroups, limit: groupLimit)
  }

  /// The texts that mean a missing value unless others are given.
  public static var standardNullTokens: [String] { NumericColumn.standardNullTokens }

  /// The bytes in a block unless another number is given.
  public static var standardBlockBytes: Int { BlockGrid.standardBlockBytes }
}
