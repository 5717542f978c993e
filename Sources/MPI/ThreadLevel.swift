internal import COpenMPI

/// How much of a program's threads may call MPI.
///
/// Levels are ordered: whatever is allowed at one is allowed at those above it.
public enum ThreadLevel: Int, Sendable, Comparable, CaseIterable {
  /// The program has one thread (`MPI_THREAD_SINGLE`).
  case single
  /// Many threads, of which only the one that initialised MPI calls it (`MPI_THREAD_FUNNELED`).
  case funneled
  /// Many threads call MPI, never two at a time (`MPI_THREAD_SERIALIZED`).
  case serialized
  /// Many threads call MPI, whenever they like (`MPI_THREAD_MULTIPLE`).
  case multiple

  /// Whether the left level allows less than the right one.
  public static func < (left: ThreadLevel, right: ThreadLevel) -> Bool {
    left.rawValue < right.rawValue
  }

  /// The level that MPI's constant stands for.
  init?(constant: Int32) {
    guard let level = Self.allCases.first(where: { $0.constant == constant }) else { return nil }
    self = level
  }

  /// MPI's constant for the level.
  var constant: Int32 {
    switch self {
    case .single: Int32(MPI_THREAD_SINGLE)
    case .funneled: Int32(MPI_THREAD_FUNNELED)
    case .serialized: Int32(MPI_THREAD_SERIALIZED)
    case .multiple: Int32(MPI_THREAD_MULTIPLE)
    }
  }
}
