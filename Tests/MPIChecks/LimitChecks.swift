import MPI

/// A duplicate for which MPI's counts end at 3.
private func limited(_ comm: borrowing Communicator) throws -> Communicator {
  var limited = try comm.duplicate()
  limited.largestCount = 3
  return limited
}

/// How many elements one rank has for another: none to `most`.
private func partCount(from source: Int, to target: Int, most: Int) -> Int {
  (source * 3 + target * 5 + most) % (most + 1)
}

/// The part that one rank has for another.
private func part(from source: Int, to target: Int, most: Int) -> [Padded] {
  (0..<partCount(from: source, to: target, most: most)).map {
    Padded(source * 1000 + target * 100 + $0)
  }
}

/// Compares what comes of small counts with what was sent, and with what comes of large ones.
private func varyingBeyondLimit(_ comm: borrowing Communicator, most: Int) throws {
  let limited = try limited(comm)
  let mine = (0..<comm.size).map { part(from: comm.rank, to: $0, most: most) }
  let received = try limited.alltoall(varying: mine)
  try expect(received, equals: (0..<comm.size).map { part(from: $0, to: comm.rank, most: most) })
  try expect(received, equals: try comm.alltoall(varying: mine))
  let own = part(from: comm.rank, to: 0, most: most)
  let all = (0..<comm.size).map { part(from: $0, to: 0, most: most) }
  try expect(try limited.allgather(varying: own), equals: all)
  for root in 0..<comm.size {
    let gathered = try limited.gather(varying: own, to: root)
    try expect(gathered, equals: comm.rank == root ? all : nil)
    try expect(gathered, equals: try comm.gather(varying: own, to: root))
    let parts = (0..<comm.size).map { part(from: root, to: $0, most: most) }
    let share = try limited.scatter(varying: comm.rank == root ? parts : nil, from: root)
    try expect(share, equals: parts[comm.rank])
  }
}

let limitChecks = [
  Check(name: "broadcast beyond the limit") { comm in
    let comm = try limited(comm)
    for count in 0...13 {
      let expected = (0..<count).map { Triple($0) }
      var values = comm.rank == 0 ? expected : Array(repeating: Triple(-1), count: count)
      try comm.broadcast(&values, from: 0)
      try expect(values, equals: expected)
      var varying = comm.rank == 0 ? expected : []
      try comm.broadcast(varying: &varying, from: 0)
      try expect(varying, equals: expected)
    }
  },
  Check(name: "reductions beyond the limit") { comm in
    let comm = try limited(comm)
    let product = ReduceOperation<Matrix>(commutative: false) { $0 * $1 }
    for count in 0...10 {
      let own = (0..<count).map { Matrix(rank: comm.rank, index: $0) }
      let products = { (ranks: Range<Int>) in
        (0..<count).map { Matrix.product(of: ranks, index: $0) }
      }
      let all = products(0..<comm.size)
      try expect(try comm.allreduce(own, product), equals: all)
      try expect(try comm.reduce(own, product, to: 0), equals: comm.rank == 0 ? all : nil)
      try expect(try comm.scan(own, product), equals: products(0..<comm.rank + 1))
      let before = try comm.exscan(own, product)
      try expect(before, equals: comm.rank == 0 ? nil : products(0..<comm.rank))
      let sums = try comm.allreduce(Array(0..<count), .sum)
      try expect(sums, equals: (0..<count).map { $0 * comm.size })
    }
  },
  Check(name: "messages beyond the limit stay one message") { comm in
    let comm = try limited(comm)
    let next = (comm.rank + 1) % comm.size
    let previous = (comm.rank + comm.size - 1) % comm.size
    for count in 0...13 {
      let own = (0..<count).map { Padded($0 + comm.rank) }
      let expected = (0..<count).map { Padded($0 + previous) }
      let received = try comm.sendReceive(own, to: next, atMost: 20, from: previous)
      try expect(received, equals: expected)
      let first = try comm.immediateSend(own, to: next, tag: 1)
      let second = try comm.immediateSend(own, to: next, tag: 2)
      let third = try comm.immediateSend(own, to: next, tag: 3)
      let request = try comm.immediateReceive(Padded.self, atMost: 17, from: previous, tag: 1)
      try expect(try comm.receive(varying: Padded.self, from: previous, tag: 2), equals: expected)
      try expect(try comm.receive(atMost: 14, from: previous, tag: 3), equals: expected)
      try expect(try request.wait(), equals: expected)
      try first.wait()
      try second.wait()
      try third.wait()
    }
  },
  Check(name: "arrays of any length beyond the limit go in rounds") { comm in
    // Those with few elements fit; of the others, parts or their totals are beyond the limit.
    for most in 0...11 {
      try varyingBeyondLimit(comm, most: most)
    }
  },
  Check(name: "the last of many small parts lies beyond the limit") { comm in
    let limited = try limited(comm)
    let ones = (0..<comm.size).map { [Triple(comm.rank * 10 + $0)] }
    let expected = (0..<comm.size).map { [Triple($0 * 10 + comm.rank)] }
    try expect(try limited.alltoall(varying: ones), equals: expected)
  },
  Check(name: "parts that lie anywhere go in rounds, too") { comm in
    let limited = try limited(comm)
    // In reverse order, with an element that nobody gets in front of each.
    let counts = (0..<comm.size).map { partCount(from: comm.rank, to: $0, most: 9) }
    var values: [Padded] = []
    var displacements = [Int](repeating: 0, count: comm.size)
    for target in (0..<comm.size).reversed() {
      values.append(Padded(-1))
      displacements[target] = values.count
      values += part(from: comm.rank, to: target, most: 9)
    }
    let received = try limited.alltoall(
      varying: values, counts: counts, displacements: displacements)
    let expected = (0..<comm.size).map { part(from: $0, to: comm.rank, most: 9) }
    try expect(received.elements, equals: expected.flatMap { $0 })
    try expect(received.counts, equals: expected.map(\.count))
  },
  Check(name: "wrong arguments of one rank are refused by all before the rounds") { comm in
    if comm.isSolo { return }
    let limited = try limited(comm)
    let values = [Int](repeating: 0, count: 4 * comm.size)
    let isLast = comm.rank == comm.size - 1
    let counts = [Int](repeating: isLast ? 5 : 4, count: comm.size)
    try expectError(isLast ? .count : .argument, from: "MPI_Alltoallv") { () throws(MPIError) in
      _ = try limited.alltoall(varying: values, counts: counts)
    }
    try expect(try limited.allreduce(1, .sum), equals: comm.size)
  },
  Check(name: "equal shares beyond the limit are refused by every rank") { comm in
    if comm.isSolo { return }
    let comm = try limited(comm)
    let four = [1, 2, 3, 4]
    try expectError(.count, from: "MPI_Allgather") { () throws(MPIError) in
      _ = try comm.allgather(four)
    }
    try expectError(.count, from: "MPI_Gather") { () throws(MPIError) in
      _ = try comm.gather(four, to: 0)
    }
    try expectError(.count, from: "MPI_Scatter") { () throws(MPIError) in
      _ = try comm.scatter([Int](repeating: 0, count: 4 * comm.size), count: 4, from: 0)
    }
    try expectError(.count, from: "MPI_Alltoall") { () throws(MPIError) in
      _ = try comm.alltoall([Int](repeating: 0, count: 4 * comm.size))
    }
    // All are still together.
    try expect(try comm.allreduce(1, .sum), equals: comm.size)
  },
]
