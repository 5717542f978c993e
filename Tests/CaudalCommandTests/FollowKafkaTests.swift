import Foundation
import TestSupport
import Testing

/// `caudal follow kafka://…`: rows in messages of a topic, by brokers that librdkafka brings along.
@Suite("Rows as they come by Kafka")
struct FollowKafkaTests {
  /// Runs a program of Python that has a cluster, in a folder of its own.
  ///
  /// - Parameters:
  ///   - script: the program; `run` follows a topic to its end.
  ///   - arguments: what it is given, from `sys.argv[3]` on.
  ///   - ranks: on how many ranks topics are followed; nil for one process.
  /// - Returns: what it printed.
  /// - Throws: an error if it doesn't end with 0.
  private func run(
    _ script: String, _ arguments: [String] = [], onRanks ranks: Int? = nil
  ) async throws -> String {
    try await withTemporaryFolder { folder in
      let program = try ranks.map { try FollowRanksTests.launcher($0, in: folder) }
      return try await FollowOracle.run(
        KafkaCluster.script + script, [folder.path] + arguments, program)
    }
  }

  @Test(
    "What is there is read in the order of its times, and gives what a file gives",
    arguments: [(1, nil), (2, nil), (3, nil), (4, nil), (5, 3), (6, 2)] as [(Int, Int?)])
  func backlog(seed: Int, ranks: Int?) async throws {
    let compared = try await run(
      """
      random.seed(int(sys.argv[3]))
      cluster, partitions = Cluster(random.choice([1, 2, 3])), random.choice([1, 2, 5])
      source = cluster.create("readings", partitions)
      isNamed, header = random.random() < 0.5, 'v,"the key"\\n'
      messages = []
      # A partition's messages needn't be in the order of their times.
      for partition in range(partitions):
        time, first = 1000 + partition, None if isNamed else header
        for _ in range(random.choice([0, 3, 900]) if partition else 900):
          rows = [f'{random.randrange(10**6) / 10**4},{random.choice(["a", "b", chr(34) + "c" + chr(10) + chr(34)])}\\n'
            for _ in range(random.choice([1, 1, 1, 3]))]
          value, isFirst = "".join(rows), first is not None
          if first or random.random() < 0.01: value, first = ("" if isNamed else header) + value, None
          if not isFirst and random.random() < 0.02: value = None if random.random() < 0.5 else ""
          elif random.random() < 0.5: value = value[:-1]
          messages.append((partition, time, value))
          time += random.choice([0, 0, 1, 7, 300, -5])
      sent = {}
      for partition, time, value in messages:
        cluster.send("readings", partition, value, time)
        sent.setdefault(partition, []).append((time, partition, value))
      cluster.wait()
      rows, heads = [], {partition: 0 for partition in sent}
      while True:
        next = [(sent[p][at][0], p) for p, at in heads.items() if at < len(sent[p])]
        if not next: break
        p = min(next)[1]
        value = sent[p][heads[p]][2]
        heads[p] += 1
        if value: rows.append((value.removeprefix(header) if not isNamed else value).removesuffix("\\n") + "\\n")
      with open("rows.csv", "w") as file: file.write(header + "".join(rows))
      if isNamed: source += '?header=v,"the%20key"'
      for question in (["-c", "v"], ["-c", "v", "--by", "the key"]):
        options = question + ["--statistics", "all", "--format", "csv", "--decimal", "."]
        found = last(run(source, *options).replace('c\\n"', 'c"'))
        file = subprocess.run([program, "describe", "rows.csv", *options], capture_output=True, text=True, check=True)
        assert found == file.stdout.replace('c\\n"', 'c"').splitlines()[1:], (found, file.stdout)
      print(len(rows))
      """, ["\(seed)"], onRanks: ranks)
    #expect(Int(compared.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0 > 500)
  }

