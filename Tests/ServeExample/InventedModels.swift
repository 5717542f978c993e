import Foundation
package import Serve

/// Models of two series whose forecasts are plain formulas: temperature and humidity of San Francisco.
package struct InventedModels: ServedModels {
  /// The families that each of the two series has a model of.
  package var families: [String]

  /// A file whose content is the version of the models: `broken` stands for models that can't be read.
  /// Nil for models that stay the same.
  package var versionFile: String?

  /// Models of some families.
  package init(families: [String] = ["arima", "autoregression"], versionFile: String? = nil) {
    self.families = families
    self.versionFile = versionFile
  }

  package var fingerprint: String {
    get throws {
      guard let versionFile else { return "1" }
      return try String(contentsOfFile: versionFile, encoding: .utf8)
    }
  }

  package func load() throws -> [ServedSeries] {
    let version = try fingerprint
    guard version != "broken" else { throw InventedError() }
    return families.flatMap { family in
      [
        Self.series("San Francisco temperature", "temperature", "K", 289, family, version),
        Self.series("San Francisco humidity", "humidity", "%", 77, family, version),
      ]
    }
  }

  /// The seconds from 1970 to 2017-11-30 00:00:00.
  private static let origin = 1_512_000_000

  /// A model whose mean of step h is `level + sin(h)`, rounded to sixteenths so that every machine has
  /// the same digits, with an error of the square root of h.
  package static func series(
    _ name: String, _ column: String, _ unit: String, _ level: Double, _ family: String,
    _ version: String, originShift: Int = 0, step: String = "1 h"
  ) -> ServedSeries {
    ServedSeries(
      name: name, column: column, groups: [("city", "San Francisco")], unit: unit,
      modelFamily: family, modelName: family == "arima" ? "ARIMA(2,1,2)" : "AR(5)",
      version: version, step: step, origin: text(0, originShift), timeZone: "UTC",
      time: { text($0, originShift) },
      hourOfDay: { String(text($0, originShift).dropFirst(11).prefix(5)) },
      forecast: { steps in
        let means = (1...steps).map { (level * 16 + (16 * sin(Double($0))).rounded()) / 16 }
        return (means, (1...steps).map { Double($0).squareRoot() })
      },
      interval: { percent, means, errors in
        let factor = percent / 50
        return (
          zip(means, errors).map { $0 - factor * $1 }, zip(means, errors).map { $0 + factor * $1 }
        )
      })
  }

  /// The time of a step.
  private static func text(_ step: Int, _ shift: Int) -> String {
    var seconds = time_t(origin + 3_600 * (step + shift))
    var parts = unsafe tm()
    unsafe gmtime_r(&seconds, &parts)
    var text = [CChar](repeating: 0, count: 32)
    let length = unsafe strftime(&text, text.count, "%Y-%m-%d %H:%M:%S", &parts)
    return String(decoding: text[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// What models that can't be read end in.
struct InventedError: Error, CustomStringConvertible {
  var description: String { "The models are said to be broken." }
}
