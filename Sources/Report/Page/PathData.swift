/// A line through points, or an area, as the attribute `d` of a path of SVG.
///
/// Coordinates have one decimal: a tenth of a pixel is less than can be seen, and bytes are counted.
struct PathData: Sendable {
  /// A point; its y grows downwards.
  struct Point: Sendable {
    let x: Double
    let y: Double

    /// The coordinates; neither is written if one of them is no number.
    fileprivate var text: String { "\(PathData.text(x)) \(PathData.text(y))" }

    fileprivate var isFinite: Bool { x.isFinite && y.isFinite }
  }

  /// What stands in the attribute; empty if nothing is drawn.
  private(set) var text = ""

  /// A line through points. Where one isn't finite, the line has a gap; a point between two gaps is a dot.
  static func line(_ points: [Point]) -> PathData {
    var path = PathData()
    for run in points.split(whereSeparator: { !$0.isFinite }) {
      path.append(Array(run))
      // A line of no length is round where its ends are.
      if run.count == 1 { path.text += "h0" }
    }
    return path
  }

  /// Each finite point as a dot, as large as lines are wide.
  static func dots(_ points: [Point]) -> PathData {
    var path = PathData()
    for point in points where point.isFinite { path.text += "M\(point.text)h0" }
    return path
  }

  /// The area between two lines, as many points each; where a point isn't finite, it is interrupted.
  static func area(_ upper: [Point], _ lower: [Point]) -> PathData {
    var path = PathData()
    let pairs = zip(upper, lower).map { ($0, $1) }
    for run in pairs.split(whereSeparator: { !$0.isFinite || !$1.isFinite }) {
      path.append(run.map(\.0) + run.reversed().map(\.1))
      path.text += "Z"
    }
    return path
  }

  private mutating func append(_ points: [Point]) {
    for (index, point) in points.enumerated() { text += (index == 0 ? "M" : "L") + point.text }
  }

  /// A coordinate: one decimal at most.
  static func text(_ coordinate: Double) -> String {
    // Whatever lies outside is cut off; so far outside is far enough.
    let tenths = Int((min(max(coordinate, -1e6), 1e6) * 10).rounded())
    let (whole, rest) = (abs(tenths) / 10, abs(tenths) % 10)
    return (tenths < 0 ? "-" : "") + (rest == 0 ? "\(whole)" : "\(whole).\(rest)")
  }
}
