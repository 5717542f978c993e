import Vocabulary

/// Series for tests, the same at each run.
enum SampleSeries {
  /// A step that is written rightly.
  static func step(_ text: String) -> TimeSpan {
    guard let step = TimeSpan(text) else { preconditionFailure("no step: \(text)") }
    return step
  }

  /// Uniform numbers from −0.5 to 0.5: a linear congruential generator with Knuth's constants.
  static func noise(_ count: Int, seed: UInt64 = 1) -> [Double] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-53 - 0.5
    }
  }

  /// A season of triangles, of height 10 from peak to valley, and autocorrelated noise.
  static func seasonal(_ count: Int, period: Int, noise size: Double = 1) -> [Double] {
    var rest = 0.0
    return noise(count).enumerated().map { step, noise in
      rest = 0.8 * rest + size * noise
      let place = Double(step % period) / Double(period)
      return 20 * abs(place - 0.5) + rest
    }
  }
}
