/// The document `caudal.plan/1`.
struct PlanDocument: Decodable {
  struct Quantity: Decodable, Equatable {
    let value: Int?
    let atMost: Bool
    let estimated: Bool

    private enum CodingKeys: String, CodingKey {
      case value
      case atMost = "at_most"
      case estimated
    }

    /// The sum of some; unknown if one is.
    static func sum(of all: [Quantity]) -> Quantity {
      guard !all.contains(where: { $0.value == nil }) else {
        return Quantity(value: nil, atMost: false, estimated: false)
      }
      return Quantity(
        value: all.reduce(0) { $0 + ($1.value ?? 0) }, atMost: all.contains(where: \.atMost),
        estimated: all.contains(where: \.estimated))
    }
  }

  struct Source: Decodable {
    let name: String
    let kind: String
    let bytes: Int?
    let compression: String?
    let content: Int?

    private enum CodingKeys: String, CodingKey {
      case name
      case kind
      case bytes
      case compression
      case content = "content_bytes"
    }
  }

  struct Fact: Decodable, Equatable {
    let name: String
    let text: String
  }

  struct Exchange: Decodable {
    let what: String
    let bytes: Quantity
  }

  struct Memory: Decodable {
    let what: String
    let bytes: Quantity
    let limit: Int?
    let fits: Bool?
    let relief: String?
  }

  struct Step: Decodable {
    let id: Int
    let step: String
    let inputs: [Int]
    let title: String
    let sources: [Source]?
    let columns: [String]?
    let passes: Int?
    let count: Quantity?
    let unit: String
    let facts: [Fact]
    let exchanges: [Exchange]
    let memory: [Memory]

    /// What doesn't depend on the ranks: all but the title, which says what each does, and bytes.
    var essence: Essence {
      Essence(
        inputs: inputs, columns: columns, passes: passes, count: count, unit: unit, facts: facts,
        exchanges: exchanges.map(\.what).filter {
          // Who writes depends on how many ranks there are.
          !$0.hasPrefix("what lies") && !$0.hasPrefix("rows of ranks without")
            && $0 != "rows, to rank 0"
        },
        memory: memory.map(\.what))
    }
  }

  struct Essence: Equatable {
    let inputs: [Int]
    let columns: [String]?
    let passes: Int?
    let count: Quantity?
    let unit: String
    let facts: [Fact]
    let exchanges: [String]
    let memory: [String]
  }

  struct Run: Decodable {
    let ranks: Int
    let threads: Int
  }

  let schema: String
  let command: String
  let steps: [Step]
  let passes: Int
  let exchanged: Quantity
  let memory: Quantity
  let run: Run

  private enum CodingKeys: String, CodingKey {
    case schema
    case command
    case steps
    case passes
    case exchanged = "exchanged_bytes"
    case memory = "memory_bytes"
    case run
  }
}
