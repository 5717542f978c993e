package import CSV

/// Room for what is known of the texts of a batch of rows.
package struct KeyBatch: Sendable {
  fileprivate var fields: [RawField]
  fileprivate var keys: [KeyText]

  /// The number, plus one, of each text that has been found; 0 of the others.
  fileprivate var found: [UInt64]

  /// Creates room.
  ///
  /// - Parameter rows: the rows for which there is room; 0 where no texts are looked for.
  package init(rows: Int = RowBatch.limit) {
    fields = Array(repeating: RawField(), count: rows)
    keys = Array(repeating: KeyText(), count: rows)
    found = Array(repeating: 0, count: rows)
  }

  /// Hands the numbers of some texts out.
  ///
  /// - Returns: those that haven't been found.
  fileprivate func take(_ wanted: RowMask, into numbers: inout [UInt32]) -> RowMask {
    let found = found.span
    var numbers = numbers.mutableSpan
    var rest = RowMask()
    for word in 0..<4 {
      var bits = wanted.words[word]
      var missing: UInt64 = 0
      while bits != 0 {
        let bit = bits.trailingZeroBitCount
        let number = found[64 * word + bit]
        numbers[64 * word + bit] = UInt32(truncatingIfNeeded: number &- 1)
        missing |= (number == 0 ? 1 : 0) << UInt64(bit)
        bits &= bits - 1
      }
      rest.words[word] = missing
    }
    return rest
  }
}

extension KeyTable {
  /// The numbers of a field's texts, which are added if they are new.
  ///
  /// The texts are looked for together, step by step: all hashes, all slots, all entries. No step
  /// waits for the one before it, so a table that is far from the processor answers many at a time.
  ///
  /// - Parameters:
  ///   - column: the field's 0-based position.
  ///   - rows: rows.
  ///   - mask: the rows whose texts are wanted.
  ///   - batch: room.
  ///   - numbers: where the numbers go, each to the place of its row; ``RowBatch/limit`` of them.
  package mutating func readNumbers(
    ofColumn column: Int, in rows: borrowing RowBatch, _ mask: RowMask, with batch: inout KeyBatch,
    into numbers: inout [UInt32]
  ) {
    let wanted = mask & RowMask(first: rows.count)
    guard !rows.isTranslated else {
      wanted.forEach { row in
        numbers[row] = UInt32(
          truncatingIfNeeded: rows.withText(of: column, inRow: row) { number(of: $0) })
      }
      return
    }
    var unquoted = wanted
    rows.findFields(of: column, in: wanted, into: &batch.fields)
    Self.readKeys(of: batch.fields, in: rows, &unquoted, into: &batch.keys)
    find(&batch, count: rows.count)
    var new = batch.take(unquoted, into: &numbers)
    while let row = new.popFirst() {
      let range = rows.rawField(column, inRow: row)
      // Sound: the range lies between two separators, inside the bytes.
      let text = unsafe Span(_unsafeStart: rows.bytes + range.lowerBound, count: range.count)
      numbers[row] = UInt32(truncatingIfNeeded: number(of: batch.keys[row], text))
    }
    // The contents of those with quotes may stand elsewhere.
    var quoted = wanted.subtracting(unquoted)
    while let row = quoted.popFirst() {
      numbers[row] = UInt32(
        truncatingIfNeeded: rows.withText(of: column, inRow: row) { number(of: $0) })
    }
  }

  /// The numbers of parts of a text, which are added if they are new; looked for together, too.
  ///
  /// - Parameters:
  ///   - parts: where the parts are; not more than ``RowBatch/limit``, none of them empty.
  ///   - text: the text.
  ///   - batch: room.
  ///   - numbers: where the numbers go, in the order of the parts; ``RowBatch/limit`` of them.
  package mutating func readNumbers(
    of parts: [Range<Int>], in text: Span<UInt8>, with batch: inout KeyBatch,
    into numbers: inout [UInt32]
  ) {
    precondition(parts.count <= RowBatch.limit, "too many parts")
    let seed = HashSeed.current
    unsafe text.withUnsafeBytes { bytes in
      for (index, part) in parts.enumerated() {
        let content = text.extracting(part)
        guard let start = bytes.baseAddress, part.lowerBound + 16 <= text.count else {
          batch.keys[index] = KeyText(content, seed)
          continue
        }
        // Sound: the part lies inside the text, and 16 bytes from its first one on do, too.
        batch.keys[index] = unsafe KeyText(start + part.lowerBound, length: part.count, seed)
      }
    }
    find(&batch, count: parts.count)
    var new = batch.take(RowMask(first: parts.count), into: &numbers)
    while let index = new.popFirst() {
      numbers[index] = UInt32(
        truncatingIfNeeded: number(of: batch.keys[index], text.extracting(parts[index])))
    }
  }

