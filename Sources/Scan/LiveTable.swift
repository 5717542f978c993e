package import CSV
package import MPI
package import Ranks
package import Vocabulary

/// A table of which the head is known, and whose rows still come.
struct LiveTable {
  /// What the head says.
  let head: FileHead

  /// What the first rows look like, on rank 0.
  let sample: LiveHead?
}

extension Table {
  /// Makes a table whose rows still come: it can be planned and filtered as any other, and is read by a ``LiveScan``.
  ///
  /// - Parameters:
  ///   - request: how rows are read; its only path is what the source is called in messages.
  ///   - notes: what is said of the rows.
  ///   - ranks: all ranks.
  ///   - read: reads the head; called on rank 0.
  /// - Throws: an agreed ``CaudalError``.
  package init(
    following request: TableRequest, _ notes: Notes, on ranks: borrowing Communicator,
    _ read: () throws(LayoutReader.Failure) -> LiveHead
  ) throws {
    var sample: LiveHead?
    let heads = try ranks.readHeads(of: [request.inputName], notes) {
      _, _ throws(LayoutReader.Failure) in
      let head = try read()
      sample = head
      return head.head
    }
    self.init(
      .live(LiveTable(head: heads[0], sample: sample)), request, notes,
      zone: try request.timeZone.map { name in try ranks.timeZoneRules(named: name) })
  }
}
