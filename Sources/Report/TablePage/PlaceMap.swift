import Vocabulary

/// Places on a plain graticule: no coasts, no tiles, nothing that a network would have to bring.
///
/// Degrees to the east are as long as they are at the middle latitude (the equirectangular projection, J. Snyder, *Map
/// projections: a working manual*, USGS Professional Paper 1395 (1987), chapter 12, <https://doi.org/10.3133/pp1395>).
struct PlaceMap {
  private let table: PlaceTable
  private let language: PageLanguage

  /// The most places that are drawn.
  private static let mostDrawn = 1_500

  /// The most places that are listed.
  private static let mostListed = 12

  /// The size of the plane, and the room at its left and below it for labels.
  private static let (side, left, below) = (440.0, 46.0, 22.0)

  init(_ table: PlaceTable, _ language: PageLanguage) {
    (self.table, self.language) = (table, language)
  }

  /// The card.
  var card: Markup {
    let drawn = min(table.places.count, Self.mostDrawn)
    let count = language.count(table.count)
    let words = language(
      "\(count) distinct places. The larger a dot, the more rows.",
      "\(count) lugares distintos. Cuanto mayor es un punto, más filas tiene.")
    let rest =
      drawn < table.count
      ? language(
        " Drawn are the \(language.count(drawn)) with the most rows.",
        " Se muestran los \(language.count(drawn)) con más filas.") : ""
    return .element(
      "section", ["class": "card", "id": "places"],
      [
        .element("h2", language("Where the rows come from", "De dónde vienen las filas")),
        .element("p", ["class": "soft"], words + rest),
        .element(
          "div", ["class": "pair"],
          [.element("figure", ["class": "map"], [picture(drawn)]), list]),
      ])
  }

  /// The places with the most rows, in numbers.
  private var list: Markup {
    let total = table.places.reduce(0) { $0 + $1.count }
    let table = PageTable(
      caption: language("Places with the most rows", "Lugares con más filas"),
      columns: [
        .init(name: language("latitude", "latitud"), isNumber: false),
        .init(name: language("longitude", "longitud")),
        .init(name: language("rows", "filas")), .init(name: language("share", "parte")),
      ],
      rows: self.table.places.prefix(Self.mostListed).map { place in
        [
          .text(Self.degrees(place.latitude, language)),
          .text(Self.degrees(place.longitude, language)), .text(language.count(place.count)),
          .text(language.share(place.count, of: total)),
        ]
      })
    return .element("div", ["class": "wide"], [table.markup])
  }

  private static func degrees(_ value: Double, _ language: PageLanguage) -> String {
    language.number(text: value.fixedText(decimals: 4)) + "°"
  }

  // MARK: - The picture

  /// What is shown of the earth: a little more than the places, and no axis shorter than a fifth of the other.
  private struct Frame {
    let longitudes: NumberAxis
    let latitudes: NumberAxis
    let scale: (x: Double, y: Double)
    let size: (width: Double, height: Double)

    init(_ places: ArraySlice<PlaceTable.Place>, side: Double) {
      let (east, north) = (places.map(\.longitude), places.map(\.latitude))
      let middle = ((north.min() ?? 0) + (north.max() ?? 0)) / 2
      // Near the poles everything lies far to the east of everything.
      let shrink = max(0.1, Self.cosine(ofDegrees: middle))
      func axis(_ values: [Double], least: Double) -> NumberAxis {
        let (low, high) = (values.min() ?? 0, values.max() ?? 0)
        let extra = max(0, least - (high - low)) / 2
        return NumberAxis(covering: [low - extra, high + extra], ticks: 5)
      }
      let height = (north.max() ?? 0) - (north.min() ?? 0)
      let width = ((east.max() ?? 0) - (east.min() ?? 0)) * shrink
      let least = max(width, height) > 0 ? max(width, height) / 2 : 1
      longitudes = axis(east, least: least / shrink)
      latitudes = axis(north, least: least)
      let extent = (
        (longitudes.range.upperBound - longitudes.range.lowerBound) * shrink,
        latitudes.range.upperBound - latitudes.range.lowerBound
      )
      let unit = side / max(extent.0, extent.1)
      size = (extent.0 * unit, extent.1 * unit)
      scale = (unit * shrink, unit)
    }

