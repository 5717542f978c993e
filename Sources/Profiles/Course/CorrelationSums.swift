import CSV
import Ranks
import Statistics
import Vocabulary

/// Sums of products of columns' deviations, for the correlation of each two of them.
///
/// Rows that have all columns, nearly all of most tables, are summed up once for each column and for each two; others
/// for each two by themselves.
struct CorrelationSums: Sendable {
  /// The sums of a pair over rows that lack another column.
  private struct Pair: Sendable {
    var count = 0
    /// Σx, Σy, Σx², Σy².
    var sums = [ExactTotal](repeating: ExactTotal(), count: 4)
  }

  private let columnCount: Int
  private var completeRows = 0
  private var sums: [ExactTotal]
  private var squares: [ExactTotal]
  /// Σxy of each pair over all rows that have both.
  private var products: [ExactTotal]
  private var pairs: [Pair]

  /// No rows of so many columns.
  init(columnCount: Int) {
    self.columnCount = columnCount
    let pairCount = columnCount * max(columnCount - 1, 0) / 2
    sums = [ExactTotal](repeating: ExactTotal(), count: columnCount)
    squares = sums
    products = [ExactTotal](repeating: ExactTotal(), count: pairCount)
    pairs = [Pair](repeating: Pair(), count: pairCount)
  }

  /// The number of a pair.
  private static func number(_ first: Int, _ second: Int) -> Int {
    second * (second - 1) / 2 + first
  }

  /// Adds rows.
  ///
  /// - Parameters:
  ///   - present: the rows that have each column.
  ///   - deviations: for each column the deviations of those rows.
  mutating func add(_ present: [RowMask], _ deviations: [[Double]]) {
    guard let first = present.first else { return }
    let complete = present.dropFirst().reduce(first) { $0 & $1 }
    completeRows += complete.count
    for column in 0..<columnCount {
      var (sum, square) = (sums[column], squares[column])
      complete.forEach { row in
        let x = deviations[column][row]
        sum.add(x)
        square.add(x * x)
      }
      (sums[column], squares[column]) = (sum, square)
      for other in 0..<column {
        let both = present[column] & present[other]
        let pair = Self.number(other, column)
        var product = products[pair]
        both.forEach { product.add(deviations[other][$0] * deviations[column][$0]) }
        products[pair] = product
        let more = both.subtracting(complete)
        if !more.isEmpty { add(more, to: pair, deviations[other], deviations[column]) }
      }
    }
  }

  private mutating func add(_ rows: RowMask, to pair: Int, _ first: [Double], _ second: [Double]) {
    pairs[pair].count += rows.count
    rows.forEach { row in
      let (x, y) = (first[row], second[row])
      pairs[pair].sums[0].add(x)
      pairs[pair].sums[1].add(y)
      pairs[pair].sums[2].add(x * x)
      pairs[pair].sums[3].add(y * y)
    }
  }

  /// Adds what others have found, in any order.
  mutating func add(_ other: CorrelationSums) {
    completeRows += other.completeRows
    for column in 0..<columnCount {
      sums[column].add(other.sums[column])
      squares[column].add(other.squares[column])
    }
    for pair in pairs.indices {
      products[pair].add(other.products[pair])
      pairs[pair].count += other.pairs[pair].count
      for sum in 0..<4 { pairs[pair].sums[sum].add(other.pairs[pair].sums[sum]) }
    }
  }

  /// For each column but the first its correlations with those before it; see ``CorrelationTable``.
  var correlations: [[CorrelationTable.Pair]] {
    (0..<columnCount).dropFirst().map { second in
      (0..<second).map { correlation($0, second) }
    }
  }

  private func correlation(_ first: Int, _ second: Int) -> CorrelationTable.Pair {
    let pair = pairs[Self.number(first, second)]
    let count = completeRows + pair.count
    guard count > 0 else { return CorrelationTable.Pair(count: 0, coefficient: nil) }
    func mean(_ total: ExactTotal, _ more: ExactTotal) -> Double {
      var all = total
      all.add(more)
      return all.divided(by: count)
    }
    let x = mean(sums[first], pair.sums[0])
    let y = mean(sums[second], pair.sums[1])
    let xx = mean(squares[first], pair.sums[2]) - x * x
    let yy = mean(squares[second], pair.sums[3]) - y * y
    let xy = products[Self.number(first, second)].divided(by: count) - x * y
    // What varies less than rounding does, doesn't vary.
    let least = 0x1p-45
    guard count > 1, xx > least * x * x, yy > least * y * y, xx > 0, yy > 0 else {
      return CorrelationTable.Pair(count: count, coefficient: nil)
    }
    let coefficient = xy / (xx.squareRoot() * yy.squareRoot())
    return CorrelationTable.Pair(count: count, coefficient: min(max(coefficient, -1), 1))
  }
}

extension CorrelationSums: WireCodable {
  func write(to message: inout WireWriter) {
    message.write(columnCount, completeRows)
    for total in sums + squares + products { total.write(to: &message) }
    for pair in pairs {
      message.write(pair.count)
      for sum in pair.sums { sum.write(to: &message) }
    }
  }

  init(from message: inout WireReader) {
    self.init(columnCount: message.read())
    completeRows = message.read()
    for column in sums.indices { sums[column] = ExactTotal(from: &message) }
    for column in squares.indices { squares[column] = ExactTotal(from: &message) }
    for pair in products.indices { products[pair] = ExactTotal(from: &message) }
    for pair in pairs.indices {
      pairs[pair].count = message.read()
      for sum in 0..<4 { pairs[pair].sums[sum] = ExactTotal(from: &message) }
    }
  }
}