  @Test("Killed at random moments, it goes on as if nothing had happened", arguments: [1, 2])
  func kills(seed: Int) async throws {
    let kills = ProcessInfo.processInfo.environment["CAUDAL_TEST_KILLS"] ?? "10"
    let done = try await run(
      """
      random.seed(int(sys.argv[3]))
      kills = int(sys.argv[4])
      cluster = Cluster()
      source, row = cluster.create("readings", 3), 0
      options = ["-c", "v", "--by", "k", "--window", "6h", "--time", "time", "--lateness", "10m", "--statistics", "all"]
      plain = ["-c", "v", "--by", "k", "--statistics", "rows,sum,min,max,median"]
      def send(count):
        global row
        for row in range(row + 1, row + 1 + count):
          hour = row // 200 - (7 if row > 2000 and random.random() < 0.01 else 0)
          text = f"2024-01-{1 + hour // 24 % 28:02d} {hour % 24:02d}:{random.randrange(60):02d}:00"
          cluster.send("readings", random.choice([0, 0, 1, 2]), f"{text},{random.choice('abc')},{random.randrange(1000) / 10}",
            1000 + row)
      def start(name, question, *more):
        return subprocess.Popen([program, "follow", source, *question, "--output", name + ".csv", "--checkpoint", name,
          "--interval", "5ms", "--checkpoint-interval", "10ms", *more], stderr=subprocess.PIPE)
      def end(process):
        process.send_signal(random.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM]))
        complaint = process.communicate()[1].decode()
        assert process.returncode in (0, -signal.SIGKILL, -signal.SIGTERM) and not complaint, (process.returncode, complaint)
      def same(one, other): assert open(one, "rb").read() == open(other, "rb").read() != b"", (one, sys.argv[3])
      cluster.send("readings", 1, "time,k,v", 1000)
      send(15000)
      cluster.wait()
      # Of what is there, windows, late rows and the last bits are those of a job that nobody has disturbed.
      for _ in range(kills):
        process = start("windows", options, "--late", "late.csv", "--until-end")
        time.sleep(0.05 + random.random() * 0.3)
        end(process)
      assert start("windows", options, "--late", "late.csv", "--until-end").wait() == 0
      run(source, *options, "--output", "whole.csv", "--late", "whole-late.csv")
      same("windows.csv", "whole.csv")
      same("late.csv", "whole-late.csv")
      # What comes meanwhile counts once, in whatever order the partitions come.
      process = start("rows", plain)
      for _ in range(kills):
        send(random.randrange(1, 1500))
        time.sleep(random.random() * 0.2)
        end(process)
        process = start("rows", plain)
      end(process)
      cluster.wait()
      assert start("rows", plain, "--until-end").wait() == 0
      found = sorted(last(open("rows.csv").read()))
      whole = sorted(last(run(source, *plain, "--format", "csv")))
      assert found == whole and sum(int(line.split(",")[2]) for line in whole) == row, (found, whole, row)
      print(row)
      """, ["\(seed)", kills])
    #expect(Int(done.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0 > 15_000)
  }

  @Test("Rows that come later, brokers that go and come back")
  func outage() async throws {
    let said = try await run(
      """
      cluster = Cluster(1)
      source = cluster.create("readings", 2)
      cluster.send("readings", 0, "v,k", 1000)
      cluster.send("readings", 0, "1,a", 1001)
      cluster.wait()
      process = subprocess.Popen([program, "follow", source, "-c", "v", "--interval", "10ms", "--format", "csv", "--statistics",
        "rows,sum"], stdout=open("out", "w"), stderr=open("said", "w"))
      def wait_for(file, text):
        for _ in range(1200):
          if text in open(file).read(): return
          time.sleep(0.05)
        process.kill()
        raise SystemExit(f"no {text}: {open('out').read()}{open('said').read()}")
      wait_for("out", ",v,1,1\\n")
      cluster.send("readings", 1, "2,b\\n3,c", 1000)
      wait_for("out", ",v,3,6\\n")
      cluster.mock_broker_set_down(cluster.cluster, 1)
      wait_for("said", "it is tried again until it answers")
      # They are slow when they come back.
      cluster.mock_broker_set_rtt(cluster.cluster, 1, 250)
      cluster.mock_broker_set_up(cluster.cluster, 1)
      wait_for("said", "connected")
      cluster.mock_broker_set_rtt(cluster.cluster, 1, 0)
      cluster.send("readings", 0, "4,d")
      wait_for("out", ",v,4,10\\n")
      latest = subprocess.Popen([program, "follow", source + "?from=latest&header=v,k", "-c", "v", "--interval", "10ms",
        "--format", "csv", "--statistics", "rows,sum", "--output", "new.csv", "--checkpoint", "state", "--checkpoint-interval",
        "5ms"], stderr=subprocess.PIPE)
      # It says nothing when it listens: so rows come until it has one.
      for row in range(1200):
        cluster.send("readings", 1, "50,e")
        if os.path.exists("new.csv") and ",v," in open("new.csv").read(): break
        time.sleep(0.05)
      latest.send_signal(signal.SIGKILL)
      latest.wait()
      cluster.send("readings", 0, "7,f")
      cluster.wait()
      run(source + "?from=latest&header=v,k", "-c", "v", "--statistics", "rows,sum", "--output", "new.csv", "--checkpoint", "state")
      count, total = map(int, open("new.csv").read().splitlines()[-1].split(",")[2:])
      assert total == 50 * (count - 1) + 7 and 2 <= count <= row + 2, (count, total, row)
      process.send_signal(signal.SIGTERM)
      assert process.wait() == 0
      print(open("said").read())
      """)
    #expect(said.contains("caudal: note: kafka://127.0.0.1:"))
  }

