import NumericalMethods
import Testing

/// Searches of minima on functions whose minima are known.
@Suite("Minima")
struct MinimumTests {
  /// Rosenbrock's valley, with its minimum at (1, 1), <https://doi.org/10.1093/comjnl/3.3.175>.
  private func rosenbrock(_ point: [Double]) -> Double {
    let (x, y) = (point[0], point[1])
    return (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x)
  }

  @Test("BFGS follows a curved valley")
  func bfgs() {
    let found = BFGS().minimum(from: [[-1.2, 1]], of: rosenbrock)
    #expect(found.hasConverged)
    #expect(abs(found.point[0] - 1) < 1e-7)
    #expect(abs(found.point[1] - 1) < 1e-7)
    #expect(found.evaluations < 400)
  }

  @Test("A gradient that is known takes the place of differences, where it is known")
  func slopes() {
    func gradient(_ point: [Double]) -> [Double] {
      let (x, y) = (point[0], point[1])
      return [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)]
    }
    let start = [[-1.2, 1.0]]
    let plain = BFGS().minimum(from: start, of: rosenbrock)
    let known = BFGS().minimum(from: start, of: rosenbrock, slopes: gradient)
    #expect(known.hasConverged)
    #expect(abs(known.point[0] - 1) < 1e-7)
    #expect(abs(known.point[1] - 1) < 1e-7)
    #expect(known.evaluations < plain.evaluations / 2)
    // A wrong one would lead nowhere: it is asked.
    let wrong = BFGS().minimum(from: start, of: rosenbrock, slopes: { _ in [0, 0] })
    #expect(wrong.point == start[0])
    // Nowhere known, or no number: differences, to the bit.
    #expect(BFGS().minimum(from: start, of: rosenbrock, slopes: { _ in nil }) == plain)
    #expect(BFGS().minimum(from: start, of: rosenbrock, slopes: { _ in [.nan, 0] }) == plain)
  }

  @Test("Of several starts the best minimum wins, of equal ones the first")
  func starts() {
    // Two valleys, the one at 2 deeper by 0.1.
    func valleys(_ point: [Double]) -> Double {
      let x = point[0]
      return min((x + 2) * (x + 2), (x - 2) * (x - 2) - 0.1)
    }
    #expect(abs(BFGS().minimum(from: [[-1], [1]], of: valleys).point[0] - 2) < 1e-8)
    let even = BFGS().minimum(from: [[-1], [1]], of: { abs($0[0]) < 3 ? 0 : 1 })
    #expect(even.point == [-1])
  }

  @Test("A function without values at the start, or beyond a border")
  func borders() {
    let nowhere = BFGS().minimum(from: [[0]], of: { _ in .nan })
    #expect(nowhere.value == .infinity)
    #expect(!nowhere.hasConverged)
    let wall = BFGS().minimum(from: [[1]], of: { $0[0] < 0.5 ? .infinity : $0[0] * $0[0] })
    #expect(abs(wall.point[0] - 0.5) < 1e-3)
    #expect(BFGS().minimum(from: [[]], of: { _ in 7 }).value == 7)
  }

  @Test("A simplex finds a smooth minimum and one with an edge")
  func nelderMead() {
    let smooth = NelderMead().minimum(from: [-1.2, 1], of: rosenbrock)
    #expect(smooth.hasConverged)
    #expect(abs(smooth.point[0] - 1) < 1e-4)
    let edge = NelderMead().minimum(from: [3, 3], of: { abs($0[0] - 1) + abs($0[1] + 2) })
    #expect(abs(edge.point[0] - 1) < 1e-5)
    #expect(abs(edge.point[1] + 2) < 1e-5)
    #expect(NelderMead().minimum(from: [], of: { _ in 7 }).value == 7)
  }

  @Test("Brent's search, inside and at a bound")
  func brent() {
    let inside = Brent().minimum(between: 0, and: 4, of: { ($0 - 1) * ($0 - 1) * ($0 + 1) })
    #expect(inside.hasConverged)
    #expect(abs(inside.point[0] - 1) < 1e-7)
    #expect(inside.evaluations < 40)
    let bound = Brent().minimum(between: 2, and: 4, of: { $0 })
    #expect(abs(bound.point[0] - 2) < 1e-6)
    #expect(Brent().minimum(between: 2, and: 2, of: { $0 }).point == [2])
  }
}
