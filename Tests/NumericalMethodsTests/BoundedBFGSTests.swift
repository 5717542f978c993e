import NumericalMethods
import Testing

/// Minima within bounds.
@Suite("Minima within bounds, by the gradient")
struct BoundedBFGSTests {
  /// The valley of Rosenbrock, whose minimum is 0 at (1, 1).
  private static func valley(_ point: [Double], _ gradient: inout [Double]) -> Double {
    let (x, y) = (point[0], point[1])
    let rest = y - x * x
    gradient[0] = -2 * (1 - x) - 400 * x * rest
    gradient[1] = 200 * rest
    return (1 - x) * (1 - x) + 100 * rest * rest
  }

  @Test("Without bounds in the way the minimum is found")
  func free() {
    let search = BoundedBFGS(lower: [-5, -.infinity], upper: [5, .infinity])
    let found = search.minimum(from: [-1.2, 1], of: Self.valley)
    #expect(found.hasConverged && found.value < 1e-9)
    #expect(abs(found.point[0] - 1) < 1e-4 && abs(found.point[1] - 1) < 1e-4)
  }

  @Test("A bound in the way is reached exactly, and the rest is best there")
  func bound() {
    let search = BoundedBFGS(lower: [-5, -5], upper: [0.5, 5])
    let found = search.minimum(from: [-1.2, 1], of: Self.valley)
    #expect(found.hasConverged && found.point[0] == 0.5)
    #expect(abs(found.point[1] - 0.25) < 1e-5 && abs(found.value - 0.25) < 1e-8)
    // All arguments at bounds, and a start outside.
    let corner = BoundedBFGS(lower: [2, 7], upper: [3, 8])
    let held = corner.minimum(from: [100, -100], of: Self.valley)
    #expect(held.hasConverged && held.point[1] == 7 && abs(held.point[0] - 2.6452) < 1e-3)
    #expect(held.value < 2.8)
  }

  @Test("Arguments of a bound that is left again, and many at once")
  func many() {
    let size = 40
    let centre = (0..<size).map { Double($0 % 5) - 2 }
    let search = BoundedBFGS(
      lower: [Double](repeating: -1, count: size), upper: [Double](repeating: 1, count: size))
    let start = (0..<size).map { $0 % 2 == 0 ? -1.0 : 1 }
    let found = search.minimum(from: start) { point, gradient in
      var sum = 0.0
      for index in 0..<size {
        let weight = Double(1 + index * index)
        let distance = point[index] - centre[index]
        gradient[index] = 2 * weight * distance
        sum += weight * distance * distance
      }
      return sum
    }
    #expect(found.hasConverged)
    for index in 0..<size {
      #expect(abs(found.point[index] - min(max(centre[index], -1), 1)) < 1e-5)
    }
  }

  @Test("Where a function has no value, steps are shortened; a start without value is the end")
  func undefined() {
    let search = BoundedBFGS(lower: [-.infinity], upper: [.infinity])
    let found = search.minimum(from: [3]) { point, gradient in
      guard point[0] > 0.25 else { return .infinity }
      gradient[0] = 2 * (point[0] - 0.5)
      return (point[0] - 0.5) * (point[0] - 0.5)
    }
    #expect(abs(found.point[0] - 0.5) < 1e-4)
    let none = search.minimum(from: [3]) { _, _ in .nan }
    #expect(none.value == .infinity && !none.hasConverged && none.evaluations == 1)
    let empty = BoundedBFGS(lower: [], upper: []).minimum(from: []) { _, _ in 7 }
    #expect(empty.value == 7 && empty.hasConverged)
  }
}
