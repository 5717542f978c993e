import NumericalMethods

/// The normal equations of an autoregression: the sums of products of its columns, and of these
/// with the series.
///
/// Columns are those of ``ShiftedTerms``, without an added constant, then the lags. The series is
/// in the units of an ``IntegerSeries``.
struct NormalEquations: Sendable {
  /// XᵀX.
  let matrix: Matrix

  /// Xᵀz.
  let rightSide: [Double]

  /// zᵀz.
  let square: Double

  /// The number of rows.
  let count: Int

  /// Sums over all steps from a first one on.
  ///
  /// - Complexity: O(n × (columns + differences of lags)).
  init(
    _ series: IntegerSeries, _ terms: DeterministicTerms, _ shifted: ShiftedTerms, lags: [Int],
    from first: Int
  ) {
    let length = series.whole.count

    let all = [0] + lags
    let products = series.products(all, from: first)
    let cross = Self.cross(series.doubles, terms, shifted, lags: all, from: first)
    self.init(
      length - first, shifted, shifted.products(first..<length), lags: lags, cross: cross,
      products: products)
  }

  /// Sums over some steps.
  ///
  /// - Parameters:
  ///   - series: the series.
  ///   - terms: deterministic terms.
  ///   - shifted: the same.
  ///   - lags: the lags.
  ///   - rows: the steps.
  ///   - sums: the sums over these of products of the series with itself.
  /// - Complexity: O(rows × terms × (terms + lags)).
  init(
    _ series: IntegerSeries, _ terms: DeterministicTerms, _ shifted: ShiftedTerms, lags: [Int],
    rows: [Int], _ sums: RowSums
  ) {
    precondition(sums.count == rows.count, "sums over other steps")
    let all = [0] + lags
    let (columns, factors) = shifted.factors(terms, 0..<series.whole.count)
    let deterministic = factors.map { one, other in
      rows.map { row in columns[one][row] * (other.map { columns[$0][row] } ?? 1) }
    }
    var ofTerms = Matrix(rows: shifted.count, columns: shifted.count)
    for column in 0..<shifted.count {
      for row in 0...column {
        ofTerms[row, column] = Self.dot(deterministic[row], deterministic[column])
        ofTerms[column, row] = ofTerms[row, column]
      }
    }
    let cross = all.map { lag in
      let values = rows.map { Double(series.whole[$0 - lag]) }
      return deterministic.map { Self.dot($0, values) }
    }
    let products = all.indices.map { row in
      (0...row).map { sums.products[LagForm.place(row, $0)].double }
    }
    self.init(rows.count, shifted, ofTerms, lags: lags, cross: cross, products: products)
  }

  /// Takes over sums over rows of a series, with a constant or without one, and no other terms.
  init(_ rows: RowSums, hasConstant: Bool, _ form: LagForm) {
    let terms = hasConstant ? 1 : 0
    let size = terms + form.lags.count - 1
    var matrix = Matrix(rows: size, columns: size)
    var rightSide = Array(repeating: 0.0, count: size)
    if hasConstant {
      matrix[0, 0] = Double(rows.count)
      rightSide[0] = rows.totals[0].double
    }
    for row in 1..<max(form.lags.count, 1) {
      let place = terms + row - 1
      if hasConstant {
        matrix[place, 0] = rows.totals[row].double
        matrix[0, place] = matrix[place, 0]
      }
      for column in 1...row {
        let product = rows.products[LagForm.place(row, column)].double
        matrix[place, terms + column - 1] = product
        matrix[terms + column - 1, place] = product
      }
      rightSide[place] = rows.products[LagForm.place(row, 0)].double
    }
    count = rows.count
    self.matrix = matrix
    self.rightSide = rightSide
    square = rows.products[0].double
  }

  /// The factor of the matrix.
  ///
  /// - Throws: `ModelError.collinearRegressor` at the first column that those before it explain.
  func factor() throws(ModelError) -> Cholesky {
    if let factor = Cholesky(matrix, tolerance: 1e-13) { return factor }
    for size in 1...matrix.rows {
      var leading = Matrix(rows: size, columns: size)
      for column in 0..<size {
        for row in 0..<size { leading[row, column] = matrix[row, column] }
      }
      if Cholesky(leading, tolerance: 1e-13) == nil { throw .collinearRegressor(index: size - 1) }
    }
    throw .noLikelihood
  }

