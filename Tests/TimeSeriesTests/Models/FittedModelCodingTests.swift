import Foundation
import TestSupport
import Testing
import TimeSeries

/// Models as files: what was read back is what was written, and what is damaged is refused.
@Suite("Models as files")
struct FittedModelCodingTests {
  private static func data(_ model: FittedModel) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return try encoder.encode(model)
  }

  private static func model(_ data: Data) throws -> FittedModel {
    try JSONDecoder().decode(FittedModel.self, from: data)
  }

  private static func digests(_ model: FittedModel, _ next: [Double]) throws -> [UInt64] {
    let later = try model.continued(with: next)
    return [model.forecast(steps: 100).digest, later.forecast(steps: 100).digest]
  }

  @Test("What is read back forecasts, and goes on, with the same bits")
  func roundTrip() throws {
    var families: Set<String> = []
    for item in try FittedModelCases.all.get() {
      let data = try Self.data(item.model)
      let read = try Self.model(data)
      families.insert(item.model.family)
      let comment: Comment = "\(item.model.name)"
      #expect(try Self.data(read) == data, comment)
      #expect(read.name == item.model.name && read.family == item.model.family, comment)
      #expect(read.facts == item.model.facts, comment)
      let next = item.next
      #expect(try Self.digests(read, next) == Self.digests(item.model, next), comment)
      // After new values, missing ones at the end among them.
      let later = try item.model.continued(with: next + [.nan, .nan])
      let laterRead = try Self.model(Self.data(later))
      #expect(try Self.digests(laterRead, next) == Self.digests(later, next), comment)
      #expect(try Self.data(laterRead) == Self.data(later), comment)
    }
    #expect(families.count == 11)
  }

  @Test("Files are as large as the state, whatever the length of the series")
  func size() throws {
    var generator = SeededGenerator(seed: 1)
    let values = (0..<3000).map { _ in Double.random(in: 10...30, using: &generator) }
    let arima = ARIMA(ARIMAOrder(2, 1, 2))
    let model = try arima.model(of: values, coefficients: [0.5, -0.2, -0.3, 0.1])
    #expect(try Self.data(.arima(model)).count < 1500)
  }

  @Test("JSON has the bits of all numbers, and words for those it hasn't")
  func numbers() throws {
    var generator = SeededGenerator(seed: 2)
    var numbers: [Double] = [
      0, -0.0, 0.1, 1e308, -1.7976931348623157e308, .leastNonzeroMagnitude, -0x1p-1030, 0x1p-1022,
      1 / 3, 123_456_789_012_345_680, 1e22, 1e23, .infinity,
    ]
    while numbers.count < 2000 {
      let number = Double(bitPattern: generator.next())
      if number.isFinite { numbers.append(number) }
    }
    for number in numbers {
      let naive = SeasonalNaive(
        last: [number.isFinite ? number : 1], ages: [0], variance: abs(number))
      let model = FittedModel.seasonalNaive(naive)
      guard case .seasonalNaive(let read) = try Self.model(Self.data(model)) else {
        Issue.record("another family")
        return
      }
      #expect(read.last[0].bitPattern == naive.last[0].bitPattern, "\(number)")
      #expect(read.variance.bitPattern == naive.variance.bitPattern, "\(number)")
    }
    let endless = SeasonalNaive(last: [1], ages: [0], variance: .infinity)
    let text = String(decoding: try Self.data(.seasonalNaive(endless)), as: UTF8.self)
    #expect(text.contains(#""sumOfSquares":"Infinity""#))
  }

  @Test("What isn't a model is refused in a sentence")
  func refusals() throws {
    func sentence(_ text: String) -> String? {
      do {
        _ = try Self.model(Data(text.utf8))
        return nil
      } catch DecodingError.dataCorrupted(let context) {
        return context.debugDescription
      } catch { return "\(type(of: error))" }
    }
    #expect(sentence(#"{"family":"prophet"}"#) == "no family of models is called so")
    #expect(sentence(#"{"family":"combination","models":[]}"#) == "models must have a model")
    #expect(sentence("{}") == "DecodingError")
    func naive(_ last: String, _ ages: String, _ sum: String, _ count: String) -> String? {
      let parts = #""last":\#(last),"ages":\#(ages),"sumOfSquares":\#(sum),"changeCount":\#(count)"#
      return sentence(#"{"family":"naive",\#(parts)}"#)
    }
    #expect(naive("[1]", "[0]", "4", "2") == nil)
    #expect(naive("[]", "[]", "4", "2") == "last must have a step at least")
    #expect(naive("[1]", "[0,0]", "4", "2") == "ages must be 1 numbers, not 2")
    #expect(
      naive("[1]", "[9007199254740992]", "4", "2") == "ages must have numbers from 0 to 4294967296")
    #expect(naive("[\"NaN\"]", "[0]", "4", "2") == "last must have numbers that are finite")
    #expect(naive("[\"one\"]", "[0]", "4", "2") == "a text that is no number")
    #expect(naive("[1]", "[0]", "-4", "2") == "sumOfSquares must be at least 0")
    #expect(naive("[1]", "[0]", "4", "0") == "changeCount must be from 1 to 9007199254740992")
    var nested = #"{"family":"naive","last":[1],"ages":[0],"sumOfSquares":1,"changeCount":1}"#
    for _ in 0..<100 { nested = #"{"family":"combination","models":[\#(nested)]}"# }
    #expect(sentence(nested) == "family is a model in too many others")
  }

  @Test("Sizes that no file holds are refused before memory is taken for them")
  func sizes() throws {
    for item in try FittedModelCases.all.get() {
      let text = String(decoding: try Self.data(item.model), as: UTF8.self)
      for key in [
        "season", "period", "autoregressive", "seasonalDifferences", "differences", "harmonics",
        "seasonalMovingAverage", "missingAtEnd",
      ] {
        let pattern = try Regex("\"\(key)\":[0-9]+")
        for value in ["1000000000000", "-1", "9223372036854775807", "1.5", "1e300", "null"] {
          let damaged = text.replacing(pattern, with: "\"\(key)\":\(value)")
          guard damaged != text else { continue }
          #expect(throws: DecodingError.self, "\(item.model.name) \(key) \(value)") {
            try Self.model(Data(damaged.utf8))
          }
        }
      }
    }
  }

  @Test("Damaged files are refused, or forecast: 2,000 random damages")
  func damages() throws {
    var generator = SeededGenerator(seed: 20)
    let items = try FittedModelCases.all.get()
    let files = try items.map { try Self.data($0.model) }
    let trees = try files.map { try JSONSerialization.jsonObject(with: $0) }
    var (refused, read) = (0, 0)
    for round in 0..<2000 {
      let index = round % files.count
      let damaged: Data
      if round % 2 == 0 {
        damaged = Self.flipped(files[index], &generator)
      } else {
        let tree = Self.damaged(trees[index], 1, &generator)
        guard let data = try? JSONSerialization.data(withJSONObject: tree) else { continue }
        damaged = data
      }
      guard let model = try? Self.model(damaged) else {
        refused += 1
        continue
      }
      read += 1
      #expect(model.forecast(steps: 72).means.count == 72)
      let values = items[index].next
      if let later = try? model.continued(with: values) {
        #expect(later.forecast(steps: 3).means.count == 3)
      }
    }
    #expect(refused > 500 && read > 100, "\(refused) \(read)")
  }

  /// A file with some bytes changed, left out, or put in.
  private static func flipped(_ data: Data, _ generator: inout SeededGenerator) -> Data {
    var bytes = Array(data)
    let signs = Array("0123456789-.e,[]{}\"".utf8)
    for _ in 0..<Int.random(in: 1...3, using: &generator) {
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(bytes.randomElement(using: &generator) ?? 48, at: place)
      default: bytes[place] = signs.randomElement(using: &generator) ?? 0
      }
    }
    return Data(bytes)
  }

  /// A tree with one of its parts replaced or left out.
  private static func damaged(
    _ tree: Any, _ depth: Int, _ generator: inout SeededGenerator
  ) -> Any {
    let isLeaf = !(tree is [Any] || tree is [String: Any])
    if depth > 1, isLeaf || Int.random(in: 0..<3, using: &generator) == 0 {
      let others: [Any] = [
        0, 1, -1, 2, 1e308, -1e308, 4_000_000_000, Int.max, Int.min, "NaN", "Infinity",
        "-Infinity", "", true, [Any](), [1, 2], [String: Any](), NSNull(), 0.5, 24, 1_000_000,
      ]
      return others.randomElement(using: &generator) ?? 0
    }
    if var list = tree as? [Any] {
      guard !list.isEmpty else { return [1] }
      let place = Int.random(in: 0..<list.count, using: &generator)
      switch Int.random(in: 0..<8, using: &generator) {
      case 0: list.remove(at: place)
      case 1: list.append(list[place])
      default: list[place] = damaged(list[place], depth + 1, &generator)
      }
      return list
    }
    if var object = tree as? [String: Any],
      let key = object.keys.sorted().randomElement(using: &generator)
    {
      if Int.random(in: 0..<12, using: &generator) == 0 {
        object[key] = nil
      } else {
        object[key] = object[key].map { damaged($0, depth + 1, &generator) }
      }
      return object
    }
    return tree
  }
}
