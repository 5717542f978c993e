/// What a job will do, found out without doing it: its steps, what is exchanged between ranks, and the memory
/// that it takes.
///
/// ```swift
/// let plan = try Job.run { job in
///   try job.explain(DescribeRequest(path: "observations.csv", column: "ValorObservado"))
/// }
/// print(plan.steps.map(\.title))
/// ```
///
/// The steps are a graph: each names those whose rows it takes. A plan is made by the code that would do the work,
/// of the heads of the files, which are read as they always are. How many rows there are is not known by then; see
/// ``Quantity`` for how that is said.
public struct Plan: Sendable, Hashable {
  /// What is explained.
  public enum Command: String, Sendable, CaseIterable {
    case describe
    case frequency
    case select
    case forecast
  }

  /// What is explained.
  public let command: Command

  /// The steps; each stands behind those whose rows it takes, and the last is what comes of all.
  public private(set) var steps: [Step] = []

  /// The number of ranks.
  public let ranks: Int

  /// The number of threads of each rank; of ranks that have different ones, the fewest.
  public let threads: Int

  /// The hosts' names, in the order of their first ranks.
  public let hosts: [String]

  /// The memory that there is now for what is kept of the rows, on the rank that has the least of it.
  public let memoryForRows: Int?

  /// The memory that there is now for all else, on the rank that has the least of it.
  public let memoryForWork: Int?

  /// Begins a plan without steps.
  ///
  /// - Parameters:
  ///   - command: what is explained.
  ///   - run: the ranks, threads and hosts.
  ///   - memoryForRows: the bytes that a rank may keep of the rows; nil if nobody knows.
  ///   - memoryForWork: the bytes that a rank may take in all; nil if nobody knows.
  package init(
    _ command: Command, _ run: RunDescription, memoryForRows: Int? = nil, memoryForWork: Int? = nil
  ) {
    self.command = command
    ranks = run.ranks
    threads = run.threads
    hosts = run.hosts
    self.memoryForRows = memoryForRows
    self.memoryForWork = memoryForWork
  }

  /// Adds a step.
  ///
  /// - Parameter step: the step, which takes rows only of steps that are there.
  /// - Returns: its number, by which later steps name it.
  package mutating func append(_ step: Step) -> Int {
    precondition(
      step.inputs.allSatisfy(steps.indices.contains), "a step stands behind those that it needs")
    steps.append(step)
    return steps.count - 1
  }

  /// Changes a step that is there.
  ///
  /// - Parameters:
  ///   - number: its number.
  ///   - body: changes it.
  package mutating func change(_ number: Int, _ body: (inout Step) -> Void) {
    body(&steps[number])
  }
}

extension Plan {
  /// A step of a plan.
  public struct Step: Sendable, Hashable {
    /// What a step does.
    public enum Kind: String, Sendable, CaseIterable {
      /// Files, standard input or a database: where rows come from.
      case source
      /// Bytes become rows, some of which are chosen.
      case read
      /// Columns become rows.
      case unpivot
      /// Rows are put beside those of another table.
      case join
      /// Rows are put into the steps of a regular grid in time.
      case grid
      /// Rows, or numbers, are kept in memory.
      case keep
      /// The first of rows that are the same is found.
      case distinct
      /// Rows are put in order.
      case sort
      /// The types of columns are found out.
      case types
      /// Sums and moments of numbers.
      case moments
      /// Windows of neighbouring numbers.
      case windows
      /// Percentiles, modes, and how many numbers are distinct.
      case order
      /// Rows are sorted into groups, or counted by their keys.
      case group
      /// Groups of all ranks are brought together.
      case merge
      /// Series are forecast.
      case forecast
      /// What comes of it is written.
      case write
    }

    /// What it does.
    public let kind: Kind

    /// The numbers of the steps whose rows it takes: positions in ``Plan/steps``.
    public let inputs: [Int]

    /// What it does, in words: how, and on which rank.
    public var title: String

    /// What else there is to know, in the order in which it is told.
    public var facts: [Fact] = []

    /// The inputs of a step that is a source.
    public var sources: [Source] = []

    /// How the first of the files is written, where files are read that have columns.
    public var dialect: DialectDescription?

    /// The names of the columns that are read of the files, in their order; empty in all other steps.
    public var columns: [String] = []

    /// How often rows are read from the first to the last; 0 where they are in memory.
    public var passes = 0

    /// How many the step hands on; nil where that would mean nothing.
    public var rows: Quantity?

    /// What ``rows`` counts.
    public var unit = Unit.rows

    /// What ranks send each other.
    public var exchanges: [Exchange] = []

    /// What takes memory on every rank.
    public var memory: [Memory] = []

    /// Where the result goes; nil in all steps but the last.
    public var output: Output?