  /// Puts the parts together.
  private init(
    _ count: Int, _ shifted: ShiftedTerms, _ ofTerms: Matrix, lags: [Int], cross: [[Double]],
    products: [[Double]]
  ) {
    let skipped = shifted.hasAddedConstant ? 1 : 0
    let terms = shifted.count - skipped
    let size = terms + lags.count
    var matrix = Matrix(rows: size, columns: size)
    var rightSide = Array(repeating: 0.0, count: size)
    for column in 0..<terms {
      for row in 0..<terms { matrix[row, column] = ofTerms[row + skipped, column + skipped] }
      rightSide[column] = cross[0][column + skipped]
    }
    for lag in lags.indices {
      for column in 0..<terms {
        matrix[terms + lag, column] = cross[lag + 1][column + skipped]
        matrix[column, terms + lag] = matrix[terms + lag, column]
      }
      for other in 0...lag {
        matrix[terms + lag, terms + other] = products[lag + 1][other + 1]
        matrix[terms + other, terms + lag] = products[lag + 1][other + 1]
      }
      rightSide[terms + lag] = products[lag + 1][0]
    }
    self.count = count
    self.matrix = matrix
    self.rightSide = rightSide
    square = products[0][0]
  }

  /// For each lag l, Σ x(t)·z(t − l) = A(l)·Σ x(s)·z(s), the sum over s without what the lag pushes
  /// out at either end.
  private static func cross(
    _ values: [Double], _ terms: DeterministicTerms, _ shifted: ShiftedTerms, lags: [Int],
    from first: Int
  ) -> [[Double]] {
    let length = values.count
    let longest = lags.last ?? 0
    // What is common to all lags, if they overlap.
    let middle = first..<max(length - longest, first)
    if terms.products.isEmpty, !middle.isEmpty {
      return cross(values, TermCycles(terms, shifted), shifted, lags: lags, middle: middle)
    }
    let (columns, factors) = shifted.factors(terms, 0..<length)
    func sum(_ index: Int, _ steps: Range<Int>) -> Double {
      let (one, other) = factors[index]
      guard let other else { return dot(columns[one], values, steps) }
      return dot(columns[one], columns[other], values, steps)
    }
    let common = factors.indices.map { sum($0, middle) }
    return lags.map { lag in
      let sums = factors.indices.map { index in
        guard !middle.isEmpty else { return sum(index, first - lag..<length - lag) }
        return common[index] + sum(index, first - lag..<first)
          + sum(index, middle.upperBound..<length - lag)
      }
      return shifted.shifted(sums, by: lag)
    }
  }

  /// The same of terms without products of seasons.
  private static func cross(
    _ values: [Double], _ cycles: TermCycles, _ shifted: ShiftedTerms, lags: [Int],
    middle: Range<Int>
  ) -> [[Double]] {
    let (first, end) = (middle.lowerBound, middle.upperBound)
    let common = cycles.sums(values, middle)
    let head = cycles.columns(0..<first)
    let tail = cycles.columns(end..<values.count)
    let tailValues = Array(values[end...])
    return lags.map { lag in
      let sums = common.indices.map { index in
        common[index] + dot(head[index], values, first - lag..<first)
          + dot(tail[index], tailValues, 0..<values.count - lag - end)
      }
      return shifted.shifted(sums, by: lag)
    }
  }

  private static func dot(_ left: [Double], _ right: [Double]) -> Double {
    dot(left, right, left.indices)
  }

  /// A sum of products in eight lanes and a fixed tree.
  static func dot(_ left: [Double], _ right: [Double], _ range: Range<Int>) -> Double {
    var lanes = SIMD8<Double>()
    var step = range.lowerBound
    while step + 8 <= range.upperBound {
      lanes += vector(left, step) * vector(right, step)
      step += 8
    }
    var sum = tree(lanes)
    while step < range.upperBound {
      sum += left[step] * right[step]
      step += 1
    }
    return sum
  }

  /// A sum of products of three numbers.
  private static func dot(
    _ left: [Double], _ middle: [Double], _ right: [Double], _ range: Range<Int>
  ) -> Double {
    var lanes = SIMD8<Double>()
    var step = range.lowerBound
    while step + 8 <= range.upperBound {
      lanes += vector(left, step) * vector(middle, step) * vector(right, step)
      step += 8
    }
    var sum = tree(lanes)
    while step < range.upperBound {
      sum += left[step] * middle[step] * right[step]
      step += 1
    }
    return sum
  }

  @inline(__always)
  private static func tree(_ lanes: SIMD8<Double>) -> Double {
    let even = (lanes[0] + lanes[4]) + (lanes[2] + lanes[6])
    return even + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]))
  }

  @inline(__always)
  private static func vector(_ values: [Double], _ place: Int) -> SIMD8<Double> {
    precondition(place >= 0 && place + 8 <= values.count, "a vector beyond the values")
    return unsafe values.withUnsafeBufferPointer { values in
      // Sound: checked above.
      let base = unsafe values.baseAddress.unsafelyUnwrapped
      return unsafe UnsafeRawPointer(base + place).loadUnaligned(as: SIMD8<Double>.self)
    }
  }
}
