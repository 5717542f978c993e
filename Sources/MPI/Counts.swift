/// Narrows `count`, which is to be given to `call`, to the 32 bits of MPI's counts.
///
/// Together with ``forEachChunk(of:limit:_:)``, the only place where integers are narrowed.
func narrow(
  _ count: Int,
  limit: Int,
  _ what: @autoclosure () -> String,
  _ call: StaticString
) throws(MPIError) -> Int32 {
  guard count >= 0, count <= limit, let narrow = Int32(exactly: count) else {
    throw MPIError(
      refusing: call,
      .count,
      "\(what()) is \(count), and must be in 0...\(limit)"
    )
  }
  return narrow
}

/// Calls `body` with consecutive ranges of at most `limit` elements that tile 0..<count.
func forEachChunk(
  of count: Int,
  limit: Int,
  _ body: (_ first: Int, _ count: Int32) throws(MPIError) -> Void
) throws(MPIError) {
  let limit = min(limit, Int(Int32.max))
  var first = 0
  while first < count {
    let chunk = min(count - first, limit)
    try body(first, Int32(chunk))
    first += chunk
  }
}

/// The array of at most `capacity` elements whose storage `fill` writes, returning their number.
@unsafe
func array<T: BitwiseCopyable>(
  capacity: Int,
  _ fill: (UnsafeMutableBufferPointer<T>) throws(MPIError) -> Int
) throws(MPIError) -> [T] {
  var failure: MPIError?
  let result = unsafe [T](unsafeUninitializedCapacity: capacity) { buffer, count in
    do throws(MPIError) {
      count = try unsafe fill(UnsafeMutableBufferPointer(rebasing: buffer[..<capacity]))
    } catch {
      failure = error
    }
  }
  if let failure { throw failure }
  return result
}

/// The array of `count` elements whose storage `fill` writes completely.
@unsafe
func array<T: BitwiseCopyable>(
  count: Int,
  _ fill: (UnsafeMutableBufferPointer<T>) throws(MPIError) -> Void
) throws(MPIError) -> [T] {
  try unsafe array(capacity: count) { (buffer) throws(MPIError) in
    try unsafe fill(buffer)
    return count
  }
}
