import NumericalMethods

/// Missing values that differences still need, as elements of a filter's state.
///
/// A value of step t has the place t mod c: c is k, since it is needed for k steps, or less where
/// fewer steps can be unknown at once.
struct UnknownValues: Sendable {
  /// k.
  let reach: Int

  /// c.
  let capacity: Int

  /// The number of elements of the ARMA part.
  let size: Int

  /// The steps of the unknown values, the earliest first.
  var steps: [Int] = []

  /// What is expected of them, c numbers for each column.
  var means: [Double]

  /// Their covariances with the ARMA part, r numbers for each place.
  var crossCovariance: [Double]

  /// Their covariances with each other, c × c.
  var covariance: [Double]

  /// The part of these that is to be multiplied by infinity.
  var diffuse: [Double]

  init(reach: Int, capacity: Int, size: Int, width: Int) {
    self.reach = reach
    self.capacity = capacity
    self.size = size
    means = Array(repeating: 0, count: capacity * width)
    crossCovariance = Array(repeating: 0, count: capacity * size)
    covariance = Array(repeating: 0, count: capacity * capacity)
    diffuse = covariance
  }

  var isEmpty: Bool { steps.isEmpty }

  func place(_ step: Int) -> Int { step % capacity }

  /// Adds a value of which nothing is known.
  mutating func addDiffuse(_ step: Int) {
    let place = place(step)
    steps.append(step)
    for other in 0..<capacity {
      covariance[place * capacity + other] = 0
      covariance[other * capacity + place] = 0
      diffuse[place * capacity + other] = 0
      diffuse[other * capacity + place] = 0
    }
    diffuse[place * capacity + place] = 1
    for row in 0..<size { crossCovariance[place * size + row] = 0 }
    for column in 0..<means.count / max(capacity, 1) { means[column * capacity + place] = 0 }
  }

  /// Forgets what steps from one on don't need any more.
  mutating func retire(before step: Int) {
    steps.removeAll { $0 + reach < step }
  }
}

extension ARIMAFilter {
  /// A value that is to come, or is missing, as far as it is known: the ARMA part, known values and
  /// unknown ones.
  struct Measurement {
    /// The variance.
    var variance: Double
    /// The part of it that is to be multiplied by infinity.
    var diffuse: Double
    /// The covariances with the ARMA part.
    var withState: [Double]
    /// The covariances with the unknown values, in the order of their steps.
    var withUnknown: [Double]
    /// The parts of these that are to be multiplied by infinity.
    var diffuseWithUnknown: [Double]
    /// The expected value of each column.
    var means: [Double]
  }

  /// What is known of the value of a step beforehand.
  func measurement(_ step: Int) -> Measurement {
    let (r, k) = (size, unknown.capacity)
    var factors = Array(repeating: 0.0, count: unknown.steps.count)
    for (index, other) in unknown.steps.enumerated() where step - other <= input.longestLag {
      factors[index] = model.differences[step - other - 1]
    }
    let places = unknown.steps.map { unknown.place($0) }
    var withState = (0..<r).map { covariance[$0] }
    var withUnknown = places.map { unknown.crossCovariance[$0 * r] }
    var diffuse = Array(repeating: 0.0, count: places.count)
    for (index, factor) in factors.enumerated() where factor != 0 {
      let place = places[index]
      for row in 0..<r { withState[row] += factor * unknown.crossCovariance[place * r + row] }
      for (other, otherPlace) in places.enumerated() {
        withUnknown[other] += factor * unknown.covariance[place * k + otherPlace]
        diffuse[other] += factor * unknown.diffuse[place * k + otherPlace]
      }
    }
    let variance = zip(factors, withUnknown).reduce(withState[0]) { $0 + $1.0 * $1.1 }
    return Measurement(
      variance: variance, diffuse: zip(factors, diffuse).reduce(0) { $0 + $1.0 * $1.1 },
      withState: withState, withUnknown: withUnknown, diffuseWithUnknown: diffuse,
      means: means(step))
  }

  private func means(_ step: Int) -> [Double] {
    (0..<input.width).map { column in
      input.lags.reduce(states[column * stride]) {
        $0 + $1.factor * value(step - $1.lag, column: column)
      }
    }
  }

  /// The value of a step before, or what is expected of it.
  private func value(_ step: Int, column: Int) -> Double {
    if step < input.count, input.isKnown[step] {
      return input.columns[column * input.count + step]
    }
    return unknown.means[column * unknown.capacity + unknown.place(step)]
  }

  /// A step while values before it are unknown.
  mutating func stepWithUnknown(_ step: Int) {
    if input.isKnown[step] {
      let measurement = measurement(step)
      if measurement.diffuse > 1e-9 {
        resolve(step, measurement)
      } else {
        update(step, measurement)
      }
    } else {
      addMissing(step)
    }
    predictUnknown()
    predict()
    unknown.retire(before: step + 1)
  }

