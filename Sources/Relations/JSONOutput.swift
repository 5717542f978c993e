import Formats
import MPI
import Ranks
import Scan
import Stores
import Values
import Vocabulary

/// Rows that all ranks write as lines of JSON.
struct JSONOutput: TypedOutput {
  /// The bytes of lines that a rank keeps until they are written; more are made twice.
  private static let keptBytes = 256 << 20

  private let file: TypedFile
  private var lines: JSONLines?
  private var output: TextOutput?

  private(set) var rowCount = 0

  var byteCount: Int { output?.byteCount ?? 0 }

  /// Prepares to write.
  ///
  /// - Parameter file: where to.
  init(_ file: TypedFile) { self.file = file }

  mutating func begin(
    _ plan: RowPlan, _ census: RowCensus, _ notes: Notes, on ranks: borrowing Communicator
  ) throws -> Bool {
    lines = JSONLines(census.columns(of: plan))
    output = try TextOutput(
      file.writer, file.request, isSpread: file.isSpread, on: ranks)
    return true
  }

  mutating func write(
    in order: [RoundPart], on ranks: borrowing Communicator, _ workers: Workers,
    making make: @Sendable (Int) -> [UInt8]
  ) throws {
    guard let lines else { preconditionFailure("nothing has begun") }
    let own = order.filter { $0.owner == ranks.rank }
    let isKept = own.reduce(0) { $0 + $1.byteCount } <= Self.keptBytes
    let made = workers.map(own.count) { part -> Made in
      var made = Made(lines, make(part), own[part].rowCount)
      if !isKept { made.text = [] }
      return made
    }
    try ranks.settle(made.map(\.failure), in: order, behind: rowCount)
    var lengths = try ranks.allgather(varying: made.map(\.length)).map { $0[...] }
    let lineOrder = order.map { part in
      RoundPart(
        owner: part.owner, byteCount: lengths[part.owner].removeFirst(), rowCount: part.rowCount)
    }
    try output?.write(in: lineOrder, on: ranks, workers) { part in
      isKept ? made[part].text : Made(lines, make(part), own[part].rowCount).text
    }
    rowCount += order.reduce(0) { $0 + $1.rowCount }
  }

  mutating func commit(on ranks: borrowing Communicator, _ workers: Workers) throws {
    try output?.commit(on: ranks, workers)
  }

  func abandon(on ranks: borrowing Communicator) { output?.abandon(on: ranks) }

  /// What has been made of a part.
  private struct Made: Sendable {
    var text: [UInt8] = []
    let length: Int

    /// The value that JSON doesn't take.
    private(set) var failure: UnwritableValue?

    init(_ lines: JSONLines, _ images: [UInt8], _ rowCount: Int) {
      var text: [UInt8] = []
      do throws(UnwritableValue) {
        try lines.append(rows: images.span, count: rowCount, to: &text)
      } catch {
        failure = error
      }
      length = text.count
      self.text = text
    }
  }
}
