import MPI

/// The count, mean and sum of squared deviations of some values.
struct Moments: BitwiseCopyable {
  var count = 0.0
  var mean = 0.0
  var deviations = 0.0

  init(of values: [Double]) {
    for value in values {
      let distance = value - mean
      count += 1
      mean += distance / count
      deviations += distance * (value - mean)
    }
  }

  /// The moments of the values of both (Chan, Golub and LeVeque, 1979).
  func merged(with other: Moments) -> Moments {
    if count == 0 { return other }
    if other.count == 0 { return self }
    var all = self
    let distance = other.mean - mean
    all.count += other.count
    all.mean += distance * other.count / all.count
    all.deviations += other.deviations + distance * distance * count * other.count / all.count
    return all
  }
}

func main() throws {
  let environment = try Environment()
  let world = environment.world

  // Every rank has its share of the numbers 1 to 1000.
  let own = stride(from: world.rank + 1, through: 1000, by: world.size).map(Double.init)

  let merge = ReduceOperation<Moments>(commutative: false) { $0.merged(with: $1) }
  if let all = try world.reduce(Moments(of: own), merge, to: 0) {
    print(
      "\(Int(all.count)) values, mean \(all.mean), variance \(all.deviations / (all.count - 1))"
    )
  }
  try environment.finalize()
}

try main()
