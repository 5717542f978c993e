import FoundationEssentials
import MPI
import Ranks
import TimeSeries
package import Vocabulary

/// The models of a folder.
package struct SavedModels: Sendable {
  /// The folder.
  package let folder: String

  /// The models, by the names of their files.
  package let models: [String: ModelFile]

  /// Reads the models of a folder: its files whose names end in `.json`.
  ///
  /// - Parameter folder: the path of the folder.
  /// - Throws: a `CaudalError` if there is none, or one of its models can't be used.
  package init(_ folder: String) throws(CaudalError) {
    try self.init(folder, texts: try Self.texts(of: folder))
  }

  /// Reads the models of a folder on rank 0, and gives them to all ranks.
  ///
  /// - Parameters:
  ///   - folder: the path of the folder.
  ///   - ranks: all ranks.
  /// - Throws: an agreed `CaudalError` if there is no such folder, or one of its models can't be used.
  init(_ folder: String, on ranks: borrowing Communicator) throws {
    var texts = try ranks.agree { () throws(LocalFailure) -> [SeriesForecast.Saved] in
      guard ranks.rank == 0 else { return [] }
      do throws(CaudalError) { return try Self.texts(of: folder) } catch {
        throw LocalFailure(error: error)
      }
    }
    if ranks.size > 1 { try ranks.broadcast(encoded: &texts, from: 0) }
    // Hosts may know different time zones.
    let all = texts
    self = try ranks.agree { () throws(LocalFailure) -> SavedModels in
      do throws(CaudalError) { return try SavedModels(folder, texts: all) } catch {
        throw LocalFailure(error: error, isOfHost: true)
      }
    }
  }

  private init(_ folder: String, texts: [SeriesForecast.Saved]) throws(CaudalError) {
    self.folder = folder
    var models: [String: ModelFile] = [:]
    for file in texts {
      models[file.name] = try ModelFile(file.text, at: "\(folder)/\(file.name)")
    }
    guard !models.isEmpty else {
      throw CaudalError(.noInput, "\(folder): there is no model in this folder")
    }
    self.models = models
  }

  /// The names of the files of models in a folder.
  ///
  /// - Parameter folder: the path of the folder.
  /// - Returns: the names, sorted; nil if there is no such folder, or it can't be read.
  package static func names(in folder: String) -> [String]? {
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
    return names?.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.sorted()
  }

  private static func texts(of folder: String) throws(CaudalError) -> [SeriesForecast.Saved] {
    guard let names = names(in: folder) else {
      throw CaudalError(.noInput, "\(folder): this is no folder that can be read")
    }
    var texts: [SeriesForecast.Saved] = []
    for name in names {
      let path = "\(folder)/\(name)"
      guard let bytes = FileManager.default.contents(atPath: path) else {
        throw CaudalError(.inputOutput, "\(path): this file can't be read")
      }
      guard let text = String(data: bytes, encoding: .utf8) else {
        throw CaudalError(.badData, "\(path): this is no model, or a damaged one")
      }
      texts.append(SeriesForecast.Saved(name: name, text: text))
    }
    return texts
  }

  /// The model of a series; nil if there is none.
  func model(
    ofColumn column: String, _ group: [(name: String, text: String?)]
  ) -> ModelFile? {
    let model = models[ModelFile.name(ofColumn: column, group)]
    return model.flatMap { $0.isOf(column, group) ? $0 : nil }
  }

  /// Makes sure that all models have the same steps on the same clock.
  ///
  /// - Parameters:
  ///   - step: the length of a step.
  ///   - timeZone: the zone of the clock; nil where nobody knows.
  /// - Throws: a `CaudalError`, the same on every rank, if one has others.
  func check(_ step: TimeSpan, on timeZone: String?) throws(CaudalError) {
    for (name, model) in models.sorted(by: { $0.key < $1.key }) {
      guard model.grid.step == step else {
        throw CaudalError(
          .usage, "\(folder)/\(name): this model has steps of \(model.grid.step), not of \(step)")
      }
      guard model.timeZone == timeZone else {
        let (own, other) = (model.timeZone ?? "an unknown zone", timeZone ?? "an unknown zone")
        throw CaudalError(
          .usage, "\(folder)/\(name): this model has times of \(own), not of \(other)")
      }
    }
  }
}

