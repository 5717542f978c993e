import Foundation
import TestSupport
import Testing

/// Rows that are too late for a window, and bytes that no encoding explains: what isn't in a result is said.
@Suite("Rows as they come that are too late, or hold strange bytes")
struct FollowLateTests {
  /// Makes rows of every kind, has them followed in windows, and looks for the late ones by a simple reading of the
  /// definitions: each must be in the file as it came, with its place.
  private static let late = """
    import csv, io, random, subprocess, sys
    program, folder, seed = sys.argv[1], sys.argv[2], int(sys.argv[3])
    random.seed(seed)
    end = random.choice(["\\n", "\\r\\n"])
    stream = f"time,k,v{end}".encode()
    expected, latest, number, closed = [], None, 1, 0
    for _ in range(random.choice([300, 3000])):
      if random.random() < 0.05: stream += end.encode()
      number += 1
      minute = max(0, number // 4 + random.choice([0, 1, 2, -30, -100]))
      key = random.choice(["a", '"b,c"', '"d""e"', '"two' + end + 'lines"', "é"])
      value = random.choice(["1", "2.5", "x"]) if number > 3 else "1"
      row = f"2024-01-01 {minute // 60:02d}:{minute % 60:02d},{key},{value}".encode()
      if value != "x":
        if latest is not None and minute - minute % 10 + 10 <= latest - 5:
          expected.append(["PATH", str(number), str(len(stream)), row.decode()])
        latest = minute if latest is None else max(latest, minute)
      stream += row + end.encode()
    name = folder + "/rows.csv"
    open(name, "wb").write(stream)
    options = ["-c", "v", "--time", "time", "--window", "10m", "--lateness", "5m", "--on-error", "skip"]
    def run(source, late, **more):
      subprocess.run([program, "follow", source, "--until-end", "--late", late, "--format", "csv"] + options,
        stdout=subprocess.DEVNULL, check=True, **more)
      return list(csv.reader(io.StringIO(open(late, newline="").read(), newline="")))
    found = run(name, folder + "/late.csv")
    assert found[0] == ["file", "row", "byte", "text"]
    assert found[1:] == [[name] + row[1:] for row in expected], (seed, found[1:3], expected[:2])
    piped = run("-", folder + "/piped.csv", input=stream)
    assert piped[1:] == [["standard input"] + row[1:] for row in expected], seed
    print(len(expected))
    """

  @Test("Late rows are written as they came, with their places", arguments: 1...6)
  func late(seed: Int) async throws {
    try await withTemporaryFolder { folder in
      let found = try await FollowOracle.run(Self.late, [folder.path, "\(seed)"])
      #expect(Int(found.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0 > 0)
    }
  }

  @Test("A file of late rows that is there already, or the same as another, is refused")
  func refused() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("t,v\n2024-01-01,1\n2024-01-02,2\n".utf8, to: "rows.csv")
      let full = try folder.write("something".utf8, to: "late.csv")
      let windows = ["-c", "v", "--time", "t", "--window", "1d", "--until-end"]
      let there = try await Caudal.run(["follow", path, "--late", full] + windows)
      #expect(there.code == 73)
      #expect(there.messages.first?.contains("the file is there, and has 9 bytes") == true)
      let same = folder.path + "/new.csv"
      let twice = try await Caudal.run(
        ["follow", path, "--late", same, "--output", same] + windows)
      #expect(twice.code == 64)
      #expect(twice.messages == ["caudal: --output and --late name the same file"])
      #expect(!FileManager.default.fileExists(atPath: same))
      let printed = try await Caudal.run(["follow", path, "--late", "-"] + windows)
      #expect(printed.code == 64)
      let none = try await Caudal.run(["follow", path, "-c", "v", "--late", same])
      #expect(none.messages.first?.contains("--late needs --window") == true)
    }
  }

  @Test(
    "Bytes that no encoding explains are said once, and counted",
    arguments: [
      (["-c", "n", "--by", "place"], "CSV has them as they are, all else shows \u{FFFD}"),
      (["--count", "place"], "CSV has them as they are, all else shows \u{FFFD}"),
      (["--count", "place,n"], "CSV has them as they are, all else shows \u{FFFD}"),
      (["--count", "place", "--words"], "such bytes belong to no word"),
    ])
  func undecoded(question: [String], fate: String) async throws {
    try await withTemporaryFolder { folder in
      var bytes = Array("place,n\n".utf8)
      // The first rows are letters, so that the encoding is taken for UTF-8.
      for row in 0..<9000 {
        let strange = row % 1000 == 700
        bytes += Array("caf".utf8) + (strange ? [0xE9] : Array("é".utf8))
        bytes += Array(",\(row % 7)\n".utf8)
      }
      let path = try folder.write(bytes, to: "rows.csv")
      let outcome = try await Caudal.run(
        ["follow", path, "--until-end", "--format", "jsonl"] + question)
      #expect(outcome.code == 0)
      #expect(
        outcome.messages == [
          "caudal: note: \(path): a value holds bytes that aren't UTF-8, the first in row 702, column \"place\";"
            + " \(fate); if the file is in another encoding, name it by --encoding, such as ISO-8859-1"
        ])
      #expect(outcome.output.hasPrefix("{\"schema\": \"caudal.follow/1\""))
      #expect(outcome.output.contains("\"rejected\": 0, \"undecoded_values\": 9, \"input\""))
    }
  }
}
