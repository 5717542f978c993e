import TestSupport
import Testing

/// `caudal select --unpivot`: columns that become rows.
@Suite("Columns that become rows")
struct UnpivotTests {
  private static let cities = #"""
    datetime,Vancouver,"San, Francisco",Ottawa
    2012-10-01 13:00,284.6,289.5,
    2012-10-01 14:00,x,"289,6 ""?""",280

    """#

  @Test("The same rows for every way of running")
  func ways() async throws {
    let expected = #"""
      datetime,city,kelvin
      2012-10-01 13:00,Vancouver,284.6
      2012-10-01 13:00,"San, Francisco",289.5
      2012-10-01 13:00,Ottawa,
      2012-10-01 14:00,Vancouver,x
      2012-10-01 14:00,"San, Francisco","289,6 ""?"""
      2012-10-01 14:00,Ottawa,280

      """#
    try await withTemporaryFolder { folder in
      let path = try folder.write(Self.cities.utf8, to: "cities.csv")
      let unpivot = ["select", path, "--unpivot", "* except (datetime)", "--into", "city,kelvin"]
      let ways: [(Program.Launch, [String])] = [
        (.directly, []), (.mpirun(2), ["--input", "shared", "--block-bytes", "30"]),
        (.mpirun(3), ["--input", "scatter", "--block-bytes", "50"]),
        (.mpirun(7), ["--input", "shared", "--block-bytes", "20"]),
      ]
      for (launch, how) in ways {
        let outcome = try await Caudal.run(unpivot + how, launch)
        #expect(outcome.output == expected, "\(launch): \(outcome.errors)")
        let sorted = try await Caudal.run(
          unpivot + how + [
            "--where", "city <> 'Vancouver' and kelvin regexp '^[0-9.]+$'", "--sort", "kelvin desc",
            "--columns", "city, kelvin",
          ], launch)
        #expect(
          sorted.output == "city,kelvin\n\"San, Francisco\",289.5\nOttawa,280\n",
          "\(launch): \(sorted.errors)")
      }
    }
  }

  @Test("Rows are joined once they are there")
  func joined() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(Self.cities.utf8, to: "cities.csv")
      let names = try folder.write("name,country\nOttawa,Canada\n".utf8, to: "names.csv")
      let outcome = try await Caudal.run([
        "select", path, "--unpivot", "Vancouver, Ottawa", "--join", names, "--on", "name",
        "--columns", "country, value, datetime",
      ])
      #expect(
        outcome.output
          == "country,value,datetime\nCanada,,2012-10-01 13:00\nCanada,280,2012-10-01 14:00\n",
        "\(outcome.errors)")
    }
  }

  @Test("What can't be used is named")
  func unusable() async throws {
    let outcome = try await Caudal.run(
      ["select", "-", "--unpivot", "2, 4", "--columns", "value + 1 as x"],
      input: Array(Self.cities.utf8))
    #expect(outcome.code == 65)
    #expect(
      outcome.errors.contains("standard input, as rows, column \"value\": \"x\" is not a number"),
      "\(outcome.errors)")
  }

  @Test(
    "What makes no sense",
    arguments: [
      (["--unpivot", "Paris"], "--unpivot: there is no column \"Paris\""),
      (["--unpivot", "2 + 1"], "--unpivot: only columns become rows"),
      (["--into", "a,b"], "--into needs --unpivot"),
      (["--unpivot", "2", "--into", "a"], "two names"),
    ])
  func usage(options: [String], sentence: String) async throws {
    let outcome = try await Caudal.run(["select", Fixtures.sample] + options)
    #expect(outcome.code == 64)
    #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
  }
}