extension SavedModels {
  /// Makes sure that all models are of groups by the same keys, so that they are rows of one table.
  ///
  /// - Throws: a `CaudalError`, the same on every rank, if one isn't.
  func checkGroups() throws(CaudalError) {
    let sorted = models.sorted { $0.key < $1.key }
    guard let first = sorted.first else { return }
    for (name, model) in sorted
    where model.group.map(\.name) != first.value.group.map(\.name) {
      throw CaudalError(
        .badData,
        "\(folder)/\(name): this model's groups have other keys than those of \(first.key); keep them in"
          + " folders of their own")
    }
  }
}

extension SeriesTask {
  /// The values behind a step, missing ones up to the first value included.
  ///
  /// - Parameters:
  ///   - origin: the beginning of the step.
  ///   - grid: the steps.
  /// - Returns: the values, and the beginning of the step of the last one: `origin` if there are none.
  /// - Complexity: O(values) for steps that are always of one length; in a zone, each step is looked for.
  func values(behind origin: Int, _ grid: TimeGrid) -> (values: [Double], origin: Int) {
    guard let ends = label.ends, ends.last > origin else { return ([], origin) }
    let next = grid.next(after: origin)
    // What the model has seen already, or what nobody has seen.
    let seen = ends.first < next ? grid.steps(from: ends.first, to: next) : 0
    let missing = ends.first > next ? grid.steps(from: next, to: ends.first) : 0
    return ([Double](repeating: .nan, count: missing) + values[seen...], ends.last)
  }
}

extension ModelFile {
  /// Whether it is the model of a series. (Of long names, a file has only the beginning and a checksum.)
  fileprivate func isOf(_ column: String, _ group: [(name: String, text: String?)]) -> Bool {
    self.column == column && self.group.elementsEqual(group, by: ==)
  }

  /// Makes sure that each model that is to be kept has a place of its own: long names are cut, and the
  /// checksums behind them may be the same.
  ///
  /// - Parameters:
  ///   - models: the names and texts of files.
  ///   - folder: the folder in which they are to be kept.
  /// - Throws: a `CaudalError` if two would be one file, or one would take the place of another series.
  package static func checkPlaces(
    of models: [SeriesForecast.Saved], in folder: String
  ) throws(CaudalError) {
    var own: [String: ModelFile] = [:]
    for model in models where model.name.contains(cut) {
      let path = "\(folder)/\(model.name)"
      let file = try ModelFile(model.text, at: path)
      // What can't be read is nobody's.
      let text = FileManager.default.contents(atPath: path).flatMap {
        String(data: $0, encoding: .utf8)
      }
      let other = own[model.name] ?? text.flatMap { try? ModelFile($0, at: path) }
      guard other?.isOf(file.column, file.group) ?? true else {
        throw CaudalError(
          .cannotCreate,
          "\(path): the models of two series would be this one file, as their names are long and alike;"
            + " rename one, as in --columns '\"its name\" as other': \(other?.seriesName ?? "")"
            + " and \(file.seriesName)")
      }
      own[model.name] = file
    }
  }

  /// What the series is called in sentences: the column, and the group.
  package var seriesName: String { SeriesForecast.name(ofColumn: column, group) }

  /// What is known of the series when some values have come.
  func extent(with values: [Double], to origin: String?) -> SeriesForecast.Extent {
    SeriesForecast.Extent(
      first: extent.first, origin: origin ?? extent.origin, steps: extent.steps + values.count,
      missing: extent.missing + values.count { $0.isNaN },
      last: values.last ?? extent.last)
  }

  /// The forecast of the model itself.
  ///
  /// - Parameters:
  ///   - horizon: how many steps.
  ///   - levels: the probabilities of intervals, in percent.
  ///   - unit: what the values are measured in; nil if only the file says it.
  /// - Returns: the series and its forecast.
  package func forecast(
    steps horizon: Int, levels: [Double], unit: String? = nil
  ) -> SeriesForecast {
    let forecast = model.forecast(steps: horizon)
    let times = grid.times(behind: origin, count: horizon)
    let ahead = times.map { times in
      SeriesForecast.Ahead(
        model: SeriesForecast.Model(model), times: times, means: forecast.means,
        intervals: levels.map { level in
          let (lower, upper) = forecast.interval(level: level / 100)
          return SeriesForecast.Interval(level: level, lower: lower, upper: upper)
        })
    }
    return SeriesForecast(
      column: column, group: group, unit: unit ?? self.unit, extent: extent, ahead: ahead,
      reason: ahead == nil ? SeriesForecast.beyondCalendar(horizon) : nil, accuracy: [])
  }
}
