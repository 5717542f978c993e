/// A picture with two axes, as SVG: its plane stretches to the width of the page, its texts and lines don't.
///
/// The plane is 1,000 units wide, and `height` pixels high. It is an SVG of its own that is stretched; lines in it keep
/// their widths, and dots are lines of no length, which stay round. Labels lie around it, at percentages of the width.
/// So one picture suits a telephone and a wall.
struct Plot: Sendable {
  /// The width of the plane in its own units.
  static let width = 1000.0

  /// The pixels above the plane, for a number on a line at its edge.
  private static let headHeight = 14

  /// What lies at the left and the right edge.
  let horizontal: ClosedRange<Double>

  /// The vertical axis.
  let vertical: NumberAxis

  /// The height of the plane in pixels.
  let height: Int

  /// Whether the numbers of the vertical axis stand beside the plane, and not in it: where bars would hide them.
  var isInset = false

  /// The classes of the picture.
  private var style: String {
    guard isInset else { return "plot" }
    // Numbers of more letters than there is room for beside the plane.
    return vertical.ticks.contains { $0.label.count > 6 } ? "plot inset far" : "plot inset"
  }

  /// The classes of what stands above the plane and is as wide as it.
  var widthStyle: String { String(style.dropFirst(4)) }

  /// Something that is written below the plane.
  struct Label: Sendable {
    /// Where, on the horizontal axis.
    let position: Double

    /// What.
    let text: String

    /// What that lies in: a second line.
    var context: String?

    /// Whether it is left out where there is no room for all.
    var isOptional = false
  }

  /// Where something lies on the horizontal axis: 0 at the left edge, 1 at the right one.
  private func share(_ position: Double) -> Double {
    (position - horizontal.lowerBound) / (horizontal.upperBound - horizontal.lowerBound)
  }

  /// The place of a position on the horizontal axis.
  func x(_ position: Double) -> Double { Self.width * share(position) }

  /// The place of a value; of infinity one far outside.
  func y(_ value: Double) -> Double {
    guard value.isFinite else { return value.isNaN ? .nan : value > 0 ? -1e5 : 1e5 }
    return Double(height) * (1 - vertical.position(of: value))
  }

  /// The point of a value at a position.
  func point(_ position: Double, _ value: Double) -> PathData.Point {
    PathData.Point(x: x(position), y: y(value))
  }

  /// The y of a value in the whole picture.
  private func outerY(_ value: Double) -> String {
    PathData.text(y(value) + Double(Self.headHeight))
  }

  /// Where the plane ends.
  private var bottom: Int { Self.headHeight + height }

  /// Draws the picture.
  ///
  /// - Parameters:
  ///   - id: what its texts are named by, which is unique in the page.
  ///   - title: what it is.
  ///   - summary: what it shows, for those who don't see it.
  ///   - layers: what is drawn in the plane, from the back to the front.
  ///   - labels: what is written below.
  /// - Returns: the element `svg`.
  func picture(
    _ id: String, title: String, summary: String, _ layers: [Markup], _ labels: [Label]
  ) -> Markup {
    let plane = Markup.element(
      "svg",
      [
        "y": "\(Self.headHeight)", "width": "100%", "height": "\(height)",
        "viewBox": "0 0 1000 \(height)", "preserveAspectRatio": "none",
      ], layers)
    let footHeight = labels.contains { $0.context != nil } ? 42 : 26
    return .element(
      "svg",
      [
        "class": style, "width": "100%", "height": "\(bottom + footHeight)", "role": "img",
        "aria-labelledby": "\(id)-title \(id)-summary",
      ],
      [
        .element("title", ["id": "\(id)-title"], title),
        .element("desc", ["id": "\(id)-summary"], summary),
      ] + grid(labels) + [plane] + numbers + labels.flatMap(texts))
  }

  /// Lines where numbers are, and the axis below.
  private func grid(_ labels: [Label]) -> [Markup] {
    let rows = vertical.ticks.map { tick in
      let y = outerY(tick.value)
      return Markup.element(
        "line", ["class": "grid", "x1": "0", "x2": "100%", "y1": y, "y2": y])
    }
    let axis = Markup.element(
      "line", ["class": "axis", "x1": "0", "x2": "100%", "y1": "\(bottom)", "y2": "\(bottom)"])
    let columns = labels.map { label in
      let x = percent(label.position)
      return Markup.element(
        "line", ["class": "axis", "x1": x, "x2": x, "y1": "\(bottom)", "y2": "\(bottom + 5)"])
    }
    return rows + [axis] + columns
  }

  /// The numbers of the vertical axis, on their lines.
  private var numbers: [Markup] {
    vertical.ticks.map { tick in
      let y = PathData.text(y(tick.value) + Double(Self.headHeight) - 4)
      return .element("text", ["class": "number", "x": "0", "y": y], tick.label)
    }
  }

  private func texts(_ label: Label) -> [Markup] {
    let share = share(label.position)
    let lines = [(label.text, "time"), (label.context ?? "", "time context")]
    return lines.enumerated().compactMap { index, line in
      guard !line.0.isEmpty else { return nil }
      // On a telephone, a letter takes a fiftieth of the width.
      let half = 0.01 * Double(line.0.count) + 0.02
      let anchor = share < half ? "start" : share > 1 - half ? "end" : "middle"
      return .element(
        "text",
        [
          "class": line.1 + (label.isOptional ? " optional" : ""), "x": percent(label.position),
          "y": "\(bottom + 18 + 16 * index)", "text-anchor": anchor,
        ], line.0)
    }
  }

  private func percent(_ position: Double) -> String { PathData.text(100 * share(position)) + "%" }
}

extension Plot {
  /// A line of a class of the style sheet; nothing if it has no points.
  static func path(_ path: PathData, _ style: String) -> [Markup] {
    path.text.isEmpty ? [] : [.element("path", ["class": style, "d": path.text])]
  }

  /// What a line looks like, for a legend.
  ///
  /// - Parameters:
  ///   - style: the class of the style sheet.
  ///   - name: what it stands for.
  /// - Returns: the entry.
  static func legend(_ style: String, _ name: String) -> Markup {
    legend([.element("path", ["class": style, "d": "M2 6H22"])], name)
  }

  /// What a dot looks like, for a legend.
  static func dotLegend(_ style: String, _ name: String) -> Markup {
    legend([.element("path", ["class": style, "d": "M12 6h0"])], name)
  }

  /// What an area looks like, for a legend.
  ///
  /// - Parameters:
  ///   - style: the class of the style sheet.
  ///   - layers: how many such areas lie on each other.
  ///   - name: what it stands for.
  /// - Returns: the entry.
  static func areaLegend(_ style: String, layers: Int, _ name: String) -> Markup {
    let area = Markup.element("path", ["class": style, "d": "M1 1H23V11H1Z"])
    return legend([Markup](repeating: area, count: layers), name)
  }

  private static func legend(_ sample: [Markup], _ name: String) -> Markup {
    .element(
      "span", ["class": "entry"],
      [
        .element("svg", ["width": "24", "height": "12", "aria-hidden": "true"], sample),
        .text(name),
      ])
  }
}
