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
    steps.reserveCapacity(capacity + 1)
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
    while let first = steps.first, first + reach < step { steps.removeFirst() }
  }
}

/// A value that is to come, or is missing, as far as it is known: the ARMA part, known values and unknown ones.
///
/// A filter has one, and looks at it anew for each such step.
struct Measurement: Sendable {
  /// The variance.
  var variance = 0.0

  /// The part of it that is to be multiplied by infinity.
  var diffuse = 0.0

  /// The covariances with the ARMA part.
  var withState: [Double]

  /// The number of unknown values.
  var count = 0

  /// The places of the unknown values, in the order of their steps.
  var places: [Int]

  /// What each of them contributes to the value.
  var factors: [Double]

  /// The covariances with them.
  var withUnknown: [Double]

  /// The parts of these that are to be multiplied by infinity.
  var diffuseWithUnknown: [Double]

  /// What an observation of the value says of each of them.
  var gain: [Double]

  /// The expected value of each column.
  var means: [Double]

  init(size: Int, capacity: Int, width: Int) {
    withState = Array(repeating: 0, count: size)
    places = Array(repeating: 0, count: capacity)
    factors = Array(repeating: 0, count: capacity)
    (withUnknown, diffuseWithUnknown, gain) = (factors, factors, factors)
    means = Array(repeating: 0, count: width)
  }
}

extension ARIMAFilter {
  /// Looks at what is known of the value of a step beforehand.
  mutating func measure(_ step: Int) {
    let (r, k, count) = (size, unknown.capacity, unknown.steps.count)
    measurement.count = count
    for row in 0..<r { measurement.withState[row] = covariance[row] }
    for index in 0..<count {
      let place = unknown.place(unknown.steps[index])
      let distance = step - unknown.steps[index]
      measurement.places[index] = place
      measurement.factors[index] =
        distance <= input.longestLag ? model.differences[distance - 1] : 0
      measurement.withUnknown[index] = unknown.crossCovariance[place * r]
      measurement.diffuseWithUnknown[index] = 0
    }
    for index in 0..<count where measurement.factors[index] != 0 {
      let (factor, place) = (measurement.factors[index], measurement.places[index])
      for row in 0..<r {
        measurement.withState[row] += factor * unknown.crossCovariance[place * r + row]
      }
      for other in 0..<count {
        let cell = place * k + measurement.places[other]
        measurement.withUnknown[other] += factor * unknown.covariance[cell]
        measurement.diffuseWithUnknown[other] += factor * unknown.diffuse[cell]
      }
    }
    measurement.variance = measurement.withState[0]
    measurement.diffuse = 0
    for index in 0..<count {
      measurement.variance += measurement.factors[index] * measurement.withUnknown[index]
      measurement.diffuse += measurement.factors[index] * measurement.diffuseWithUnknown[index]
    }
    for column in 0..<input.width {
      var mean = states[column * stride]
      for (lag, factor) in input.lags { mean += factor * value(step - lag, column: column) }
      measurement.means[column] = mean
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
    measure(step)
    if !input.isKnown[step] {
      addMeasured(step)
    } else if measurement.diffuse > 1e-9 {
      resolve(step)
    } else {
      update(step)
    }
    predictUnknown()
    predict()
    unknown.retire(before: step + 1)
  }

  /// Makes the value of a step, which has been measured, an element of the state.
  mutating func addMeasured(_ step: Int) {
    let (r, k) = (size, unknown.capacity)
    // What has its place now isn't needed behind this step.
    var skipped = 0
    if let earliest = unknown.steps.first, earliest + unknown.reach <= step {
      unknown.steps.removeFirst()
      skipped = 1
    }
    let place = unknown.place(step)
    for row in 0..<r { unknown.crossCovariance[place * r + row] = measurement.withState[row] }
    for index in skipped..<measurement.count {
      let other = measurement.places[index]
      let covariance = measurement.withUnknown[index]
      let diffuse = measurement.diffuseWithUnknown[index]
      unknown.covariance[place * k + other] = covariance
      unknown.covariance[other * k + place] = covariance
      unknown.diffuse[place * k + other] = diffuse
      unknown.diffuse[other * k + place] = diffuse
    }
    unknown.covariance[place * k + place] = measurement.variance
    unknown.diffuse[place * k + place] = measurement.diffuse
    for column in 0..<input.width {
      unknown.means[column * k + place] = measurement.means[column]
    }
    unknown.steps.append(step)
  }

  /// Takes in a value that resolves one of the unknown values: it is no innovation.
  private mutating func resolve(_ step: Int) {
    let (r, k, count) = (size, unknown.capacity, measurement.count)
    determinant.multiply(by: measurement.diffuse)
    for index in 0..<count {
      measurement.gain[index] = measurement.diffuseWithUnknown[index] / measurement.diffuse
    }
    for column in 0..<input.width {
      let innovation = input.columns[column * input.count + step] - measurement.means[column]
      for index in 0..<count {
        unknown.means[column * k + measurement.places[index]] +=
          measurement.gain[index] * innovation
      }
    }
    for index in 0..<count {
      let (place, gain) = (measurement.places[index], measurement.gain[index])
      for row in 0..<r {
        unknown.crossCovariance[place * r + row] -= measurement.withState[row] * gain
      }
      for other in 0..<count {
        let cell = place * k + measurement.places[other]
        unknown.covariance[cell] +=
          gain * measurement.gain[other] * measurement.variance
          - (measurement.withUnknown[index] * measurement.gain[other]
            + gain * measurement.withUnknown[other])
        unknown.diffuse[cell] -= measurement.diffuseWithUnknown[index] * measurement.gain[other]
      }
    }
    clearDiffuse()
  }

  /// Rounding errors of what is multiplied by infinity are none.
  private mutating func clearDiffuse() {
    for index in 0..<measurement.count {
      for other in 0..<measurement.count {
        let cell = measurement.places[index] * unknown.capacity + measurement.places[other]
        if abs(unknown.diffuse[cell]) < 1e-9 { unknown.diffuse[cell] = 0 }
      }
    }
  }

  /// Takes in a value.
  private mutating func update(_ step: Int) {
    let (r, k, count) = (size, unknown.capacity, measurement.count)
    let reciprocal = 1 / measurement.variance
    determinant.multiply(by: measurement.variance)
    innovationCount += 1
    for index in 0..<count {
      measurement.gain[index] = measurement.withUnknown[index] * reciprocal
    }
    for column in 0..<input.width {
      let cell = column * input.count + step
      innovations[cell] = input.columns[cell] - measurement.means[column]
      for index in 0..<count {
        unknown.means[column * k + measurement.places[index]] +=
          measurement.gain[index] * innovations[cell]
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
    for index in 0..<count {
      let (place, gain) = (measurement.places[index], measurement.gain[index])
      for row in 0..<r {
        unknown.crossCovariance[place * r + row] -= measurement.withState[row] * gain
      }
      for other in 0..<count {
        unknown.covariance[place * k + measurement.places[other]] -=
          measurement.withUnknown[index] * measurement.gain[other]
      }
    }
  }

  /// The covariances of the unknown values with the next state.
  mutating func predictUnknown() {
    let r = size
    for index in 0..<unknown.steps.count {
      let start = unknown.place(unknown.steps[index]) * r
      let value = unknown.crossCovariance[start]
      for row in 0..<r {
        let next = row + 1 < r ? unknown.crossCovariance[start + row + 1] : 0
        unknown.crossCovariance[start + row] = phi[row] * value + next
      }
    }
  }
}
