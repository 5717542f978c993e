/// What the end of a file's name says of its format.
struct FileSuffix {
  /// The name of the format.
  let format: String

  private static let formats = [
    "json": "json", "csv": "csv", "md": "markdown", "markdown": "markdown", "html": "html",
  ]

  /// Looks at a name; nil if its end says nothing.
  ///
  /// - Parameter path: the file's path.
  init?(_ path: String) {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex,
      let format = Self.formats[name[name.index(after: dot)...].lowercased()]
    else { return nil }
    self.format = format
  }
}
