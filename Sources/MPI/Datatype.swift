internal import COpenMPI
internal import Synchronization

/// The committed datatypes of this process: contiguous bytes, one for each stride.
///
/// A Swift type travels as the bytes of its stride, padding and all. Types of equal stride share a
/// datatype. All are freed when MPI is finalised.
enum DatatypeCache {
  /// Datatypes by stride; handles as bit patterns, for pointers aren't `Sendable`.
  private static let committed = Mutex<[Int: UInt]>([:])

  /// The datatype of `T`, committed.
  @unsafe
  static func datatype<T: BitwiseCopyable>(of _: T.Type) throws(MPIError) -> MPI_Datatype {
    try unsafe datatype(stride: MemoryLayout<T>.stride)
  }

  /// The datatype of `stride` bytes, committed.
  @unsafe
  static func datatype(stride: Int) throws(MPIError) -> MPI_Datatype {
    let bits = try committed.withLock { (types) throws(MPIError) -> UInt in
      if let known = types[stride] { return known }
      let new = try unsafe UInt(bitPattern: commitContiguous(bytes: stride))
      types[stride] = new
      return new
    }
    guard let handle = unsafe MPI_Datatype(bitPattern: bits) else {
      throw MPIError(refusing: "MPI_Type_contiguous", .type, "MPI made no datatype")
    }
    return unsafe handle
  }

  /// Frees all datatypes.
  static func clear() {
    let handles = committed.withLock { types in
      defer { types = [:] }
      return types.values.map { $0 }
    }
    for bits in handles {
      var handle = unsafe MPI_Datatype(bitPattern: bits)
      _ = unsafe MPI_Type_free(&handle)
    }
  }
}

/// A new datatype of `bytes` contiguous bytes, committed, which the caller frees.
@unsafe
func commitContiguous(bytes: Int) throws(MPIError) -> MPI_Datatype {
  let call: StaticString = "MPI_Type_contiguous"
  let count = try narrow(bytes, limit: Int(Int32.max), "the size of the type", call)
  var new: MPI_Datatype?
  try unsafe check(call, MPI_Type_contiguous(count, MPI_BYTE, &new))
  try unsafe check("MPI_Type_commit", MPI_Type_commit(&new))
  guard let new = unsafe new else { throw MPIError(refusing: call, .type, "MPI made no datatype") }
  return unsafe new
}

/// How a message of any number of elements is given to MPI: a 32-bit count of some datatype.
///
/// Up to the limit, the count is that of the elements. Beyond, it is one element of a derived
/// datatype that spans the whole message, so that it stays a single message.
@safe
struct MessageLayout: ~Copyable {
  let count: Int32
  @unsafe let datatype: MPI_Datatype
  private let isOwned: Bool

  init<T: BitwiseCopyable>(
    _: T.Type,
    count: Int,
    limit: Int,
    _ call: StaticString
  ) throws(MPIError) {
    let element = try unsafe DatatypeCache.datatype(of: T.self)
    let limit = min(limit, Int(Int32.max))
    let isDerived = count > limit
    let span =
      isDerived
      ? try unsafe Self.span(
        count,
        of: element,
        stride: MemoryLayout<T>.stride,
        blocksOf: limit
      ) : unsafe element
    self.count = isDerived ? 1 : try narrow(count, limit: limit, "the number of elements", call)
    unsafe self.datatype = span
    self.isOwned = isDerived
  }

  deinit {
    guard isOwned, Runtime.phase == .active else { return }
    var datatype: MPI_Datatype? = unsafe datatype
    _ = unsafe MPI_Type_free(&datatype)
  }

  /// The datatype of `count` elements: blocks of `limit` elements, and then the rest.
  @unsafe
  private static func span(
    _ count: Int,
    of element: MPI_Datatype,
    stride: Int,
    blocksOf limit: Int
  ) throws(MPIError) -> MPI_Datatype {
    let (blocks, rest) = count.quotientAndRemainder(dividingBy: limit)
    let call: StaticString = "MPI_Type_create_struct"
    let blocks32 = try narrow(blocks, limit: Int(Int32.max), "the number of blocks", call)
    var block: MPI_Datatype?
    try unsafe check("MPI_Type_contiguous", MPI_Type_contiguous(Int32(limit), element, &block))
    defer { _ = unsafe MPI_Type_free(&block) }
    var whole: MPI_Datatype?
    let offset = blocks * limit * stride
    let types: [MPI_Datatype?] = unsafe [block, element]
    try unsafe check(
      call,
      MPI_Type_create_struct(2, [blocks32, Int32(rest)], [0, offset], types, &whole)
    )
    try unsafe check("MPI_Type_commit", MPI_Type_commit(&whole))
    guard let whole = unsafe whole else {
      throw MPIError(refusing: call, .type, "MPI made no datatype")
    }
    return unsafe whole
  }
}
