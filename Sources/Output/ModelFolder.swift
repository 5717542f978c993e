import FoundationEssentials
package import Vocabulary

/// A folder of models, each in a file of its own.
package struct ModelFolder: Sendable {
  /// The path of the folder.
  package let path: String

  /// Names a folder.
  package init(_ path: String) { self.path = path }

  /// Makes the folder, unless there is one, before the work begins.
  ///
  /// - Throws: a `CaudalError` if that is impossible.
  package func prepare() throws(CaudalError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw CaudalError(.cannotCreate, "\(path): this folder can't be made")
    }
    try Destination(output: path + "/model.json").check(inputs: [])
  }

  /// Writes models: each file appears whole, in the place of one of the same series. Those of other series stay.
  ///
  /// - Parameter models: the names and texts of files.
  /// - Throws: a `CaudalError` if one can't be written; those before it are there.
  package func keep(_ models: [SeriesForecast.Saved]) throws(CaudalError) {
    for model in models {
      try Destination(output: "\(path)/\(model.name)").write([model.text])
    }
  }
}
