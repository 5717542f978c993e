import CSV
import FoundationEssentials
import Relations
import Scan
package import TimeSeries
package import Vocabulary

/// A fitted model of one series as it is kept in a file, `caudal.model/1`: JSON that is read, never executed.
///
/// It has the parameters, what is known behind the last value, and no other data. Numbers are the shortest decimals
/// that read back as the same doubles, so that a forecast from the file has the bits of the one at its fitting. The
/// first member is a checksum (CRC-32) of everything behind it: a damaged file is refused.
package struct ModelFile: Sendable {
  /// What such a file calls itself.
  package static let schema = "caudal.model/1"

  /// The column, or the value, that is forecast.
  package let column: String

  /// The group: its keys by their names, nil where one is missing.
  package let group: [(name: String, text: String?)]

  /// What the values are measured in; nil where nobody said it.
  package let unit: String?

  /// What is known of the series.
  package let extent: SeriesForecast.Extent

  /// The steps of time.
  package let grid: TimeGrid

  /// The zone of their clock: a name, `UTC`, or nil where nobody knows.
  package let timeZone: String?

  /// The steps of the seasons.
  package let seasons: [Int]

  /// The beginning of the step of the last value, in seconds since 1970.
  package let origin: Int

  /// A checksum of the values that were fitted.
  package let data: String

  /// The model.
  package let model: FittedModel

  /// A checksum of the file.
  package let version: String

  /// The name of the file of a series in a folder of models.
  ///
  /// - Parameters:
  ///   - column: the column.
  ///   - group: the group's keys.
  /// - Returns: a name that every file system takes, a different one for each series, unless both are long and
  ///   have the same checksum, see ``checkPlaces(of:in:)``.
  package static func name(
    ofColumn column: String, _ group: [(name: String, text: String?)]
  ) -> String {
    let parts =
      [PartitionNames.encoded(Array(column.utf8))]
      + group.map { key in
        PartitionNames.encoded(Array(key.name.utf8)) + "="
          + (key.text.map { PartitionNames.encoded(Array($0.utf8)) } ?? "__HIVE_DEFAULT_PARTITION__")
      }
    let name = parts.joined(separator: ";")
    // Most systems take 255 bytes.
    guard name.utf8.count > 200 else { return name + ".json" }
    let checksum = CRC32(Array(name.utf8).span).text.dropFirst("crc32:".count)
    return String(decoding: name.utf8.prefix(180), as: UTF8.self).prefix { $0 != "\u{FFFD}" }
      + "\(cut)\(checksum).json"
  }

  /// What stands for the end of a long name.
  static let cut = "…"

  /// The checksum of a series: that of the bytes of its values. (Doubles are little-endian here.)
  static func checksum(of values: [Double]) -> CRC32 { CRC32(values.span) }
}

// MARK: - As a document

/// What stands in the file, its checksum left out.
private struct ModelDocument: Codable {
  struct Key: Codable {
    let name: String
    let value: String?
  }

  let schema: String
  let column: String
  let group: [Key]
  let unit: String?
  let step: String
  let timeZone: String?
  let seasons: [Int]
  let first: String
  let origin: String
  let originSecond: Int
  let steps: Int
  let missing: Int
  let last: Double
  let data: String
  let model: FittedModel
}

extension ModelFile {
  /// The text of the file of a series that has just been fitted.
  ///
  /// - Parameters:
  ///   - column: the column.
  ///   - group: the group's keys.
  ///   - unit: what the values are measured in.
  ///   - extent: what is known of the series.
  ///   - step: the length of a step.
  ///   - timeZone: the zone of its clock.
  ///   - seasons: the steps of the seasons.
  ///   - origin: the beginning of the step of the last value.
  ///   - data: the checksum of the values.
  ///   - model: the model.
  /// - Returns: the text, of one line.
  static func text(
    column: String, _ group: [(name: String, text: String?)], unit: String?,
    _ extent: SeriesForecast.Extent, step: TimeSpan, timeZone: String?, seasons: [Int], origin: Int,
    data: String,
    _ model: FittedModel
  ) -> String {
    let document = ModelDocument(
      schema: schema, column: column,
      group: group.map { ModelDocument.Key(name: $0.name, value: $0.text) }, unit: unit,
      step: step.description, timeZone: timeZone, seasons: seasons, first: extent.first,
      origin: extent.origin, originSecond: origin, steps: extent.steps, missing: extent.missing,
      last: extent.last, data: data, model: model)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let bytes = try? encoder.encode(document) else {
      preconditionFailure("a model can be written")
    }
    let content = bytes.dropFirst() + Data("\n".utf8)
    return "{\"checksum\":\"\(CRC32(Array(content).span).text)\","
      + String(decoding: content, as: UTF8.self)
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - text: what stands in it.
  ///   - path: its path, for sentences.
  /// - Throws: a `CaudalError` if it is damaged, newer than this program, or none.
  init(_ text: String, at path: String) throws(CaudalError) {
    let bytes = Data(text.utf8)
    struct Schema: Decodable { let schema: String }
    let schema = (try? JSONDecoder().decode(Schema.self, from: bytes))?.schema
    guard let schema else {
      throw CaudalError(.badData, "\(path): this is no model, or a damaged one")
    }
    guard schema == Self.schema else {
      throw CaudalError(
        .badData,
        schema.hasPrefix("caudal.model/")
          ? "\(path): this model is of \(schema); this program reads \(Self.schema)"
          : "\(path): this is no model, but \(schema)")
    }
    let start = Array("{\"checksum\":\"".utf8)
    let length = start.count + "crc32:".count + 8
    let content = Array(bytes.dropFirst(length + 2))
    let version = String(
      decoding: bytes.dropFirst(start.count).prefix(length - start.count), as: UTF8.self)
    guard bytes.starts(with: start), version == CRC32(content.span).text else {
      throw CaudalError(
        .badData,
        "\(path): the file was damaged or changed, its checksum is another; fit the model again")
    }
    do {
      try self.init(
        JSONDecoder().decode(ModelDocument.self, from: bytes), version: version)
    } catch let error as CaudalError {
      throw CaudalError(error.kind, "\(path): \(error.problem)")
    } catch {
      throw CaudalError(.badData, "\(path): this model can't be used: \(Self.reason(error))")
    }
  }

  private init(_ document: ModelDocument, version: String) throws {
    guard let step = TimeSpan(document.step), step.faultAsStep == nil else {
      throw CaudalError(.badData, "\(document.step) is no step")
    }
    column = document.column
    group = document.group.map { ($0.name, $0.value) }
    unit = document.unit
    extent = SeriesForecast.Extent(
      first: document.first, origin: document.origin, steps: document.steps,
      missing: document.missing, last: document.last)
    timeZone = document.timeZone
    let clock: TimestampClock =
      switch document.timeZone {
      case nil: .wall
      case TimeZoneRules.universal?: .universal
      case let name?: .zone(try TimeZoneRules(ofSystem: name))
      }
    grid = TimeGrid(step, on: clock)
    seasons = document.seasons
    origin = document.originSecond
    data = document.data
    model = document.model
    self.version = version
  }

  /// The sentence of an error that says why a document can't be decoded.
  private static func reason(_ error: any Error) -> String {
    switch error as? DecodingError {
    case .dataCorrupted(let context)?, .keyNotFound(_, let context)?,
      .typeMismatch(_, let context)?, .valueNotFound(_, let context)?:
      context.debugDescription
    default: "\(error)"
    }
  }
}
