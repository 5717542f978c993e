import Caudal
import Forecasting
import Glibc
import Serve
import Synchronization
import TimeSeries

/// The models of some folders, as a server wants them.
struct SavedModelLibrary: ServedModels {
  /// The folders.
  let folders: [String]

  func load() throws -> [ServedSeries] {
    do throws(CaudalError) {
      var series: [ServedSeries] = []
      for folder in folders {
        let models = try SavedModels(folder).models.sorted { $0.key < $1.key }
        series += models.map { ServedSeries($0.value) }
      }
      return series
    } catch {
      throw Unusable(description: error.problem)
    }
  }

  /// The names of the files, and what the system knows of each: a file that is replaced is another one.
  var fingerprint: String {
    get throws { try folders.map(Self.fingerprint).joined(separator: "\n\n") }
  }

  private static func fingerprint(of folder: String) throws -> String {
    guard let names = SavedModels.names(in: folder) else {
      throw Unusable(description: "\(folder): this is no folder that can be read")
    }
    return names.map { name in
      var status = stat()
      guard unsafe stat("\(folder)/\(name)", &status) == 0 else { return name }
      let time = status.st_mtim
      return "\(name) \(status.st_ino) \(status.st_size) \(time.tv_sec).\(time.tv_nsec)"
    }.joined(separator: "\n")
  }

  /// Why models can't be served.
  private struct Unusable: Error, CustomStringConvertible {
    let description: String
  }
}

extension ServedSeries {
  /// A model as it is served.
  fileprivate init(_ file: ModelFile) {
    let names = StepNames(file)
    self.init(
      name: file.seriesName, column: file.column,
      groups: file.group.map { ($0.name, $0.text) }, unit: file.unit,
      modelFamily: file.model.family,
      modelName: file.model.name, version: file.version, step: file.grid.step.description,
      origin: file.extent.origin, timeZone: file.timeZone ?? "unknown",
      time: { names[$0] },
      hourOfDay: { step in
        let name = names[step]
        // A date alone is its midnight.
        return name.utf8.count >= 16 ? String(name.dropFirst(11).prefix(5)) : "00:00"
      },
      forecast: { steps in
        let forecast = file.model.forecast(steps: steps)
        return (forecast.means, forecast.standardErrors)
      },
      interval: { level, means, errors in
        Forecast.interval(means: means, standardErrors: errors, level: level / 100)
      })
  }
}

/// The names of the steps behind a model, each found when it is first asked for.
private final class StepNames: Sendable {
  private let file: ModelFile
  private let known: Mutex<(names: [String], last: Int)>

  init(_ file: ModelFile) {
    self.file = file
    known = Mutex(([], file.origin))
  }

  /// The name of a step, of which the first is 1; empty beyond the calendar.
  subscript(step: Int) -> String {
    known.withLock { known in
      while known.names.count < step {
        known.last = file.grid.next(after: known.last)
        known.names.append(file.grid.name(of: known.last) ?? "")
      }
      return known.names[step - 1]
    }
  }
}
