import Formats
import Keys
import Values

/// Rows that have been divided by their keys.
struct DividedRows: Sendable {
  /// The keys, as images.
  private(set) var keys = KeyTable(isRoomy: false)

  /// What is written of the rows of each key, by the key's number.
  private(set) var texts: [[UInt8]] = []

  /// The value that JSON doesn't take, by its row among these; then no more rows are divided.
  private(set) var failure: UnwritableValue?

  /// Divides rows.
  ///
  /// - Parameters:
  ///   - images: the rows, with their keys in front; see ``PartitionPlan``.
  ///   - rowCount: their number.
  ///   - keyCount: the number of keys of a row.
  ///   - columnCount: the number of its columns.
  ///   - lines: what makes lines of JSON of them; nil if what follows on the keys is a text.
  ///   - limit: the most keys that are wanted: rows of others are left out, which will be refused.
  init(
    _ images: [UInt8], _ rowCount: Int, keyCount: Int, columnCount: Int, _ lines: JSONLines?,
    limit: Int
  ) {
    var place = 0
    let image = images.span
    for row in 0..<rowCount {
      let start = place
      place = RowImage.end(ofRows: 1, columnCount: keyCount, in: image, from: place)
      let number = keys.number(of: image.extracting(start..<place))
      guard number <= limit else { return }
      if number == texts.count { texts.append([]) }
      guard let lines else {
        guard let text = RowImage.field(in: image, &place) else { continue }
        texts[number] += images[text]
        continue
      }
      let own = place
      place = RowImage.end(ofRows: 1, columnCount: columnCount, in: image, from: place)
      do throws(UnwritableValue) {
        try lines.append(rows: image.extracting(own..<place), count: 1, to: &texts[number])
      } catch {
        failure = error
        failure?.row = row
        return
      }
    }
  }
}