  @Test("A message whose quote is never closed spoils no other, and is named")
  func openQuote() async throws {
    let said = try await run(
      """
      cluster = Cluster(1)
      source = cluster.create("readings", 2)
      for number, value in enumerate(["v,k", "1,a", '2,"b', "3,c", '4,"d\\n"\\n5,e', "x,f", "6,g"]):
        cluster.send("readings", number % 2, value, 1000 + number)
      cluster.wait()
      skipped = run(source, "-c", "v", "--on-error", "skip", "--format", "jsonl", "--statistics", "rows,sum")
      assert '"sum": 19' in skipped and '"rejected": 2' in skipped, skipped
      print(run(source, "-c", "v", code=65).replace(source, "SOURCE"))
      cluster.create("windows")
      for value in ["time,v", "2024-01-01 00:30,1\\n2024-01-01 02:00,2", "2024-01-01 03:00,4\\n2024-01-01 00:40,8"]:
        cluster.send("windows", 0, value, 1000)
      cluster.wait()
      source = source.replace("readings", "windows")
      run(source, "-c", "v", "--time", "time", "--window", "1h", "--lateness", "0s", "--late", "late.csv")
      print(open("late.csv").read().replace(source, "SOURCE"))
      """)
    #expect(
      said == """
        caudal: SOURCE, partition 0, message 1: row 1, byte 2: a quoted field begins here that never ends; close the quote, or double it if it is text

        file,row,byte,text
        "SOURCE, partition 0, message 2",2,19,"2024-01-01 00:40,8"


        """)
  }

  @Test("What can't be followed is refused in one line")
  func refused() async throws {
    let said = try await run(
      """
      cluster = Cluster(1)
      source = cluster.create("readings", 2)
      cluster.send("readings", 0, "v,k\\n1,a", 1000)
      cluster.wait()
      # These brokers make every topic that is asked for, unless they are told.
      cluster.create("reading")
      cluster.mock_topic_set_error(cluster.cluster, b"reading", 3)
      print(run(source.replace("readings", "reading"), "-c", "v", code=66).replace(cluster.brokers, "BROKERS"), end="")
      cluster.create("secret")
      cluster.mock_topic_set_error(cluster.cluster, b"secret", 29)
      print(run(source.replace("readings", "secret"), "-c", "v", code=66).replace(cluster.brokers, "BROKERS"), end="")
      open("client.properties", "w").write("# Who we are\\n\\nsecurity.protocol = plaintext\\nsasl.pasword=secret\\n")
      print(run(source + "?config=client.properties", "-c", "v", code=64), end="")
      open("client.properties", "w").write("security.protocol = plaintext\\n")
      assert "Result 1" in run(source + "?config=client.properties", "-c", "v")
      print(run(source + "?config=none.properties", "-c", "v", code=66), end="")
      print(run(source, "-c", "w", code=64).replace(cluster.brokers, "BROKERS"), end="")
      print(run("kafka://127.0.0.1:1/readings", "-c", "v", code=66), end="")
      # A checkpoint whose messages have been deleted meanwhile: the brokers keep 5 MB of a partition.
      run(source, "-c", "v", "--output", "out.csv", "--checkpoint", "state")
      for _ in range(80): cluster.send("readings", 0, "5,b\\n" * 25000, 2000)
      cluster.wait()
      print(run(source, "-c", "v", "--output", "out.csv", "--checkpoint", "state", code=74).replace(cluster.brokers, "BROKERS"), end="")
      open("librdkafka.so.1", "w").write("no library")
      os.environ["LD_LIBRARY_PATH"] = folder
      print(run(source, "-c", "v", code=66), end="")
      """)
    #expect(
      said == """
        caudal: kafka://BROKERS/reading: there is no topic of this name
        caudal: kafka://BROKERS/secret: Broker: Topic authorization failed
        caudal: client.properties: line 4: No such configuration property: "sasl.pasword"
        caudal: none.properties: No such file or directory
        caudal: kafka://BROKERS/readings: there is no column "w"; the columns are "v", "k"
        caudal: kafka://127.0.0.1:1/readings: Connect to ipv4#127.0.0.1:1 failed: Connection refused
        caudal: kafka://BROKERS/readings, partition 0: message 1 isn't there any more: rows are missing; remove the checkpoint to begin anew
        caudal: Kafka's client library librdkafka.so.1 isn't here; install it (Debian and Ubuntu: librdkafka1)

        """)
  }
}
