/// What a stage was found to take.
struct StageTime {
  /// The stage.
  let name: String

  /// The bytes that it goes through: of the file, or eight for each value.
  let bytes: Int

  /// The values that it makes or goes through; nil where it knows nothing of values.
  let values: Int?

  /// The time of each repetition, in seconds, ascending.
  let seconds: [Double]

  /// The median time in seconds.
  var median: Double { seconds[seconds.count / 2] }
}

/// Measures stages, some repetitions of each.
struct Stopwatch {
  /// The measured repetitions; one more, which isn't measured, comes first.
  let repetitions: Int

  /// What was measured so far.
  private(set) var times: [StageTime] = []

  private let clock = ContinuousClock()

  /// Creates a stopwatch.
  ///
  /// - Parameter repetitions: the measured repetitions of each stage, at least one.
  init(repetitions: Int) { self.repetitions = repetitions }

  /// Measures a stage.
  ///
  /// - Parameters:
  ///   - name: what it is called.
  ///   - bytes: the bytes that it goes through.
  ///   - values: the values that it makes or goes through.
  ///   - body: does it once.
  mutating func measure(
    _ name: String, bytes: Int, values: Int? = nil, _ body: () throws -> Void
  ) rethrows {
    try measureParts([name], bytes: bytes, values: values) { laps in try laps[0].time(body) }
  }

  /// Measures stages that take turns.
  ///
  /// - Parameters:
  ///   - names: what they are called.
  ///   - bytes: the bytes that they go through together.
  ///   - values: the values.
  ///   - body: does all of them once, each timed on a lap counter of its own.
  mutating func measureParts(
    _ names: [String], bytes: Int, values: Int? = nil, _ body: (inout [Laps]) throws -> Void
  ) rethrows {
    var seconds = names.map { _ in [Double]() }
    for repetition in 0...repetitions {
      var laps = names.map { _ in Laps(clock: clock) }
      try body(&laps)
      guard repetition > 0 else { continue }
      for index in names.indices { seconds[index].append(laps[index].seconds) }
    }
    for (name, seconds) in zip(names, seconds) {
      times.append(
        StageTime(name: name, bytes: bytes, values: values, seconds: seconds.sorted()))
    }
  }
}

/// The time of a stage that is entered again and again.
struct Laps {
  private let clock: ContinuousClock
  private var total = Duration.zero

  init(clock: ContinuousClock) { self.clock = clock }

  /// The time of all laps.
  var seconds: Double {
    let (seconds, attoseconds) = total.components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }

  /// Does something, and adds the time that it takes.
  mutating func time<Result: ~Copyable>(_ body: () throws -> Result) rethrows -> Result {
    let start = clock.now
    let result = try body()
    total += clock.now - start
    return result
  }
}

/// Takes a result, so that the work for it can't be left out.
@inline(never)
func keep<Value>(_ value: Value) {
  withExtendedLifetime(value) {}
}
