internal import COpenMPI

/// The operations that MPI predefines.
enum PredefinedOperation {
  case sum
  case product
  case minimum
  case maximum
  case logicalAnd
  case logicalOr
  case logicalExclusiveOr
  case bitwiseAnd
  case bitwiseOr
  case bitwiseExclusiveOr

  /// MPI's handle.
  @unsafe var handle: MPI_Op {
    switch self {
    case .sum: unsafe MPI_SUM
    case .product: unsafe MPI_PROD
    case .minimum: unsafe MPI_MIN
    case .maximum: unsafe MPI_MAX
    case .logicalAnd: unsafe MPI_LAND
    case .logicalOr: unsafe MPI_LOR
    case .logicalExclusiveOr: unsafe MPI_LXOR
    case .bitwiseAnd: unsafe MPI_BAND
    case .bitwiseOr: unsafe MPI_BOR
    case .bitwiseExclusiveOr: unsafe MPI_BXOR
    }
  }
}

extension ReduceOperation where Element: MPIScalar & Numeric {
  /// The sum (`MPI_SUM`).
  ///
  /// Integers wrap around on overflow, as in C.
  public static var sum: Self { Self(.sum, Element.predefinedDatatype) }

  /// The product (`MPI_PROD`).
  ///
  /// Integers wrap around on overflow, as in C.
  public static var product: Self { Self(.product, Element.predefinedDatatype) }
}

extension ReduceOperation where Element: MPIScalar & Comparable {
  /// The smallest (`MPI_MIN`).
  ///
  /// Where a NaN takes part, the result depends on the order.
  public static var minimum: Self { Self(.minimum, Element.predefinedDatatype) }

  /// The largest (`MPI_MAX`).
  ///
  /// Where a NaN takes part, the result depends on the order.
  public static var maximum: Self { Self(.maximum, Element.predefinedDatatype) }
}

extension ReduceOperation where Element == Bool {
  /// Whether all are true (`MPI_LAND`).
  public static var logicalAnd: Self { Self(.logicalAnd, .bool) }

  /// Whether any is true (`MPI_LOR`).
  public static var logicalOr: Self { Self(.logicalOr, .bool) }

  /// Whether an odd number is true (`MPI_LXOR`).
  public static var logicalExclusiveOr: Self { Self(.logicalExclusiveOr, .bool) }
}

extension ReduceOperation where Element: MPIScalar & FixedWidthInteger {
  /// 1 if no value is zero, otherwise 0 (`MPI_LAND`).
  public static var logicalAnd: Self { Self(.logicalAnd, Element.predefinedDatatype) }

  /// 1 if any value is not zero, otherwise 0 (`MPI_LOR`).
  public static var logicalOr: Self { Self(.logicalOr, Element.predefinedDatatype) }

  /// 1 if an odd number of values is not zero, otherwise 0 (`MPI_LXOR`).
  public static var logicalExclusiveOr: Self {
    Self(.logicalExclusiveOr, Element.predefinedDatatype)
  }

  /// The bits that are set in all values (`MPI_BAND`).
  public static var bitwiseAnd: Self { Self(.bitwiseAnd, Element.predefinedDatatype) }

  /// The bits that are set in any value (`MPI_BOR`).
  public static var bitwiseOr: Self { Self(.bitwiseOr, Element.predefinedDatatype) }

  /// The bits that are set in an odd number of values (`MPI_BXOR`).
  public static var bitwiseExclusiveOr: Self {
    Self(.bitwiseExclusiveOr, Element.predefinedDatatype)
  }
}