    /// The cosine, by its series about the nearest multiple of a right angle that a latitude can be near to.
    private static func cosine(ofDegrees degrees: Double) -> Double {
      let x = degrees * Double.pi / 180
      var (term, sum) = (1.0, 1.0)
      for step in 1...12 {
        term *= -x * x / Double((2 * step - 1) * 2 * step)
        sum += term
      }
      return sum
    }

    func x(_ longitude: Double) -> Double { (longitude - longitudes.range.lowerBound) * scale.x }

    func y(_ latitude: Double) -> Double { (latitudes.range.upperBound - latitude) * scale.y }
  }

  private func picture(_ drawn: Int) -> Markup {
    let places = table.places.prefix(drawn)
    let frame = Frame(places, side: Self.side)
    let (width, height) = (frame.size.width + Self.left + 12, frame.size.height + Self.below + 8)
    // The largest dots lie below the others.
    let most = Double(places.map(\.count).max() ?? 1)
    let largest = places.count > 200 ? 6.0 : 11.0
    let dots = places.map { place in
      Markup.element(
        "circle",
        [
          "class": "place", "cx": PathData.text(Self.left + frame.x(place.longitude)),
          "cy": PathData.text(8 + frame.y(place.latitude)),
          "r": PathData.text(2 + largest * (Double(place.count) / most).squareRoot()),
        ])
    }
    return .element(
      "svg",
      [
        "width": PathData.text(width), "height": PathData.text(height),
        "viewBox": "0 0 \(PathData.text(width)) \(PathData.text(height))", "role": "img",
        "aria-labelledby": "map-title map-summary",
      ],
      [
        .element(
          "title", ["id": "map-title"], language("Map of the places", "Mapa de los lugares")),
        .element("desc", ["id": "map-summary"], summary(places)),
      ] + graticule(frame) + dots)
  }

  private func summary(_ places: ArraySlice<PlaceTable.Place>) -> String {
    func range(_ values: [Double]) -> String {
      let ends = [values.min() ?? 0, values.max() ?? 0].map { Self.degrees($0, language) }
      return ends.joined(separator: language(" to ", " a "))
    }
    return language(
      "Latitudes from \(range(places.map(\.latitude))), longitudes from \(range(places.map(\.longitude))).",
      "Latitudes de \(range(places.map(\.latitude))), longitudes de \(range(places.map(\.longitude)))."
    )
  }

  private func graticule(_ frame: Frame) -> [Markup] {
    let (right, bottom) = (Self.left + frame.size.width, 8 + frame.size.height)
    var layers: [Markup] = []
    func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) {
      layers.append(
        .element(
          "line",
          [
            "class": "rule", "x1": PathData.text(x1), "y1": PathData.text(y1),
            "x2": PathData.text(x2), "y2": PathData.text(y2),
          ]))
    }
    func label(_ text: String, _ x: Double, _ y: Double, _ anchor: String) {
      layers.append(
        .element(
          "text", ["x": PathData.text(x), "y": PathData.text(y), "text-anchor": anchor],
          language.number(text: text.withHyphen) + "°"))
    }
    for tick in frame.latitudes.ticks {
      let y = 8 + frame.y(tick.value)
      line(Self.left, y, right, y)
      label(tick.label, Self.left - 6, y + 4, "end")
    }
    for tick in frame.longitudes.ticks {
      let x = Self.left + frame.x(tick.value)
      line(x, 8, x, bottom)
      label(tick.label, x, bottom + 16, "middle")
    }
    return layers
  }
}
