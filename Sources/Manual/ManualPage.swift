/// A page of the manual, as source in the language mdoc.
package struct ManualPage: Sendable {
  /// What pages have at their ends, and only their writer knows.
  package struct Setting: Sendable {
    /// The version of the program.
    package let version: String

    /// The day of the pages, as in `November 30, 2026`.
    package let date: String

    /// Names them.
    package init(version: String, date: String) { (self.version, self.date) = (version, date) }
  }

  /// Its name, such as `caudal-describe`.
  package let name: String

  /// The section of the manual: 1 of commands, 7 of what else there is to know.
  package let section: Int

  /// The source.
  package let text: String

  /// The name of its file, such as `caudal-describe.1`.
  package var fileName: String { "\(name).\(section)" }

  /// Puts a page together.
  ///
  /// - Parameters:
  ///   - name: its name.
  ///   - section: the section of the manual.
  ///   - summary: what it is about, in half a sentence.
  ///   - setting: the version and the day.
  ///   - body: the lines behind its name.
  init(
    _ name: String, section: Int, summary: String, _ setting: Setting, body: [String]
  ) {
    (self.name, self.section) = (name, section)
    let head = [
      ".Dd \(setting.date)", ".Dt \(name.uppercased()) \(section)",
      ".Os",
      ".Sh NAME", ".Nm \(name)", ".Nd \(RoffText.escaped(summary))",
    ]
    text = (head + body).joined(separator: "\n") + "\n"
  }

  /// A section of a page.
  static func section(_ title: String, _ lines: [String]) -> [String] {
    lines.isEmpty ? [] : [".Sh \(title)"] + lines
  }

  /// A list of things and what they mean.
  ///
  /// - Parameters:
  ///   - width: the widest thing, if all of them and what they mean are to stand beside each other.
  ///   - items: the words of the macro of each thing, and lines about it.
  /// - Returns: lines of the source.
  static func list(width: String? = nil, _ items: [(head: String, lines: [String])]) -> [String] {
    if items.isEmpty { return [] }
    let begin = ".Bl -tag -width " + (width.map { RoffText.argument($0) } ?? "Ds")
    return [begin] + items.flatMap { [".It \($0.head)"] + $0.lines } + [".El"]
  }

  /// Paragraphs, which empty lines divide.
  static func paragraphs(_ text: String) -> [String] {
    var lines: [String] = []
    for paragraph in text.split(separator: "\n\n") {
      if !lines.isEmpty { lines.append(".Pp") }
      lines += RoffText.lines(String(paragraph))
    }
    return lines
  }

  /// Lines that are printed as they stand.
  static func literal(_ lines: [String], isIndented: Bool = true) -> [String] {
    [".Bd -literal" + (isIndented ? " -offset Ds" : "")] + lines.map(RoffText.literal) + [".Ed"]
  }
}