  /// Looks at the texts of rows; those that begin with a quote are left out of the mask.
  private static func readKeys(
    of fields: [RawField], in rows: borrowing RowBatch, _ rest: inout RowMask,
    into keys: inout [KeyText]
  ) {
    let fields = fields.span
    let bytes = unsafe UnsafeRawPointer(rows.bytes)
    let isUnquoted = rows.isUnquoted
    let seed = HashSeed.current
    var keys = keys.mutableSpan
    for word in 0..<4 {
      var bits = rest.words[word]
      while bits != 0 {
        let row = 64 * word + bits.trailingZeroBitCount
        bits &= bits - 1
        // Sound: the field lies inside the bytes, behind which as many are readable as a kernel may
        // touch: more than 16.
        let key = unsafe KeyText(
          bytes + Int(fields[row].start), length: Int(fields[row].length), seed)
        if UInt8(truncatingIfNeeded: key.first) == Byte.quote, !isUnquoted {
          rest.words[word] &= ~(1 << UInt64(row & 63))
        }
        keys[row] = key
      }
    }
  }

  /// Adds the rows of some texts of a list; texts that are new are added. They are looked for
  /// together, too.
  ///
  /// - Parameters:
  ///   - chosen: the texts' numbers in the list.
  ///   - other: the list.
  ///   - batch: room.
  ///   - numbers: where the numbers here are appended.
  package mutating func merge(
    _ chosen: ArraySlice<UInt32>, of other: borrowing KeyList, with batch: inout KeyBatch,
    into numbers: inout [UInt32]
  ) {
    var rest = chosen
    while !rest.isEmpty {
      let some = rest.prefix(RowBatch.limit)
      rest = rest.dropFirst(some.count)
      for (index, number) in some.enumerated() { batch.keys[index] = other.key(Int(number)) }
      find(&batch, count: some.count)
      for (index, source) in some.enumerated() {
        let entry = other.entries[Int(source)]
        let number =
          batch.found[index] != 0
          ? Int(batch.found[index]) - 1
          : other.withText(of: entry) { self.number(of: batch.keys[index], $0) }
        list.entries[number].rows += entry.rows
        numbers.append(UInt32(truncatingIfNeeded: number))
      }
    }
  }

  /// Looks for texts: at the slots of all, and then at the texts that these name. Finds no new ones
  /// and no long ones, and not all others.
  private func find(_ batch: inout KeyBatch, count: Int) {
    let asked = batch.keys
    let (entries, wanted) = (list.entries.span, asked.span)
    readSlots(for: wanted, &batch.found, count: count)
    var found = batch.found.mutableSpan
    for row in 0..<count {
      let number = Int(truncatingIfNeeded: found[row] & 0xFFFF_FFFF)
      guard number != 0 else { continue }
      // Sound: a slot that isn't empty holds the number of a text, plus one.
      let entry = unsafe entries[unchecked: number - 1]
      found[row] = entry.isAlike(wanted[row]) && !entry.isLong ? UInt64(number) : 0
    }
  }

  /// Reads the slots at which texts are looked for.
  private func readSlots(for keys: Span<KeyText>, _ found: inout [UInt64], count: Int) {
    let slots = slots.span
    let mask = slots.count - 1
    var found = found.mutableSpan
    for row in 0..<count {
      // Sound: the mask leaves less than the number of slots.
      found[row] = unsafe slots[unchecked: firstSlot(of: keys[row].hash)]
    }
    // In a roomy table, it is the first slot; where it isn't, the text is looked for by itself.
    guard !isRoomy else { return }
    for row in 0..<count {
      var slot = firstSlot(of: keys[row].hash)
      while found[row] != 0, (found[row] ^ keys[row].hash) >> 32 != 0 {
        slot = (slot + 1) & mask
        found[row] = slots[slot]
      }
    }
  }
}
