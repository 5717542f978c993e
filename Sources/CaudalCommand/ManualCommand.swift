import ArgumentParser
import Caudal
import Glibc
import Manual
import Output

/// `caudal manual`: the pages of the manual, made of what this program knows of itself.
///
/// Help doesn't show it: it is for those who install the program.
struct ManualCommand: JobCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual",
    abstract: "Write the pages of the manual, in mdoc.",
    shouldDisplay: false)

  @Argument(help: "The page to print: a command or a topic of help. Default: that of caudal.")
  var page: String?

  @Option(
    help: ArgumentHelp("Write all pages into a folder, each into its file.", valueName: "folder"),
    completion: .directory)
  var all: String?

  func validate() throws {
    if page != nil, all != nil { throw ValidationError("give either a page or --all") }
  }

  func request() throws(CaudalError) -> [ManualPage] {
    let pages = try Self.pages()
    guard all == nil else { return pages }
    let name = page.map { "caudal-\($0)" } ?? "caudal"
    guard let wanted = pages.first(where: { $0.name == name }) else {
      let names = pages.dropFirst().map { $0.name.dropFirst("caudal-".count) }
      throw CaudalError(
        .usage,
        "there is no page of \"\(page ?? "")\"; there are \(names.joined(separator: ", "))")
    }
    return [wanted]
  }

  func run(_ request: [ManualPage], in job: borrowing Job) throws {
    try job.onRankZero { () throws(CaudalError) in
      for page in request {
        let output = Destination(output: all.map { "\($0)/\(page.fileName)" })
        try output.check(inputs: [])
        try output.write([page.text])
      }
    }
  }

  /// All pages, that of the program first.
  static func pages() throws(CaudalError) -> [ManualPage] {
    let setting = ManualPage.Setting(version: ProgramVersion.current, date: date)
    do {
      let program = try CommandFacts.read(dump: CaudalCommand._dumpHelp())
      return CommandPages(program, .ofCaudal, setting).pages
    } catch {
      throw CaudalError(.software, "the options can't be read: \(error)")
    }
  }

  /// The day of the pages, `November 30, 2026`: that of `SOURCE_DATE_EPOCH`, if it is set, so that the same sources give
  /// the same pages (<https://reproducible-builds.org/specs/source-date-epoch/>).
  private static var date: String {
    let given = unsafe getenv("SOURCE_DATE_EPOCH").flatMap { unsafe Int(String(cString: $0)) }
    let day = UTC.text(seconds: given ?? time(nil), nanoseconds: 0).prefix(10).split(separator: "-")
    let months = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September",
      "October", "November", "December",
    ]
    let month = Int(day[1]).map { months[$0 - 1] } ?? ""
    return "\(month) \(Int(day[2]) ?? 1), \(day[0])"
  }
}