    /// Describes a step.
    package init(_ kind: Kind, of inputs: [Int], _ title: String) {
      self.kind = kind
      self.inputs = inputs
      self.title = title
    }

    /// Adds something that there is to know.
    package mutating func note(_ name: String, _ text: String) {
      facts.append(Fact(name: name, text: text))
    }
  }

  /// Something that is counted.
  public enum Unit: String, Sendable {
    case rows
    case groups
    case keys
  }

  /// Something that there is to know of a step, such as its condition.
  public struct Fact: Sendable, Hashable {
    /// What it is about: a word or two.
    public let name: String

    /// What there is to know.
    public let text: String
  }

  /// Something that rows come from.
  public struct Source: Sendable, Hashable {
    /// The path or address as it was given, or as a pattern stood for it. There is no password in it.
    public let name: String

    /// What it is.
    public let kind: InputDescription.Kind

    /// The bytes that it has, compressed as they may be; nil where nobody knows.
    public let byteCount: Int?

    /// How its bytes are compressed, such as `gzip`; nil if they aren't.
    public let compression: String?

    /// The bytes of its rows, uncompressed and in UTF-8; nil where nobody knows before they are read.
    public let contentBytes: Int?

    /// Describes an input.
    package init(
      name: String, kind: InputDescription.Kind, byteCount: Int? = nil, compression: String? = nil,
      contentBytes: Int? = nil
    ) {
      self.name = name
      self.kind = kind
      self.byteCount = byteCount
      self.compression = compression
      self.contentBytes = contentBytes
    }
  }

  /// Bytes that ranks send each other.
  public struct Exchange: Sendable, Hashable {
    /// What is sent, and from where to where.
    public let what: String

    /// The bytes that go from one rank to another, those of all ranks together, as they are packed; nothing on one
    /// rank.
    public let bytes: Quantity

    /// Describes an exchange.
    package init(_ what: String, _ bytes: Quantity) {
      self.what = what
      self.bytes = bytes
    }
  }

  /// Memory that is taken on every rank.
  public struct Memory: Sendable, Hashable {
    /// What bounds it.
    public enum Bound: String, Sendable {
      /// Nothing but its own size, which doesn't grow with the rows.
      case fixed
      /// ``Plan/memoryForRows``: half of a rank's share of what its host has left, as the rest of the work needs some.
      case rows
      /// ``Plan/memoryForWork``: a rank's share of what its host has left.
      case work
    }

    /// What it is taken for.
    public let what: String

    /// The bytes on the rank that takes the most, as if rows were as long, and keys as frequent, everywhere.
    public let bytes: Quantity

    /// What bounds it. A job that would take more ends with an error, and nothing is left of its output, unless
    /// there is ``relief``.
    public let bound: Bound

    /// What is done where there is too little; nil if nothing can be.
    public let relief: String?

    /// Describes a use of memory.
    package init(_ what: String, _ bytes: Quantity, within bound: Bound, relief: String? = nil) {
      self.what = what
      self.bytes = bytes
      self.bound = bound
      self.relief = relief
    }
  }

  /// Where a result goes, and as what.
  public struct Output: Sendable, Hashable {
    /// What is written, such as `CSV`, or `table`, which is for people.
    public let format: String

    /// The path of a file, `standard output`, or a database's address.
    public let destination: String

    /// Describes an output.
    public init(_ format: String, to destination: String) {
      self.format = format
      self.destination = destination
    }
  }
}

// MARK: - Sums

extension Plan {
  /// How often rows are read from the first to the last, of all tables together.
  public var passes: Int { steps.reduce(0) { $0 + $1.passes } }

  /// The bytes that ranks send each other, in all steps.
  public var exchangedBytes: Quantity {
    steps.flatMap(\.exchanges).reduce(.exactly(0)) { $0 + $1.bytes }
  }

  /// The memory that a rank takes if everything were there at once: more than it takes at any time.
  public var memoryBytes: Quantity {
    steps.flatMap(\.memory).reduce(.exactly(0)) { $0 + $1.bytes }
  }

  /// The bytes that there are for a use of memory.
  ///
  /// - Parameter memory: the use.
  /// - Returns: nil if there is no limit, or nobody knows it.
  public func limit(of memory: Memory) -> Int? {
    switch memory.bound {
    case .fixed, .work: memoryForWork
    case .rows: memoryForRows
    }
  }

  /// Whether there is the memory for a use.
  ///
  /// - Parameter memory: the use.
  /// - Returns: nil if that isn't known, because either number isn't.
  public func fits(_ memory: Memory) -> Bool? {
    guard let bytes = memory.bytes.count, let limit = limit(of: memory) else { return nil }
    if bytes <= limit { return true }
    // What takes at most too much may take less.
    return memory.bytes.isBound ? nil : false
  }
}
