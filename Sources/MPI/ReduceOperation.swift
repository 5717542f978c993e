internal import COpenMPI

/// How a reduction makes one value out of two.
///
/// An operation is predefined, for types that MPI knows …
///
/// ```swift
/// let total = try communicator.allreduce(count, .sum)
/// ```
///
/// … or made of a closure, for any type that can be copied bit by bit:
///
/// ```swift
/// let merge = ReduceOperation<Moments>(commutative: false) { left, right in
///   left.merged(with: right)
/// }
/// let moments = try communicator.allreduce(local, merge)
/// ```
///
/// The closure must be associative, for MPI chooses where to put the parentheses, and the choice
/// may change with the number of ranks and of elements. The left operand always comes from lower
/// ranks than the right one, unless the operation is called commutative. The closure must not
/// communicate; it may be called on some ranks only, and never on a communicator of one.
///
/// MPI cannot carry an error out of an operation. A closure that throws therefore ends the job with
/// exit code 70, after one line on standard error that names the operation and the error.
///
/// Any number of operations can be alive at once. MPI's share of an operation is made at its first
/// use and freed with its last copy, so operations can be made before MPI is initialised, and kept
/// in static properties.
public struct ReduceOperation<Element: BitwiseCopyable>: Sendable {
  enum Kind {
    case predefined(PredefinedOperation, PredefinedDatatype)
    case custom(CustomOperation)
  }

  let kind: Kind

  init(_ operation: PredefinedOperation, _ datatype: PredefinedDatatype) {
    self.kind = .predefined(operation, datatype)
  }

  /// Makes an operation of a closure.
  ///
  /// Wraps `MPI_Op_create`.
  ///
  /// - Parameters:
  ///   - commutative: Whether `combine(a, b)` equals `combine(b, a)`, always and exactly. If so,
  ///     MPI may combine values in any order. Floating-point addition is commutative; it isn't
  ///     associative, so its result may depend on the number of ranks.
  ///   - name: What messages about a closure that threw call the operation.
  ///   - combine: The value of a left and a right operand; the left comes from lower ranks.
  @inlinable
  public init(
    commutative: Bool,
    name: String = "\(Element.self)",
    _ combine: @escaping @Sendable (_ left: Element, _ right: Element) throws -> Element
  ) {
    let stride = MemoryLayout<Element>.stride
    // MPI's own buffers are not aligned for `Element`.
    unsafe self.init(stride: stride, commutative: commutative, name: name) {
      lower,
      upper,
      count in
      for index in 0..<count {
        let left = unsafe lower.loadUnaligned(fromByteOffset: index * stride, as: Element.self)
        let right = unsafe upper.loadUnaligned(fromByteOffset: index * stride, as: Element.self)
        let combined = try combine(left, right)
        unsafe upper.storeBytes(of: combined, toByteOffset: index * stride, as: Element.self)
      }
    }
  }

  /// Makes an operation of a loop over raw elements, which replaces each of the upper ranks'.
  @usableFromInline
  init(
    stride: Int,
    commutative: Bool,
    name: String,
    _ combine: @escaping @Sendable (UnsafeRawPointer, UnsafeMutableRawPointer, Int) throws -> Void
  ) {
    unsafe self.kind = .custom(
      CustomOperation(stride: stride, isCommutative: commutative, name: name, combine: combine)
    )
  }

  /// Calls `body` with MPI's operation and the datatype that belongs to it.
  @unsafe
  func withHandles(
    _ call: StaticString,
    _ body: (MPI_Op, MPI_Datatype) throws(MPIError) -> Void
  ) throws(MPIError) {
    switch kind {
    case .predefined(let operation, let datatype):
      guard datatype.stride == MemoryLayout<Element>.stride else {
        throw MPIError(
          refusing: call,
          .type,
          "\(Element.self) does not have the size of its MPI datatype"
        )
      }
      try unsafe body(operation.handle, datatype.handle)
    case .custom(let operation):
      let handles = try unsafe operation.handles()
      try unsafe body(handles.operation, handles.datatype)
      withExtendedLifetime(operation) {}
    }
  }
}
