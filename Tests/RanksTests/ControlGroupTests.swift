import Testing

@testable import Ranks

/// The limits of control groups, as the kernel writes them.
@Suite("Control groups")
struct ControlGroupTests {
  /// A mount as in `/proc/self/mountinfo`.
  private static func mount(_ root: String, at folder: String, _ type: String, _ options: String)
    -> String
  {
    "35 31 0:32 \(root) \(folder) rw,relatime shared:9 - \(type) \(type) \(options)\n"
  }

  private static let disk = "25 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard\n"
  private static let unified = mount("/", at: "/sys/fs/cgroup", "cgroup2", "rw,nsdelegate")
  private static let legacy =
    mount("/", at: "/sys/fs/cgroup/cpu", "cgroup", "rw,cpu,cpuacct")
    + mount("/", at: "/sys/fs/cgroup/memory", "cgroup", "rw,memory")

  private static func folders(
    _ memberships: String, _ mounts: String, of controller: Substring = "memory"
  ) -> [String]? {
    ControlGroup(of: controller, memberships: memberships, mounts: mounts)?.folders
  }

  @Test("In version 2, the groups lead from the mount to the process's own")
  func versionTwo() {
    let mounts = Self.disk + Self.unified
    #expect(Self.folders("0::/\n", mounts) == ["/sys/fs/cgroup"])
    #expect(
      Self.folders("0::/system.slice/a.service\n", mounts) == [
        "/sys/fs/cgroup", "/sys/fs/cgroup/system.slice", "/sys/fs/cgroup/system.slice/a.service",
      ])
    let group = ControlGroup(of: "memory", memberships: "0::/\n", mounts: mounts)
    #expect(group?.version == .two)
  }

  @Test("In version 1, a controller has a tree of its own")
  func versionOne() {
    let memberships = "9:name=systemd:/x\n4:memory:/jobs/7\n3:cpu,cpuacct:/slow\n0::/y\n"
    let mounts =
      Self.disk + Self.legacy + Self.mount("/", at: "/sys/fs/cgroup/unified", "cgroup2", "rw")
    #expect(
      Self.folders(memberships, mounts) == [
        "/sys/fs/cgroup/memory", "/sys/fs/cgroup/memory/jobs", "/sys/fs/cgroup/memory/jobs/7",
      ])
    #expect(
      Self.folders(memberships, mounts, of: "cpuacct") == [
        "/sys/fs/cgroup/cpu", "/sys/fs/cgroup/cpu/slow",
      ])
    // A controller that no tree of version 1 has is in that of version 2.
    #expect(
      Self.folders(memberships, mounts, of: "io") == [
        "/sys/fs/cgroup/unified", "/sys/fs/cgroup/unified/y",
      ])
    let group = ControlGroup(of: "memory", memberships: memberships, mounts: mounts)
    #expect(group?.version == .one)
  }

  @Test("In a container, the mount may show a group that has a longer name outside")
  func container() {
    let mounts = Self.mount("/docker/f00", at: "/sys/fs/cgroup/memory", "cgroup", "rw,memory")
    #expect(Self.folders("4:memory:/docker/f00\n", mounts) == ["/sys/fs/cgroup/memory"])
    #expect(
      Self.folders("4:memory:/docker/f00/inner\n", mounts) == [
        "/sys/fs/cgroup/memory", "/sys/fs/cgroup/memory/inner",
      ])
    // Of a group elsewhere, such as one with a name that begins alike, nothing can be seen.
    #expect(Self.folders("4:memory:/docker/f00d\n", mounts) == ["/sys/fs/cgroup/memory"])
    #expect(Self.folders("0::/../other\n", Self.unified) == ["/sys/fs/cgroup"])
  }

  @Test("Without a tree, or a membership, there are no groups")
  func nothing() {
    #expect(Self.folders("0::/\n", Self.disk) == nil)
    #expect(Self.folders("", Self.unified) == nil)
    #expect(Self.folders("nonsense\n:\n", "nonsense\n - cgroup2\n" + Self.unified) == nil)
  }

  private static func group(_ path: String = "/a") -> ControlGroup? {
    ControlGroup(of: "memory", memberships: "0::\(path)\n", mounts: unified)
  }

  private static func left(_ files: [String: String], _ path: String = "/a") -> Int? {
    group(path)?.memoryLeft { files[String($0.dropFirst("/sys/fs/cgroup/".count))] }
  }

  @Test("What is left is the limit less what is used, of the tightest group")
  func left() {
    var files = [
      "a/memory.max": "max\n", "a/memory.high": "max\n", "a/memory.current": "123\n",
      "a/memory.stat": "anon 123\n",
    ]
    #expect(Self.left(files) == nil)
    files["a/memory.max"] = "1000\n"
    #expect(Self.left(files) == 877)
    files["a/memory.high"] = "500\n"
    #expect(Self.left(files) == 377)
    files["memory.max"] = "2000"
    files["memory.current"] = "1999"
    #expect(Self.left(files) == 1)
    files["memory.current"] = "2500"
    #expect(Self.left(files) == 0)
    files["memory.max"] = nil
    #expect(Self.left(files, "/a/b") == 377)
  }

  @Test("Contents of files count as free, as far as they needn't be written first")
  func cache() {
    let mebibyte = 1 << 20
    func left(_ statistics: [String: Int]) -> Int? {
      let text = statistics.map { "\($0) \($1 * mebibyte)\n" }.sorted().joined()
      return Self.left([
        "a/memory.max": "\(100 * mebibyte)", "a/memory.current": "\(90 * mebibyte)",
        "a/memory.stat": text,
      ]).map { $0 / mebibyte }
    }
    #expect(left([:]) == 10)
    #expect(left(["anon": 40, "shmem": 50, "file": 50, "unevictable": 50]) == 10)
    // Programs are files, too: some megabytes are left to them.
    #expect(left(["inactive_file": 30, "active_file": 20]) == 52)
    #expect(left(["inactive_file": 30, "active_file": 20, "file_dirty": 5]) == 47)
    #expect(left(["inactive_file": 30, "active_file": 20, "file_writeback": 12]) == 40)
    #expect(left(["inactive_file": 3, "file_dirty": 12]) == 10)
    #expect(left(["inactive_file": 8]) == 10)
    #expect(left(["slab_reclaimable": 6, "slab_unreclaimable": 9]) == 13)
    // The numbers may be of different moments.
    #expect(left(["active_file": 200]) == 100)
  }

  @Test("Version 1 has other names for the same, and a number where there is no limit")
  func cacheOfVersionOne() {
    let group = ControlGroup(of: "memory", memberships: "4:memory:/a\n", mounts: Self.legacy)
    var files = [
      "memory.limit_in_bytes": "9223372036854771712\n", "memory.usage_in_bytes": "99\n",
      "a/memory.limit_in_bytes": "100000000\n", "a/memory.usage_in_bytes": "90000000\n",
      "a/memory.stat":
        "inactive_file 1\ntotal_inactive_file 20000000\ntotal_active_file 30000000\n"
        + "total_dirty 1000000\ntotal_writeback 500000\n",
    ]
    func left() -> Int? {
      group?.memoryLeft { files[String($0.dropFirst("/sys/fs/cgroup/memory/".count))] }
    }
    #expect(left() == 10_000_000 + 48_500_000 - (8 << 20))
    files["a/memory.limit_in_bytes"] = "9223372036854771712\n"
    #expect(left() == nil)
  }

  @Test("Only groups with a limit are looked at again")
  func limiting() {
    let files = ["memory.max": "max\n", "a/memory.high": "5\n", "a/b/memory.max": "max\n"]
    let limiting = Self.group("/a/b")?.limitingMemory {
      files[String($0.dropFirst("/sys/fs/cgroup/".count))]
    }
    #expect(limiting?.folders == ["/sys/fs/cgroup/a"])
    #expect(Self.group("/a/b")?.limitingMemory { _ in nil } == nil)
  }

  @Test("This process's groups can be read, if any limits it")
  func current() {
    if let group = ControlGroup.memory { #expect(group.memoryLeft() != nil) }
  }
}
