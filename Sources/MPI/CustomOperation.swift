internal import COpenMPI
internal import Glibc
internal import Synchronization

/// A closure as an MPI operation: owns the operation and the datatype by which the closure is
/// found.
///
/// MPI calls an operation with nothing but the operands and their datatype. So every operation has
/// a datatype of its own, and the datatype carries a reference to this object as an attribute.
@safe
final class CustomOperation: Sendable {
  /// The operation as MPI knows it; bit patterns, for pointers aren't `Sendable`.
  private struct Registration {
    let operation: UInt
    let datatype: UInt
  }

  private let stride: Int
  private let isCommutative: Bool
  private let name: String
  private let combine: @Sendable (UnsafeRawPointer, UnsafeMutableRawPointer, Int) throws -> Void
  private let registration = Mutex<Registration?>(nil)

  init(
    stride: Int,
    isCommutative: Bool,
    name: String,
    combine: @escaping @Sendable (UnsafeRawPointer, UnsafeMutableRawPointer, Int) throws -> Void
  ) {
    self.stride = stride
    self.isCommutative = isCommutative
    self.name = name
    unsafe self.combine = combine
  }

  deinit {
    guard Runtime.phase == .active, let known = registration.withLock({ $0 }) else { return }
    var operation = unsafe MPI_Op(bitPattern: known.operation)
    var datatype = unsafe MPI_Datatype(bitPattern: known.datatype)
    _ = unsafe MPI_Op_free(&operation)
    _ = unsafe MPI_Type_free(&datatype)
  }

  /// MPI's operation and datatype, made at the first call, which live as long as this object.
  @unsafe
  func handles() throws(MPIError) -> (operation: MPI_Op, datatype: MPI_Datatype) {
    let known = try registration.withLock { (known) throws(MPIError) -> Registration in
      if let known { return known }
      let new = try register()
      known = new
      return new
    }
    guard let operation = unsafe MPI_Op(bitPattern: known.operation),
      let datatype = unsafe MPI_Datatype(bitPattern: known.datatype)
    else { throw MPIError(refusing: "MPI_Op_create", .other, "MPI made no operation") }
    return unsafe (operation, datatype)
  }

  private func register() throws(MPIError) -> Registration {
    let keyval = try Self.keyval()
    var datatype: MPI_Datatype? = try unsafe commitContiguous(bytes: stride)
    var operation: MPI_Op?
    do throws(MPIError) {
      // Unretained: this object frees the datatype before it goes.
      let reference = unsafe Unmanaged.passUnretained(self).toOpaque()
      try unsafe check("MPI_Type_set_attr", MPI_Type_set_attr(datatype, keyval, reference))
      try unsafe check(
        "MPI_Op_create",
        MPI_Op_create(applyCustomOperation, isCommutative ? 1 : 0, &operation)
      )
    } catch {
      _ = unsafe MPI_Type_free(&datatype)
      throw error
    }
    return Registration(
      operation: UInt(bitPattern: operation),
      datatype: UInt(bitPattern: datatype)
    )
  }

  /// Combines `count` elements, or ends the job: nothing may unwind through MPI.
  @unsafe
  fileprivate func apply(_ lower: UnsafeRawPointer, _ upper: UnsafeMutableRawPointer, _ count: Int)
  {
    do {
      try unsafe combine(lower, upper, count)
    } catch {
      fail("reduce operation '\(name)' threw: \(error)")
    }
  }

  private static let sharedKeyval = Mutex<Int32?>(nil)

  /// The key under which datatypes carry their operation.
  fileprivate static func keyval() throws(MPIError) -> Int32 {
    try sharedKeyval.withLock { (known) throws(MPIError) -> Int32 in
      if let known { return known }
      var new: Int32 = 0
      try unsafe check(
        "MPI_Type_create_keyval",
        MPI_Type_create_keyval(MPI_TYPE_NULL_COPY_FN, MPI_TYPE_NULL_DELETE_FN, &new, nil)
      )
      known = new
      return new
    }
  }
}

/// The one function that MPI calls for all closures: `inout[i] = in[i] op inout[i]`.
private func applyCustomOperation(
  lower: UnsafeMutableRawPointer?,
  upper: UnsafeMutableRawPointer?,
  count: UnsafeMutablePointer<Int32>?,
  datatype: UnsafeMutablePointer<MPI_Datatype?>?
) {
  var reference: UnsafeMutableRawPointer?
  var isFound: Int32 = 0
  guard let lower = unsafe lower, let upper = unsafe upper, let count = unsafe count,
    let datatype = unsafe datatype, let keyval = try? CustomOperation.keyval(),
    unsafe MPI_Type_get_attr(datatype.pointee, keyval, &reference, &isFound) == MPI_SUCCESS,
    isFound != 0, let reference = unsafe reference
  else { fail("a reduce operation was called without its closure") }
  let operation = unsafe Unmanaged<CustomOperation>.fromOpaque(reference).takeUnretainedValue()
  unsafe operation.apply(lower, upper, Int(count.pointee))
}

/// Ends the job with exit code 70 and one line on standard error.
private func fail(_ message: String) -> Never {
  let line = "MPI: " + message.split(whereSeparator: \.isNewline).joined(separator: " ") + "\n"
  // One call, so that the lines of several ranks don't mix.
  _ = unsafe Array(line.utf8).withUnsafeBytes {
    unsafe write(STDERR_FILENO, $0.baseAddress, $0.count)
  }
  Environment.abort(code: 70)
}
