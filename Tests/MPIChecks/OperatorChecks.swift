import MPI

/// Made before MPI is initialised, and never freed.
private let product = ReduceOperation<Matrix>(commutative: false) { $0 * $1 }

let operatorChecks = [
  Check(name: "operands come in the order of the ranks") { comm in
    let own = Matrix(rank: comm.rank)
    let all = Matrix.product(of: 0..<comm.size)
    try expect(try comm.allreduce(own, product), equals: all)
    for root in 0..<comm.size {
      let result = try comm.reduce(own, product, to: root)
      try expect(result, equals: comm.rank == root ? all : nil)
    }
    try expect(try comm.scan(own, product), equals: .product(of: 0..<comm.rank + 1))
    let before = try comm.exscan(own, product)
    try expect(before, equals: comm.rank == 0 ? nil : .product(of: 0..<comm.rank))
  },
  Check(name: "neighbours are joined with neighbours") { comm in
    let join = ReduceOperation<Run>(commutative: false) { $0.joined($1) }
    let own = Run(first: comm.rank, last: comm.rank)
    let all = Run(first: 0, last: comm.size - 1)
    try expect(try comm.allreduce(own, join), equals: all)
    let many = try comm.allreduce(Array(repeating: own, count: 10_000), join)
    try expect(many, equals: Array(repeating: all, count: 10_000))
  },
  Check(name: "several operations are alive at once, with what they capture") { comm in
    let operations = (1...20).map { modulus in
      ReduceOperation<Int>(commutative: true) { max($0 % modulus, $1 % modulus) }
    }
    for (modulus, operation) in zip(1..., operations) {
      let largest = (0..<comm.size).map { $0 % modulus }.max()
      try expect(try comm.allreduce(comm.rank % modulus, operation), equals: largest)
    }
  },
  Check(name: "operations come and go") { comm in
    for round in 0..<2000 {
      let operation = ReduceOperation<Int>(commutative: true) { $0 + $1 }
      try expect(try comm.allreduce(round, operation), equals: round * comm.size)
    }
  },
  Check(name: "long vectors, which MPI cuts up") { comm in
    let count = 1_000_000
    let add = ReduceOperation<Double>(commutative: true) { $0 + $1 }
    let own = (0..<count).map { Double($0 + comm.rank) }
    let sums = try comm.allreduce(own, add)
    let offset = Double(comm.size * (comm.size - 1) / 2)
    try expect(sums, equals: (0..<count).map { Double($0 * comm.size) + offset })
    try expect(try comm.allreduce(own, .sum), equals: sums)
  },
  Check(name: "long vectors of an operation that isn't commutative") { comm in
    let count = 100_000
    let own = (0..<count).map { Matrix(rank: comm.rank, index: $0) }
    let expected = (0..<count).map { Matrix.product(of: 0..<comm.size, index: $0) }
    try expect(try comm.allreduce(own, product), equals: expected)
    let result = try comm.reduce(own, product, to: comm.size - 1)
    try expect(result, equals: comm.rank == comm.size - 1 ? expected : nil)
  },
]
