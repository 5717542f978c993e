import Vocabulary

/// A plan as the JSON document `caudal.plan/1`.
struct PlanJSON {
  private let plan: Plan

  init(_ plan: Plan) { self.plan = plan }

  /// The document, in parts.
  var parts: some Sequence<String> {
    JSON.document(
      [("schema", .string("caudal.plan/1")), ("command", .string(plan.command.rawValue))],
      list: "steps", plan.steps.indices.map(step),
      [
        ("passes", .integer(plan.passes)),
        ("exchanged_bytes", Self.quantity(plan.exchangedBytes)),
        ("memory_bytes", Self.quantity(plan.memoryBytes)),
        ("run", run),
      ])
  }

  private func step(_ number: Int) -> JSON {
    let step = plan.steps[number]
    func name(_ number: Int) -> JSON { .integer(number + 1) }
    var members: [(key: String, value: JSON)] = [
      ("id", name(number)), ("step", .string(step.kind.rawValue)),
      ("inputs", .array(step.inputs.map(name))), ("title", .string(step.title)),
    ]
    if step.kind == .source {
      members.append(("sources", .array(step.sources.map(Self.source))))
      members.append(
        ("dialect", step.dialect.map { .object(JSONRendering.dialect($0)) } ?? .null))
    }
    if step.kind == .read {
      members.append(("columns", .array(step.columns.map(JSON.string))))
      members.append(("passes", .integer(step.passes)))
    }
    if let output = step.output {
      members.append(
        (
          "output",
          .object([
            ("format", .string(output.format)), ("destination", .string(output.destination)),
          ])
        ))
    }
    members += [
      ("count", step.rows.map(Self.quantity) ?? .null), ("unit", .string(step.unit.rawValue)),
      (
        "facts",
        .array(
          step.facts.map { .object([("name", .string($0.name)), ("text", .string($0.text))]) })
      ),
      ("exchanges", .array(step.exchanges.map(Self.exchange))),
      ("memory", .array(step.memory.map(memory))),
    ]
    return .object(members)
  }

  private static func source(_ source: Plan.Source) -> JSON {
    .object([
      ("name", .string(source.name)), ("kind", .string(source.kind.rawValue)),
      ("bytes", source.byteCount.map(JSON.integer) ?? .null),
      ("compression", source.compression.map(JSON.string) ?? .null),
      ("content_bytes", source.contentBytes.map(JSON.integer) ?? .null),
    ])
  }

  private static func exchange(_ exchange: Plan.Exchange) -> JSON {
    .object([("what", .string(exchange.what)), ("bytes", quantity(exchange.bytes))])
  }

  private func memory(_ memory: Plan.Memory) -> JSON {
    .object([
      ("what", .string(memory.what)), ("bytes", Self.quantity(memory.bytes)),
      ("limit", plan.limit(of: memory).map(JSON.integer) ?? .null),
      ("relief", memory.relief.map(JSON.string) ?? .null),
      ("fits", plan.fits(memory).map(JSON.boolean) ?? .null),
    ])
  }

  /// A number, and how well it is known.
  private static func quantity(_ quantity: Plan.Quantity) -> JSON {
    .object([
      ("value", quantity.count.map(JSON.integer) ?? .null),
      ("at_most", .boolean(quantity.isBound)), ("estimated", .boolean(quantity.isEstimate)),
    ])
  }

  private var run: JSON {
    .object([
      ("version", .string(ProgramVersion.current)),
      ("ranks", .integer(plan.ranks)), ("threads", .integer(plan.threads)),
      ("hosts", .array(plan.hosts.map(JSON.string))),
      ("memory_for_rows", plan.memoryForRows.map(JSON.integer) ?? .null),
      ("memory_for_work", plan.memoryForWork.map(JSON.integer) ?? .null),
    ])
  }
}
