/// The lags whose sums of products are wanted, ordered by their differences: Σ z(t − i)·z(t − j) over
/// all steps is the same for all pairs with the same i − j.
struct LagForm: Sendable {
  /// Pairs of lags with one difference.
  struct Difference: Sendable {
    /// The larger lag less the smaller.
    let value: Int

    /// The places of the larger and the smaller lag, ascending.
    var pairs: [(row: Int, column: Int)]
  }

  /// 0, and the lags, ascending.
  let lags: [Int]

  /// The pairs.
  let differences: [Difference]

  /// The longest lag.
  var longest: Int { lags[lags.count - 1] }

  /// Orders lags.
  ///
  /// - Parameter lags: at least 1, ascending.
  /// - Complexity: O(lags²).
  init(_ lags: [Int]) {
    let all = [0] + lags
    var places: [Int: Int] = [:]
    var differences: [Difference] = []
    for row in all.indices {
      for column in 0...row {
        let value = all[row] - all[column]
        if let place = places[value] {
          differences[place].pairs.append((row, column))
        } else {
          places[value] = differences.count
          differences.append(Difference(value: value, pairs: [(row, column)]))
        }
      }
    }
    self.lags = all
    self.differences = differences
  }

  /// The number of pairs of lags.
  var pairCount: Int { lags.count * (lags.count + 1) / 2 }

  /// The place of a pair among all.
  static func place(_ row: Int, _ column: Int) -> Int { row * (row + 1) / 2 + column }
}

/// Sums over rows: a row is a step with its lags.
struct RowSums: Sendable {
  /// The number of rows.
  var count = 0

  /// For each lag l, 0 among them, Σ z(t − l).
  var totals: [WideInteger]

  /// For each pair of lags Σ z(t − i)·z(t − j); see ``LagForm/place(_:_:)``.
  var products: [WideInteger]

  /// Sums over no rows.
  init(_ form: LagForm) {
    totals = Array(repeating: WideInteger(), count: form.lags.count)
    products = Array(repeating: WideInteger(), count: form.pairCount)
  }

  /// Adds a run of rows. They aren't counted.
  ///
  /// Of each difference of lags the products of one pair are added up; those of the next are the same but
  /// for some at either end (the recurrences of *covariance* linear prediction: M. Morf, B. Dickinson, T.
  /// Kailath, A. Vieira, 1977, <https://doi.org/10.1109/TASSP.1977.1162980>). All are integers, so nothing
  /// is lost by subtracting.
  ///
  /// - Parameters:
  ///   - rows: the steps of the rows.
  ///   - codes: the series; what is missing, or lies outside, counts as 0.
  ///   - form: the lags.
  /// - Complexity: O(differences × (rows + longest lag)), or O(pairs × rows) if that is less.
  mutating func add(_ rows: Range<Int>, of codes: [Int64], _ form: LagForm) {
    guard !rows.isEmpty else { return }
    // All steps that rows reach, with zeros for what isn't there.
    let first = rows.lowerBound - form.longest
    let values = (first..<rows.upperBound).map { step -> Int64 in
      guard codes.indices.contains(step), codes[step] != LaggedSums.missing else { return 0 }
      return codes[step]
    }
    let rows = rows.lowerBound - first..<rows.upperBound - first
    func sum(_ steps: Range<Int>, _ difference: Int) -> Int128 {
      var sum = Int128(0)
      for step in steps { sum += Int128(values[step]) * Int128(values[step + difference]) }
      return sum
    }
    for (place, lag) in form.lags.enumerated() {
      let total = (rows.lowerBound - lag..<rows.upperBound - lag).reduce(Int128(0)) {
        $0 + Int128(values[$1])
      }
      totals[place] += WideInteger(total)
    }
    for difference in form.differences {
      var steps = 0..<0
      var products = Int128(0)
      for (row, column) in difference.pairs {
        let lag = form.lags[row]
        let next = rows.lowerBound - lag..<rows.upperBound - lag
        if !steps.isEmpty, 2 * (steps.lowerBound - next.lowerBound) < rows.count {
          products += sum(next.lowerBound..<steps.lowerBound, difference.value)
          products -= sum(next.upperBound..<steps.upperBound, difference.value)
        } else {
          products = sum(next, difference.value)
        }
        steps = next
        self.products[LagForm.place(row, column)] += WideInteger(products)
      }
    }
  }

  /// Takes away the sums of other rows; their number stays.
  static func -= (left: inout RowSums, right: RowSums) {
    for place in left.totals.indices { left.totals[place] -= right.totals[place] }
    for place in left.products.indices { left.products[place] -= right.products[place] }
  }

  /// Adds the sums of other rows; their number stays.
  static func += (left: inout RowSums, right: RowSums) {
    for place in left.totals.indices { left.totals[place] += right.totals[place] }
    for place in left.products.indices { left.products[place] += right.products[place] }
  }

  /// The sums of the same rows of a series from which a number has been taken away.
  func less(_ centre: Int64, _ form: LagForm) -> RowSums {
    guard centre != 0 else { return self }
    var result = self
    let square = WideInteger(Int128(centre) * Int128(centre)).times(Int64(count))
    for row in form.lags.indices {
      result.totals[row] -= WideInteger(Int128(centre) * Int128(count))
      for column in 0...row {
        let place = LagForm.place(row, column)
        result.products[place] -= totals[row].times(centre)
        result.products[place] -= totals[column].times(centre)
        result.products[place] += square
      }
    }
    return result
  }
}
