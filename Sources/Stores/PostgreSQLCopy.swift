import Values
import Vocabulary

/// Rows that go by binary COPY into a staging table, by one connection.
final class PostgreSQLCopy {
  /// The bytes that are sent at a time.
  private static let pieceSize = 1 << 18

  private let connection: PostgreSQLConnection
  private let share: StoreShare

  private let images: BinaryCopy
  private let buffer = ByteBuffer(capacity: pieceSize + 1 << 16)

  /// Whether the server waits for rows.
  private var isCopying = false

  /// The rows that have been given to the buffer.
  private(set) var count = 0

  /// Those of them of earlier COPYs.
  private var countBefore = 0

  /// Prepares to send rows.
  ///
  /// - Parameters:
  ///   - share: the staging table.
  ///   - connection: a connection, in a transaction.
  init(into share: StoreShare, _ connection: PostgreSQLConnection) {
    self.share = share
    self.connection = connection
    images = BinaryCopy(share.columns)
  }

  /// Whether the table was made in the transaction: then nobody else has to be told what is there.
  var isFrozen = true

  /// Begins to send.
  func begin() throws(StoreError) {
    let options = isFrozen ? "format binary, freeze" : "format binary"
    try converted { () throws(PostgreSQLFailure) in
      try connection.beginCopy("copy \(share.table) from stdin (\(options))")
    }
    isCopying = true
    append(BinaryCopy.head)
  }

  /// Adds rows.
  ///
  /// - Parameters:
  ///   - images: row images.
  ///   - rowCount: their number.
  /// - Throws: an error that says which row can't be sent, by its number among those of this connection, or
  ///   what the server says.
  func write(rows images: [UInt8], count rowCount: Int) throws(StoreError) {
    let images = images.span
    var place = 0
    for _ in 0..<rowCount {
      if let (column, field) = self.images.add(images, &place, to: buffer) {
        throw StoreError(
          .badData, self.images.problem(images.extracting(field), of: column), row: count)
      }
      count += 1
      guard buffer.count >= Self.pieceSize else { continue }
      try send()
      // Whatever a server says in between, it is heard at the end of a COPY only.
      if connection.hasSpoken { try beginAnother() }
    }
  }

  /// Hears what the server has to say of the rows so far, and goes on if that is nothing bad.
  func beginAnother() throws(StoreError) {
    try end()
    try begin()
  }

  /// Ends: the server has all rows.
  func end() throws(StoreError) {
    append(BinaryCopy.end)
    try send()
    isCopying = false
    let taken = try converted { () throws(PostgreSQLFailure) in try connection.endCopy() }
    guard taken == count - countBefore else {
      throw StoreError(
        .software, "the server has taken \(taken) of \(count - countBefore) rows")
    }
    countBefore = count
  }

  /// Has the server forget the rows.
  func abandon() {
    if isCopying { _ = try? connection.endCopy(because: "the job has ended") }
    isCopying = false
  }

  private func append(_ bytes: [UInt8]) { buffer.append(bytes.span) }

  private func send() throws(StoreError) {
    try converted { () throws(PostgreSQLFailure) in
      try buffer.withBytes { bytes throws(PostgreSQLFailure) in try connection.send(bytes) }
    }
    buffer.cut(to: 0)
  }

  /// Does something with the server.
  private func converted<Value>(
    _ body: () throws(PostgreSQLFailure) -> Value
  ) throws(StoreError) -> Value {
    do throws(PostgreSQLFailure) { return try body() } catch {
      throw StoreError(error.naming(share), rowsBefore: countBefore)
    }
  }
}

extension PostgreSQLFailure {
  /// What the server said, of the table instead of the staging table, which nobody knows.
  func naming(_ share: StoreShare) -> PostgreSQLFailure {
    // The last part of a name in SQL, which has no quotes in it.
    let staging = share.table.split(separator: ".").last.map { $0.filter { $0 != "\"" } } ?? ""
    var failure = self
    failure.message = message.replacing(staging, with: share.name)
    failure.detail = detail?.replacing(staging, with: share.name)
    return failure
  }
}
