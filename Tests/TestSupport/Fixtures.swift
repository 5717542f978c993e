public import Foundation

/// The files of `Tests/Fixtures`.
public enum Fixtures {
  /// The folder that the fixtures are in.
  public static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures")

  /// The path of the sample file.
  public static var sample: String { path("Datos_Hidrometeorologicos.csv") }

  /// The path of a fixture.
  public static func path(_ name: String) -> String { folder.appending(path: name).path }

  /// A JSON fixture, decoded.
  public static func decode<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
    let data = try Data(contentsOf: folder.appending(path: name))
    return try JSONDecoder().decode(type, from: data)
  }
}
