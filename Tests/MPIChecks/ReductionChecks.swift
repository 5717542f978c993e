import MPI

let reductionChecks = [
  Check(name: "allreduce with predefined operations on Int") { comm in
    let ranks = 0..<comm.size
    let value = comm.rank + 1
    try expect(try comm.allreduce(value, .sum), equals: ranks.reduce(0) { $0 + $1 + 1 })
    try expect(try comm.allreduce(value, .product), equals: ranks.reduce(1) { $0 * ($1 + 1) })
    try expect(try comm.allreduce(value, .minimum), equals: 1)
    try expect(try comm.allreduce(value, .maximum), equals: comm.size)
    try expect(try comm.allreduce(value, .bitwiseAnd), equals: ranks.reduce(-1) { $0 & ($1 + 1) })
    try expect(try comm.allreduce(value, .bitwiseOr), equals: ranks.reduce(0) { $0 | ($1 + 1) })
    let odd = ranks.reduce(0) { $0 ^ ($1 + 1) }
    try expect(try comm.allreduce(value, .bitwiseExclusiveOr), equals: odd)
  },
  Check(name: "allreduce with logical operations") { comm in
    let isFirst = comm.rank == 0
    try expect(try comm.allreduce(isFirst, .logicalAnd), equals: comm.size == 1)
    try expect(try comm.allreduce(isFirst, .logicalOr), equals: true)
    try expect(try comm.allreduce(true, .logicalExclusiveOr), equals: comm.size % 2 == 1)
    let one: UInt8 = isFirst ? 1 : 0
    try expect(try comm.allreduce(one, .logicalAnd), equals: comm.size == 1 ? 1 : 0)
    try expect(try comm.allreduce(one, .logicalOr), equals: 1)
    try expect(try comm.allreduce(one, .logicalExclusiveOr), equals: 1)
  },
  Check(name: "every scalar type adds and compares") { comm in
    try checkScalar(Int.self, comm)
    try checkScalar(Int8.self, comm)
    try checkScalar(Int16.self, comm)
    try checkScalar(Int32.self, comm)
    try checkScalar(Int64.self, comm)
    try checkScalar(UInt.self, comm)
    try checkScalar(UInt8.self, comm)
    try checkScalar(UInt16.self, comm)
    try checkScalar(UInt32.self, comm)
    try checkScalar(UInt64.self, comm)
    try checkScalar(Float.self, comm)
    try checkScalar(Double.self, comm)
  },
  Check(name: "extremes survive") { comm in
    let last = comm.rank == comm.size - 1
    try expect(try comm.allreduce(last ? Int.min : 0, .minimum), equals: Int.min)
    try expect(try comm.allreduce(last ? UInt64.max : 0, .maximum), equals: UInt64.max)
    try expect(try comm.allreduce(last ? -Double.infinity : 0, .minimum), equals: -.infinity)
  },
  Check(name: "reduce to every root") { comm in
    let expected = comm.size * (comm.size - 1) / 2
    for root in 0..<comm.size {
      let sum = try comm.reduce(comm.rank, .sum, to: root)
      try expect(sum, equals: comm.rank == root ? expected : nil)
      let sums = try comm.reduce([comm.rank, 1], .sum, to: root)
      try expect(sums, equals: comm.rank == root ? [expected, comm.size] : nil)
    }
  },
  Check(name: "arrays, empty ones too") { comm in
    try expect(try comm.allreduce([Int](), .sum), equals: [])
    let sums = try comm.allreduce([1.5, Double(comm.rank)], .sum)
    try expect(sums, equals: [1.5 * Double(comm.size), Double(comm.size * (comm.size - 1) / 2)])
  },
  Check(name: "scan and exscan") { comm in
    let before = (0..<comm.rank).reduce(0, +)
    try expect(try comm.scan(comm.rank, .sum), equals: before + comm.rank)
    try expect(try comm.exscan(comm.rank, .sum), equals: comm.rank == 0 ? nil : before)
    try expect(try comm.scan([comm.rank, 1], .sum), equals: [before + comm.rank, comm.rank + 1])
    let both = try comm.exscan([comm.rank, 1], .sum)
    try expect(both, equals: comm.rank == 0 ? nil : [before, comm.rank])
  },
]

/// Checks the sum, the minimum and the maximum of a type.
private func checkScalar<T: MPIScalar & Numeric & Comparable>(
  _: T.Type,
  _ comm: borrowing Communicator
) throws {
  guard let value = T(exactly: comm.rank + 1), let size = T(exactly: comm.size),
    let sum = T(exactly: comm.size * (comm.size + 1) / 2)
  else { throw Unexpected(description: "too many ranks for \(T.self)") }
  try expect(try comm.allreduce([value, 1], .sum), equals: [sum, size])
  try expect(try comm.allreduce(value, .minimum), equals: 1)
  try expect(try comm.allreduce(value, .maximum), equals: size)
}