  /// Makes the value of a step an element of the state.
  mutating func addMissing(_ step: Int) {
    add(step, measurement(step))
  }

  mutating func add(_ step: Int, _ measurement: Measurement) {
    let (r, k) = (size, unknown.capacity)
    // What has its place now isn't needed behind this step.
    if let earliest = unknown.steps.first, earliest + unknown.reach <= step {
      unknown.steps.removeFirst()
    }
    let place = unknown.place(step)
    let old = unknown.steps
    let kept = measurement
    for row in 0..<r { unknown.crossCovariance[place * r + row] = kept.withState[row] }
    // The measurement was made with all that were unknown then, of which the first may be gone.
    let skipped = kept.withUnknown.count - old.count
    for (index, other) in old.enumerated() {
      let otherPlace = unknown.place(other)
      let covariance = kept.withUnknown[index + skipped]
      let diffuse = kept.diffuseWithUnknown[index + skipped]
      unknown.covariance[place * k + otherPlace] = covariance
      unknown.covariance[otherPlace * k + place] = covariance
      unknown.diffuse[place * k + otherPlace] = diffuse
      unknown.diffuse[otherPlace * k + place] = diffuse
    }
    unknown.covariance[place * k + place] = kept.variance
    unknown.diffuse[place * k + place] = kept.diffuse
    for column in 0..<input.width { unknown.means[column * k + place] = kept.means[column] }
    unknown.steps.append(step)
  }

  /// Takes in a value that resolves one of the unknown values: it is no innovation.
  private mutating func resolve(_ step: Int, _ measurement: Measurement) {
    let (r, k) = (size, unknown.capacity)
    let places = unknown.steps.map { unknown.place($0) }
    let gain = measurement.diffuseWithUnknown.map { $0 / measurement.diffuse }
    determinant.multiply(by: measurement.diffuse)
    for column in 0..<input.width {
      let innovation = input.columns[column * input.count + step] - measurement.means[column]
      for (index, place) in places.enumerated() {
        unknown.means[column * k + place] += gain[index] * innovation
      }
    }
    for (index, place) in places.enumerated() {
      for row in 0..<r {
        unknown.crossCovariance[place * r + row] -= measurement.withState[row] * gain[index]
      }
      for (other, otherPlace) in places.enumerated() {
        unknown.covariance[place * k + otherPlace] +=
          gain[index] * gain[other] * measurement.variance
          - (measurement.withUnknown[index] * gain[other]
            + gain[index] * measurement.withUnknown[other])
        unknown.diffuse[place * k + otherPlace] -=
          measurement.diffuseWithUnknown[index] * gain[other]
      }
    }
    clearDiffuse(places)
  }

  /// Rounding errors of what is multiplied by infinity are none.
  private mutating func clearDiffuse(_ places: [Int]) {
    for place in places {
      for other in places where abs(unknown.diffuse[place * unknown.capacity + other]) < 1e-9 {
        unknown.diffuse[place * unknown.capacity + other] = 0
      }
    }
  }

  /// Takes in a value.
  private mutating func update(_ step: Int, _ measurement: Measurement) {
    let (r, k) = (size, unknown.capacity)
    let places = unknown.steps.map { unknown.place($0) }
    let reciprocal = 1 / measurement.variance
    determinant.multiply(by: measurement.variance)
    innovationCount += 1
    let gain = measurement.withUnknown.map { $0 * reciprocal }
    for column in 0..<input.width {
      let cell = column * input.count + step
      innovations[cell] = input.columns[cell] - measurement.means[column]
      for (index, place) in places.enumerated() {
        unknown.means[column * k + place] += gain[index] * innovations[cell]
      }
      for row in 0..<r {
        states[column * stride + row] +=
          measurement.withState[row] * reciprocal * innovations[cell]
      }
    }
    addProducts(step, weight: reciprocal)
    for column in 0..<r {
      let factor = measurement.withState[column] * reciprocal
      for row in column..<r {
        covariance[column * stride + row] -= measurement.withState[row] * factor
      }
    }
    for (index, place) in places.enumerated() {
      for row in 0..<r {
        unknown.crossCovariance[place * r + row] -= measurement.withState[row] * gain[index]
      }
      for (other, otherPlace) in places.enumerated() {
        unknown.covariance[place * k + otherPlace] -=
          measurement.withUnknown[index] * gain[other]
      }
    }
  }

  /// The covariances of the unknown values with the next state.
  mutating func predictUnknown() {
    let (r, phi) = (size, model.autoregressive)
    for step in unknown.steps {
      let start = unknown.place(step) * r
      let value = unknown.crossCovariance[start]
      for row in 0..<r {
        let next = row + 1 < r ? unknown.crossCovariance[start + row + 1] : 0
        unknown.crossCovariance[start + row] = phi[row] * value + next
      }
    }
  }
}
