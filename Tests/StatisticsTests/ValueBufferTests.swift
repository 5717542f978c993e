import Statistics
import TestSupport
import Testing

/// The buffer against an array that undergoes the same.
@Suite struct ValueBufferTests {
  @Test(arguments: 0..<20)
  func likeArray(_ stream: Int) {
    var random = SeededGenerator(stream: stream)
    var buffer = ValueBuffer()
    var model: [Double] = []
    for step in 0..<200 {
      let values = (0..<Self.length(using: &random)).map { _ in
        Double.random(in: -1...1, using: &random)
      }
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<5:
        buffer.append(values.span)
        model += values
      case 5..<8:
        let removed = Int.random(in: 0...model.count, using: &random)
        buffer.replacePrefix(removed, with: values.span)
        model.replaceSubrange(..<removed, with: values)
      case 8:
        let kept = Int.random(in: 0...model.count, using: &random)
        buffer.truncate(to: kept)
        model.removeLast(model.count - kept)
      default:
        buffer.sort()
        model.sort()
      }
      #expect(buffer.count == model.count, "step \(step)")
      let content = buffer.withValues { values in values.indices.map { values[$0] } }
      #expect(content == model, "step \(step)")
    }
  }

  @Test func empty() {
    var buffer = ValueBuffer()
    buffer.append([Double]().span)
    buffer.replacePrefix(0, with: [Double]().span)
    buffer.truncate(to: 0)
    buffer.sort()
    #expect(buffer.count == 0)
    #expect(buffer.withValues { $0.isEmpty } == true)
  }

  /// Extremes sort where they belong.
  @Test func sorting() {
    var buffer = ValueBuffer()
    buffer.append([3, .infinity, -1, 0, -.infinity, 5e-300, -2].span)
    buffer.sort()
    let content = buffer.withValues { values in values.indices.map { values[$0] } }
    #expect(content == [-.infinity, -2, -1, 0, 5e-300, 3, .infinity])
  }

  @Test func errorsPass() {
    struct Stop: Error {}
    let buffer = ValueBuffer()
    #expect(throws: Stop.self) {
      try buffer.withValues { _ throws(Stop) in throw Stop() }
    }
  }

  @Test func tooManyRemovedTrap() async {
    await #expect(processExitsWith: .failure) {
      var buffer = ValueBuffer()
      buffer.append([1].span)
      buffer.replacePrefix(2, with: [3].span)
    }
  }

  @Test func tooManyKeptTrap() async {
    await #expect(processExitsWith: .failure) {
      var buffer = ValueBuffer()
      buffer.truncate(to: 1)
    }
  }

  /// Mostly short, now and then beyond what the buffer has room for.
  private static func length(using random: inout SeededGenerator) -> Int {
    let most = [0, 1, 10, 100, 1500].randomElement(using: &random) ?? 0
    return Int.random(in: 0...most, using: &random)
  }
}
