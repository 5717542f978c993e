internal import COpenMPI

/// A type that MPI knows by itself, and can therefore add, compare and combine by itself.
///
/// Any `BitwiseCopyable` type can be sent; this protocol is for the predefined operations, such as
/// ``ReduceOperation/sum``. The standard library's integers, `Float`, `Double` and `Bool` conform.
/// A type that wraps one of them conforms by naming the wrapped type's datatype:
///
/// ```swift
/// struct Metres: MPIScalar {
///   var value: Double
///   static var predefinedDatatype: PredefinedDatatype { .double }
/// }
/// ```
public protocol MPIScalar: BitwiseCopyable {
  /// MPI's name for values of this type; must have the type's stride.
  static var predefinedDatatype: PredefinedDatatype { get }
}

/// One of the datatypes that MPI predefines.
public enum PredefinedDatatype: Sendable {
  /// `MPI_C_BOOL`
  case bool
  /// `MPI_INT8_T`
  case int8
  /// `MPI_INT16_T`
  case int16
  /// `MPI_INT32_T`
  case int32
  /// `MPI_INT64_T`
  case int64
  /// `MPI_UINT8_T`
  case uint8
  /// `MPI_UINT16_T`
  case uint16
  /// `MPI_UINT32_T`
  case uint32
  /// `MPI_UINT64_T`
  case uint64
  /// `MPI_FLOAT`
  case float
  /// `MPI_DOUBLE`
  case double

  /// MPI's handle.
  @unsafe var handle: MPI_Datatype {
    switch self {
    case .bool: unsafe MPI_C_BOOL
    case .int8: unsafe MPI_INT8_T
    case .int16: unsafe MPI_INT16_T
    case .int32: unsafe MPI_INT32_T
    case .int64: unsafe MPI_INT64_T
    case .uint8: unsafe MPI_UINT8_T
    case .uint16: unsafe MPI_UINT16_T
    case .uint32: unsafe MPI_UINT32_T
    case .uint64: unsafe MPI_UINT64_T
    case .float: unsafe MPI_FLOAT
    case .double: unsafe MPI_DOUBLE
    }
  }

  /// The bytes of one value.
  var stride: Int {
    switch self {
    case .bool, .int8, .uint8: 1
    case .int16, .uint16: 2
    case .int32, .uint32, .float: 4
    case .int64, .uint64, .double: 8
    }
  }
}

extension Bool: MPIScalar {
  /// Travels as `MPI_C_BOOL`.
  public static var predefinedDatatype: PredefinedDatatype { .bool }
}

extension Int: MPIScalar {
  /// Travels as `MPI_INT64_T`.
  public static var predefinedDatatype: PredefinedDatatype { .int64 }
}

extension Int8: MPIScalar {
  /// Travels as `MPI_INT8_T`.
  public static var predefinedDatatype: PredefinedDatatype { .int8 }
}

extension Int16: MPIScalar {
  /// Travels as `MPI_INT16_T`.
  public static var predefinedDatatype: PredefinedDatatype { .int16 }
}

extension Int32: MPIScalar {
  /// Travels as `MPI_INT32_T`.
  public static var predefinedDatatype: PredefinedDatatype { .int32 }
}

extension Int64: MPIScalar {
  /// Travels as `MPI_INT64_T`.
  public static var predefinedDatatype: PredefinedDatatype { .int64 }
}

extension UInt: MPIScalar {
  /// Travels as `MPI_UINT64_T`.
  public static var predefinedDatatype: PredefinedDatatype { .uint64 }
}

extension UInt8: MPIScalar {
  /// Travels as `MPI_UINT8_T`.
  public static var predefinedDatatype: PredefinedDatatype { .uint8 }
}

extension UInt16: MPIScalar {
  /// Travels as `MPI_UINT16_T`.
  public static var predefinedDatatype: PredefinedDatatype { .uint16 }
}

extension UInt32: MPIScalar {
  /// Travels as `MPI_UINT32_T`.
  public static var predefinedDatatype: PredefinedDatatype { .uint32 }
}

extension UInt64: MPIScalar {
  /// Travels as `MPI_UINT64_T`.
  public static var predefinedDatatype: PredefinedDatatype { .uint64 }
}

extension Float: MPIScalar {
  /// Travels as `MPI_FLOAT`.
  public static var predefinedDatatype: PredefinedDatatype { .float }
}

extension Double: MPIScalar {
  /// Travels as `MPI_DOUBLE`.
  public static var predefinedDatatype: PredefinedDatatype { .double }
}
