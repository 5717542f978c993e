import MPI

/// The largest of some numbers, and the first place where it stands.
struct Largest: BitwiseCopyable {
  var value = -Double.infinity
  var place = Int.max

  /// The larger of both; of equal ones that which comes first.
  ///
  /// It makes no difference which is `self`, nor how three are put into pairs: so every number of
  /// ranks comes to the same place.
  func merged(with other: Largest) -> Largest {
    if value != other.value { return value > other.value ? self : other }
    return place < other.place ? self : other
  }
}

/// Finds the largest number of a line such as `3 9 4 9`, each rank in its own part.
///
///     echo 3 9 4 9 | swift run Largest
///     echo 3 9 4 9 | mpirun -n 3 .build/debug/Largest
@main
enum Program {
  static func main() throws {
    let environment = try Environment()
    let world = environment.world

    // Only rank 0 sees standard input.
    var numbers: [Double] = []
    if world.rank == 0 {
      numbers = (readLine() ?? "").split(separator: " ").compactMap { Double($0) }
    }
    var count = numbers.count
    try world.broadcast(&count, from: 0)
    if world.rank > 0 { numbers = Array(repeating: 0, count: count) }
    try world.broadcast(&numbers, from: 0)

    var own = Largest()
    for place in stride(from: world.rank, to: count, by: world.size) {
      own = own.merged(with: Largest(value: numbers[place], place: place))
    }

    let merge = ReduceOperation<Largest>(commutative: true) { $0.merged(with: $1) }
    if let all = try world.reduce(own, merge, to: 0), count > 0 {
      print("\(all.value), the \(all.place + 1). of \(count)")
    }
    try environment.finalize()
  }
}
