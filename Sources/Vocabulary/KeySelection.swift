/// The keys by which a request groups or counts rows.
///
/// ```swift
/// let one: KeySelection = "Departamento"
/// let two: KeySelection = ["Departamento", .part(.month, of: "FechaObservacion")]
/// ```
public struct KeySelection: Sendable, Hashable {
  /// The keys, at least one, in the order in which they are reported.
  package let keys: [KeyReference]

  /// Names that go before the keys: the first that a column has.
  package let names: [String]

  private init(_ keys: [KeyReference], names: [String]) {
    precondition(!keys.isEmpty, "a selection has at least one key")
    self.keys = keys
    self.names = names
  }

  /// Selects keys, of which each combination is one group.
  ///
  /// - Parameter keys: the keys, at least one, in the order in which they are reported.
  public init(_ keys: [KeyReference]) { self.init(keys, names: []) }

  /// The texts of the column of a name, if there is one; otherwise other keys.
  ///
  /// - Parameters:
  ///   - name: the name, in exactly this case.
  ///   - other: what is selected if no column has it.
  /// - Returns: the selection.
  public static func named(_ name: String, otherwise other: KeySelection) -> KeySelection {
    KeySelection(other.keys, names: [name] + other.names)
  }
}

extension KeySelection: ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
  /// Selects the texts of one column by its name; a comma is a part of it.
  public init(stringLiteral name: String) { self.init([KeyReference(stringLiteral: name)]) }

  /// Selects keys, at least one.
  public init(arrayLiteral keys: KeyReference...) { self.init(keys) }
}
