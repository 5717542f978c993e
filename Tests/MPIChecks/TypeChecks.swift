import MPI

let typeChecks = [
  Check(name: "types with padding are reduced") { comm in
    let larger = ReduceOperation<Padded>(commutative: true) { $0.wide > $1.wide ? $0 : $1 }
    let own = (0..<1000).map { Padded($0 + comm.rank) }
    let expected = (0..<1000).map { Padded($0 + comm.size - 1) }
    try expect(try comm.allreduce(own, larger), equals: expected)
    try expect(try comm.scan(Padded(comm.rank), larger), equals: Padded(comm.rank))
  },
  Check(name: "types of an odd stride are reduced") { comm in
    let add = ReduceOperation<Triple>(commutative: true) {
      var sum = $0
      sum.first &+= $1.first
      sum.second &+= $1.second
      sum.third &+= $1.third
      return sum
    }
    let own = (0..<1001).map { Triple($0) }
    var expected = own
    for _ in 1..<comm.size {
      for index in own.indices {
        expected[index].first &+= own[index].first
        expected[index].second &+= own[index].second
        expected[index].third &+= own[index].third
      }
    }
    try expect(try comm.allreduce(own, add), equals: expected)
    try expect(try comm.reduce(own, add, to: 0), equals: comm.rank == 0 ? expected : nil)
  },
  Check(name: "optionals, enumerations, SIMD vectors and half floats travel") { comm in
    let optional: Int? = comm.rank.isMultiple(of: 2) ? comm.rank : nil
    let optionals = try comm.allgather(optional)
    try expect(optionals, equals: (0..<comm.size).map { $0.isMultiple(of: 2) ? $0 : nil })
    let signs = try comm.allgather(comm.rank == 0 ? FloatingPointSign.plus : .minus)
    try expect(signs, equals: (0..<comm.size).map { $0 == 0 ? .plus : .minus })
    let add = ReduceOperation<SIMD4<Float>>(commutative: true) { $0 + $1 }
    let vector = try comm.allreduce(SIMD4(1, 2, 3, Float(comm.rank)), add)
    let size = Float(comm.size)
    try expect(vector, equals: SIMD4(size, 2 * size, 3 * size, size * (size - 1) / 2))
    let half = ReduceOperation<Float16>(commutative: true) { max($0, $1) }
    try expect(try comm.allreduce(Float16(comm.rank), half), equals: Float16(comm.size - 1))
  },
  Check(name: "a wrapper conforms to MPIScalar, if its size is right") { comm in
    struct Wrapped: MPIScalar, Comparable {
      var value: Double
      static var predefinedDatatype: PredefinedDatatype { .double }
      static func < (left: Self, right: Self) -> Bool { left.value < right.value }
    }
    struct Wrong: MPIScalar, Comparable {
      var value: Float
      static var predefinedDatatype: PredefinedDatatype { .double }
      static func < (left: Self, right: Self) -> Bool { left.value < right.value }
    }
    let largest = try comm.allreduce(Wrapped(value: Double(comm.rank)), .maximum)
    try expect(largest.value, equals: Double(comm.size - 1))
    if comm.isSolo { return }
    try expectError(.type, from: "MPI_Allreduce") { () throws(MPIError) in
      _ = try comm.allreduce(Wrong(value: 1), .maximum)
    }
  },
]
