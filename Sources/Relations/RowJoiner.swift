import CSV
import Scan
import Vocabulary

/// Puts rows of a unit of the first table beside those that match them.
///
/// The bytes of rows are copied as they are, into memory of which it is known before how much it takes.
@safe
struct RowJoiner {
  private let plan: JoinPlan
  private let matches: JoinMatches
  private let leftTexts: FrozenStrings
  private let leftPlaces: FrozenArray<Int>

  private let left: StringPlace
  private let right: StringPlace

  /// What follows on a row that matches nothing, behind its delimiter.
  private let missing: [UInt8]

  /// Prepares to join.
  ///
  /// - Parameters:
  ///   - plan: what is joined.
  ///   - rows: the rows of the first table.
  ///   - matches: the rows of the other one that match them.
  init(_ plan: JoinPlan, _ rows: KeptRows, _ matches: JoinMatches) {
    self.plan = plan
    self.matches = matches
    (leftTexts, leftPlaces) = (rows.texts, rows.places)
    // Sound: their owners are held here.
    unsafe left = rows.texts.place
    unsafe right = plan.index.rows.texts.place
    missing = [UInt8](repeating: Byte.comma, count: max(0, plan.rightCount - 1)) + [Byte.lineFeed]
  }

  /// Joins.
  ///
  /// - Parameters:
  ///   - count: the number of joined rows.
  ///   - havePlaces: whether it is wanted where they begin and where they come from.
  /// - Returns: the rows.
  /// - Complexity: O(bytes).
  func rows(count: Int, havePlaces: Bool) -> MadeRows.Rows {
    var (offsets, places): ([Int], [Int]) = ([], [])
    if havePlaces {
      offsets.reserveCapacity(count)
      places.reserveCapacity(count)
    }
    let size = unsafe byteCount + BlockCopier.slack
    let text = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      // Sound: there is room for all that is written, and for the slack.
      let place = unsafe UnsafeMutableRawPointer(buffer.baseAddress.unsafelyUnwrapped)
      var copier = unsafe BlockCopier(place)
      forEachRow { row, match, number in
        if havePlaces {
          offsets.append(unsafe copier.count)
          places.append(leftPlaces[row] << plan.placeBits | number)
        }
        unsafe append(row, match, to: &copier)
      }
      unsafe filled = copier.count
    }
    withExtendedLifetime(self) {}
    return MadeRows.Rows(text: text, offsets: offsets, places: places)
  }

  /// The bytes of all joined rows, or a few more.
  private var byteCount: Int {
    var bytes = 0
    forEachRow { row, match, _ in
      // Sound: there are such rows, and their owners are held here; so below.
      bytes += unsafe left[row].count
      guard plan.rightCount > 0 else { return }
      bytes += unsafe match < 0 ? missing.count : right[match].count
    }
    return bytes
  }

  /// Calls a closure for each joined row: with the numbers of the rows of which it is made, the second of
  /// which is negative if there is none, and its own among those of one row.
  @inline(__always)
  private func forEachRow(_ body: (_ row: Int, _ match: Int, _ number: Int) -> Void) {
    let (takesMatched, takesOthers) = (plan.kind != .anti, plan.kind != .inner)
    switch matches {
    case .rows(let rows):
      for row in rows.indices {
        let match = Int(rows[row]) - 1
        if match < 0 ? takesOthers : takesMatched { body(row, match, 0) }
      }
    case .ranges(let ranges):
      for row in ranges.indices {
        let range = ranges[row]
        if range.isEmpty {
          if takesOthers { body(row, -1, 0) }
        } else if takesMatched {
          for place in range {
            body(row, plan.index.row(at: place), Int(place - range.lowerBound))
          }
        }
      }
    }
  }

  /// Appends a joined row.
  @unsafe @inline(__always)
  private func append(_ row: Int, _ match: Int, to copier: inout BlockCopier) {
    let text = unsafe left[row]
    guard plan.rightCount > 0 else { return unsafe copier.copy(text, of: leftTexts) }
    // A row of one field that is empty has quotes, which it doesn't need beside others.
    if unsafe plan.left.rows.outputs.count > 1 || !text.isQuotedNothing {
      unsafe copier.copy(text, of: leftTexts)
      unsafe copier.replaceLast(by: Byte.comma)
    } else {
      unsafe copier.put(Byte.comma)
    }
    guard match >= 0 else {
      return unsafe missing.withUnsafeBufferPointer { unsafe copier.copyAlone($0) }
    }
    let other = unsafe right[match]
    if unsafe plan.rightCount > 1 || !other.isQuotedNothing {
      unsafe copier.copy(other, of: plan.index.rows.texts)
    } else {
      unsafe copier.put(Byte.lineFeed)
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether this is a row of one field that is empty: `""` and a line feed.
  @unsafe
  fileprivate var isQuotedNothing: Bool {
    // Sound: there are three bytes.
    unsafe count == 3 && self[0] == Byte.quote && self[1] == Byte.quote
  }
}

/// Copies short texts one behind the other, 16 bytes at a time.
@unsafe
private struct BlockCopier {
  /// The bytes behind the last that may be written to.
  static let slack = 16

  private let start: UnsafeMutableRawPointer
  private var next: UnsafeMutableRawPointer

  /// Begins at a place with room for all that will be written, and ``slack`` more.
  init(_ place: UnsafeMutableRawPointer) {
    unsafe start = place
    unsafe next = place
  }

  /// The number of bytes written.
  var count: Int { unsafe next - start }

  /// Copies a text.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - owner: the texts of which it is one: what follows on it may be read.
  @inline(__always)
  mutating func copy(_ text: UnsafeBufferPointer<UInt8>, of owner: FrozenStrings) {
    let blocks = (text.count + 15) & ~15
    let source = unsafe UnsafeRawPointer(text.baseAddress.unsafelyUnwrapped)
    let first = unsafe UnsafeRawPointer(owner.bytes.elements.baseAddress.unsafelyUnwrapped)
    // Sound: the text lies among the owner's bytes, and so do all blocks that are read.
    guard unsafe first + owner.bytes.count - source >= blocks else {
      return unsafe copyAlone(text)
    }
    var offset = 0
    while offset < blocks {
      let block = unsafe source.loadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self)
      unsafe next.storeBytes(of: block, toByteOffset: offset, as: SIMD16<UInt8>.self)
      offset += 16
    }
    unsafe next += text.count
  }

  /// Copies a text behind which nothing may be read.
  mutating func copyAlone(_ text: UnsafeBufferPointer<UInt8>) {
    guard let source = text.baseAddress else { return }
    unsafe next.copyMemory(from: source, byteCount: text.count)
    unsafe next += text.count
  }

  @inline(__always)
  mutating func put(_ byte: UInt8) {
    unsafe next.storeBytes(of: byte, as: UInt8.self)
    unsafe next += 1
  }

  /// Writes another byte in the place of the last one.
  @inline(__always)
  mutating func replaceLast(by byte: UInt8) {
    unsafe (next - 1).storeBytes(of: byte, as: UInt8.self)
  }
}
