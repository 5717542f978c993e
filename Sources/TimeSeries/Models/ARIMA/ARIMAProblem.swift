import NumericalMethods

/// A series and its regressors, prepared for the search of a model's coefficients.
///
/// The regressors are replaced by combinations whose differences are orthogonal and of size 1, a
/// first estimate of what they explain is taken away from the series, and what is left is scaled by
/// a power of two, so that no result depends on units.
struct ARIMAProblem: Sendable {
  let order: ARIMAOrder

  /// The step of the first known value.
  let offset: Int

  /// The exponent of the power of two that the scaled series is to be multiplied by.
  let exponent: Int

  /// The combinations: regressors times this upper triangle are what the filter sees.
  private let combinations: Matrix

  /// What was taken away, as coefficients of the combinations, in the unit of the series.
  private let taken: [Double]

  let input: FilterInput

  /// What the differences and the first estimate leave of the series, for the search without a
  /// filter.
  let residuals: [Double]

  var regressorCount: Int { combinations.columns }

  /// Prepares a series.
  ///
  /// - Parameters:
  ///   - values: the series, NaN where it is missing.
  ///   - order: the order of the model.
  ///   - regressors: columns as long as the series, or longer.
  /// - Throws: `ModelError`.
  init(
    _ values: [Double], order: ARIMAOrder, regressors: [[Double]]
  ) throws(ModelError) {
    if let index = values.firstIndex(where: { $0.isInfinite }) { throw .notFinite(index: index) }
    guard let first = values.firstIndex(where: { !$0.isNaN }) else { throw .noValues }
    self.order = order
    offset = first
    var series = Array(values[first...])
    var columns: [[Double]] = []
    for (index, regressor) in regressors.enumerated() {
      precondition(regressor.count >= values.count, "a regressor that ends before the series")
      let column = Array(regressor[first..<values.count])
      guard column.allSatisfy({ $0.isFinite }) else { throw .notFinite(index: index) }
      columns.append(column)
    }
    let needed = order.lostToDifferences + order.coefficientCount + columns.count + 2
    let known = series.count { !$0.isNaN }
    guard known >= needed else { throw .tooFewValues(known: known, needed: needed) }
    let differences = Array(LagPolynomial.differences(order).dropFirst().map { -$0 })
    combinations = try Self.orthogonalise(&columns, differences)
    let isDifferenced = order.lostToDifferences > 0
    // A level means nothing to differences.
    if isDifferenced {
      let level = series[0]
      for step in series.indices { series[step] -= level }
    }
    var residuals = Self.difference(series, differences)
    let changes = Self.difference(columns, differences)
    var taken = Array(repeating: 0.0, count: columns.count)
    for (index, column) in changes.enumerated() {
      taken[index] = Self.project(&residuals, on: column)
    }
    for (index, column) in columns.enumerated() {
      for step in series.indices { series[step] -= taken[index] * column[step] }
    }
    self.taken = taken
    let size = Self.rootMeanSquare(residuals)
    let largest = values.reduce(0) { $1.isNaN ? $0 : max($0, abs($1)) }
    guard size > 4e-15 * largest, size > .leastNormalMagnitude else {
      let isConstant = values.allSatisfy { $0.isNaN || $0 == values[first] }
      throw isConstant ? .constantSeries : .perfectFit
    }
    exponent = Int(size.exponent)
    let scale = Double(sign: .plus, exponent: -exponent, significand: 1)
    self.residuals = residuals.map { $0 * scale }
    input = FilterInput([series.map { $0 * scale }] + columns, differences: differences)
  }

  /// The differences of a series that may have gaps; the first are NaN.
  private static func difference(_ values: [Double], _ differences: [Double]) -> [Double] {
    FilterInput([values], differences: differences).differenced
  }

  private static func difference(_ columns: [[Double]], _ differences: [Double]) -> [[Double]] {
    columns.map { difference($0, differences) }
  }

  private static func rootMeanSquare(_ values: [Double]) -> Double {
    let known = values.filter { !$0.isNaN }
    let largest = known.reduce(0) { max($0, abs($1)) }
    guard largest > 0, largest < .infinity else { return largest }
    let sum = known.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }
    return largest * (sum / Double(known.count)).squareRoot()
  }

  /// Takes away from values what a column explains of them; returns its coefficient.
  private static func project(_ values: inout [Double], on column: [Double]) -> Double {
    var (product, square) = (0.0, 0.0)
    for (value, other) in zip(values, column) where !value.isNaN {
      product += value * other
      square += other * other
    }
    guard square > 0 else { return 0 }
    let factor = product / square
    for step in values.indices { values[step] -= factor * column[step] }
    return factor
  }

  /// Combines columns so that their differences are orthogonal and of root mean square 1; returns
  /// the combinations.
  ///
  /// Gram and Schmidt's process, twice for each column.
  private static func orthogonalise(
    _ columns: inout [[Double]], _ differences: [Double]
  ) throws(ModelError) -> Matrix {
    let count = columns.count
    var combinations = Matrix(rows: count, columns: count)
    var changes: [[Double]] = []
    for index in columns.indices {
      combinations[index, index] = 1
      var change = difference(columns[index], differences)
      let before = rootMeanSquare(columns[index])
      let length = rootMeanSquare(change)
      guard length > 1e-12 * before else { throw .collinearRegressor(index: index) }
      for _ in 0..<2 {
        for other in 0..<index {
          let factor = project(&change, on: changes[other])
          for step in columns[index].indices {
            columns[index][step] -= factor * columns[other][step]
          }
          for row in 0...other { combinations[row, index] -= factor * combinations[row, other] }
        }
      }
      let left = rootMeanSquare(change)
      guard left > 1e-9 * length else { throw .collinearRegressor(index: index) }
      for row in 0...index { combinations[row, index] /= left }
      for step in columns[index].indices { columns[index][step] /= left }
      changes.append(change.map { $0 / left })
    }
    return combinations
  }

  /// The coefficients of the regressors, of those that the filter yields.
  func regression(_ found: [Double]) -> [Double] {
    combinations * zip(taken, found).map { $0 + $1 * scale }
  }

  /// The covariance of the coefficients of the regressors, of that of those that the filter yields.
  func regressionCovariance(_ found: Matrix) -> Matrix {
    var result = combinations * (found * combinations.transposed)
    for index in result.elements.indices { result.elements[index] *= scale * scale }
    return result
  }

  /// The unit of the scaled series.
  var scale: Double { Double(sign: .plus, exponent: exponent, significand: 1) }

  /// What is left of the series, scaled, when the regressors' part is taken away.
  func withoutRegressors(_ found: [Double]) -> [Double] {
    (0..<input.count).map { step in
      found.indices.reduce(input.columns[step]) {
        $0 - found[$1] * input.columns[($1 + 1) * input.count + step]
      }
    }
  }
}
