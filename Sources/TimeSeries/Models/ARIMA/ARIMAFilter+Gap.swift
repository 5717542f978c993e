import NumericalMethods

/// What a filter does where values are missing.
extension ARIMAFilter {
  /// From how many missing steps on powers of the transition cost less than as many steps.
  private var longGap: Int { 40 * (size + input.longestLag) }

  /// Passes steps without a value.
  ///
  /// - Complexity: O(steps × (r + k)²), O((r + k)³ × log(steps)) for many of them, with k = d + mD.
  mutating func passMissing(_ range: Range<Int>) {
    let isLong = range.count >= longGap
    // From where on no value that differences need is known.
    let end = isLong ? range.lowerBound + input.longestLag : range.upperBound
    for step in range.lowerBound..<end {
      if input.longestLag > 0 {
        stepWithUnknown(step)
      } else {
        keepMissing(step)
        predict()
      }
    }
    guard isLong else { return }
    hasKeptAll = false
    skip(range.upperBound - end, to: range.upperBound)
  }

  /// Passes many steps at once, when no value is known that differences need.
  ///
  /// The state and the last k values, x, follow x ← Fx + gε. So n steps later the covariance is
  /// FⁿP(Fⁿ)ᵀ + Σ Fⁱggᵀ(Fⁱ)ᵀ over i < n, and powers and sums of twice as many steps are had from those
  /// of as many.
  ///
  /// - Parameters:
  ///   - steps: how many, at least 1.
  ///   - end: the step behind them.
  private mutating func skip(_ steps: Int, to end: Int) {
    let (transition, noise) = (transition, noise)
    var power = transition
    var sum = Matrix(rows: noise.count, columns: noise.count)
    Self.add(noise, to: &sum)
    for bit in (0..<Int.bitWidth - steps.leadingZeroBitCount - 1).reversed() {
      sum = Self.moved(sum, by: power, adding: sum)
      power = power * power
      guard steps >> bit & 1 == 1 else { continue }
      Self.add(power * noise, to: &sum)
      power = power * transition
    }
    let before = unknown.steps.reversed().map { unknown.place($0) }
    let covariances = Self.moved(jointCovariance(before), by: power, adding: sum)
    let none = Matrix(rows: noise.count, columns: noise.count)
    let diffuse = Self.moved(jointDiffuse(before), by: power, adding: none)
    let means = (0..<input.width).map { power * jointMeans(before, column: $0) }
    unknown.steps = Array(end - before.count..<end)
    let places = unknown.steps.reversed().map { unknown.place($0) }
    setJoint(covariances, diffuse, means, places)
  }

  // MARK: - The state and the last values together

  /// F: the state's elements first, then the last values, the latest first.
  private var transition: Matrix {
    let (r, count) = (size, input.longestLag)
    var transition = Matrix(rows: r + count, columns: r + count)
    for row in 0..<r {
      transition[row, 0] = phi[row]
      if row + 1 < r { transition[row, row + 1] = 1 }
    }
    guard count > 0 else { return transition }
    transition[r, 0] = 1
    for (lag, factor) in input.lags { transition[r, r + lag - 1] = factor }
    for row in r + 1..<r + count { transition[row, row - 1] = 1 }
    return transition
  }

  /// g.
  private var noise: [Double] {
    Array(theta.prefix(size)) + Array(repeating: 0, count: input.longestLag)
  }

  private func jointCovariance(_ places: [Int]) -> Matrix {
    var joint = Matrix(rows: size + places.count, columns: size + places.count)
    for column in 0..<size {
      for row in column..<size {
        joint[row, column] = covariance[column * stride + row]
        joint[column, row] = joint[row, column]
      }
    }
    for (index, place) in places.enumerated() {
      for row in 0..<size {
        joint[row, size + index] = unknown.crossCovariance[place * size + row]
        joint[size + index, row] = joint[row, size + index]
      }
      for (other, otherPlace) in places.enumerated() {
        joint[size + other, size + index] =
          unknown.covariance[place * unknown.capacity + otherPlace]
      }
    }
    return joint
  }

  /// The part that is to be multiplied by infinity.
  private func jointDiffuse(_ places: [Int]) -> Matrix {
    var joint = Matrix(rows: size + places.count, columns: size + places.count)
    for (index, place) in places.enumerated() {
      for (other, otherPlace) in places.enumerated() {
        joint[size + other, size + index] =
          unknown.diffuse[place * unknown.capacity + otherPlace]
      }
    }
    return joint
  }

  private func jointMeans(_ places: [Int], column: Int) -> [Double] {
    states[column * stride..<column * stride + size]
      + places.map { unknown.means[column * unknown.capacity + $0] }
  }

  private mutating func setJoint(
    _ joint: Matrix, _ diffuse: Matrix, _ means: [[Double]], _ places: [Int]
  ) {
    for column in 0..<size {
      for row in column..<size { covariance[column * stride + row] = joint[row, column] }
    }
    for (index, place) in places.enumerated() {
      for row in 0..<size {
        unknown.crossCovariance[place * size + row] = joint[row, size + index]
      }
      for (other, otherPlace) in places.enumerated() {
        let cell = place * unknown.capacity + otherPlace
        unknown.covariance[cell] = joint[size + other, size + index]
        unknown.diffuse[cell] = diffuse[size + other, size + index]
      }
    }
    for (column, values) in means.enumerated() {
      for row in 0..<size { states[column * stride + row] = values[row] }
      for (index, place) in places.enumerated() {
        unknown.means[column * unknown.capacity + place] = values[size + index]
      }
    }
  }

  // MARK: - Arithmetic

  /// FPFᵀ and another matrix, symmetric to the bit.
  private static func moved(_ matrix: Matrix, by power: Matrix, adding other: Matrix) -> Matrix {
    let product = power * (matrix * power.transposed)
    var result = other
    for column in 0..<result.columns {
      for row in 0...column {
        result[row, column] += 0.5 * (product[row, column] + product[column, row])
        result[column, row] = result[row, column]
      }
    }
    return result
  }

  /// Adds vvᵀ.
  private static func add(_ vector: [Double], to matrix: inout Matrix) {
    for column in vector.indices {
      for row in vector.indices { matrix[row, column] += vector[row] * vector[column] }
    }
  }
}
