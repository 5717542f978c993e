// swift-tools-version: 6.2

import PackageDescription

/// Every target is written in the Swift 6 language mode, with the stricter rules that are to come.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
]

let algorithms = Target.Dependency.product(name: "Algorithms", package: "swift-algorithms")

/// The released program has Swift's run-time libraries inside: it needs no Swift where it runs, and
/// starts in two thirds of the time. The linker is LLVM's, as GNU's warns about a function of
/// Foundation that nobody calls.
let staticRuntime: [LinkerSetting] = [
  .unsafeFlags(
    ["-static-stdlib", "-use-ld=lld", "-l_FoundationCShims", "-l_FoundationCollections"],
    .when(platforms: [.linux], configuration: .release))
]

/// The modules, from the bottom to the top: each knows only those that it names, so that the compiler
/// forbids circles.
let modules: [Target] = [
  .systemLibrary(name: "COpenMPI", pkgConfig: "ompi-c", providers: [.apt(["libopenmpi-dev"])]),
  .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
  .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
  .systemLibrary(name: "CBzip2", providers: [.apt(["libbz2-dev"])]),
  .systemLibrary(name: "CLzma", pkgConfig: "liblzma", providers: [.apt(["liblzma-dev"])]),
  .systemLibrary(name: "CEpoll"),
  .systemLibrary(name: "CKafka"),
  .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
  .target(name: "CByteScan"),
  .target(name: "CAllocation"),
  module("MPI", ["COpenMPI"]),
  module("NumericalMethods", []),
  module("Statistics", []),
  module("Threads", []),
  module("CSV", ["CByteScan", "CBzip2", "CLzma", "CZlib", "CZstd"]),
  module("Keys", ["CSV"]),
  module("Patterns", []),
  module("Vocabulary", ["CSV", "Patterns"]),
  module("Expressions", ["CSV", "Patterns", "Vocabulary"]),
  module("TimeSeries", ["CSV", "NumericalMethods", "Statistics", "Vocabulary"]),
  module("Values", ["CSV"]),
  module("Formats", ["CSV", "CZlib", "CZstd", "Values"]),
  module("Stores", ["CSQLite", "CSV", "Values", "Vocabulary"]),
  module("Ranks", ["MPI", "Statistics", "Threads", "Vocabulary"]),
  module(
    "Scan",
    ["CSV", "Expressions", "MPI", "Ranks", "Threads", "Vocabulary", algorithms]),
  module("Columns", ["CSV", "MPI", "Ranks", "Scan", "Statistics", "Vocabulary", algorithms]),
  module(
    "Groups", ["CSV", "Keys", "MPI", "Ranks", "Scan", "Statistics", "Vocabulary", algorithms]),
  module(
    "Profiles",
    ["CSV", "Columns", "Groups", "MPI", "Ranks", "Scan", "Statistics", "Vocabulary"]),
  module(
    "Relations",
    [
      "CSV", "Expressions", "Formats", "Keys", "MPI", "Ranks", "Scan", "Statistics", "Stores",
      "Threads", "TimeSeries", "Values", "Vocabulary", algorithms,
    ]),
  module(
    "Forecasting",
    ["CSV", "MPI", "Ranks", "Relations", "Scan", "TimeSeries", "Vocabulary"]),
  module(
    "Streams",
    ["CKafka", "CSV", "Groups", "MPI", "Output", "Ranks", "Scan", "TimeSeries", "Vocabulary"]),
  module("Check", ["CSV", "MPI", "Ranks", "Vocabulary"]),
  module(
    "Caudal",
    [
      "CSV", "Check", "Columns", "Forecasting", "Groups", "Keys", "MPI", "Profiles", "Ranks",
      "Relations", "Scan", "Stores", "Streams", "Vocabulary",
    ]),
  module("Pages", []),
  module("Serve", ["CEpoll", "Pages", "Threads"]),
  module("Report", ["CSV", "Pages", "Vocabulary", algorithms]),
  module("Output", ["CSV", "Vocabulary"]),
  module("Manual", []),
  module("Status", ["CSV", "Pages", "Report", "Serve", "Threads", "Vocabulary"]),
  module(
    "CaudalCommand",
    [
      "CAllocation", "CSV", "Caudal", "Forecasting", "Manual", "Output", "Report", "Serve",
      "Status", "Stores", "Threads", "TimeSeries", "Values",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ]),
  .executableTarget(
    name: "CaudalProgram", dependencies: ["CaudalCommand"], swiftSettings: strict,
    linkerSettings: staticRuntime),
]

/// A module in the folder of its name.
func module(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// What tests share, and the programs that tests start under `mpirun`.
let testPrograms: [Target] = [
  .target(
    name: "TestSupport",
    dependencies: [
      "CSV",
      .product(name: "Subprocess", package: "swift-subprocess"),
      .product(name: "SystemPackage", package: "swift-system"),
    ],
    path: "Tests/TestSupport", swiftSettings: strict),
  .target(
    name: "MPIChecks", dependencies: ["MPI"], path: "Tests/MPIChecks", swiftSettings: strict),
  .executableTarget(
    name: "MPIRankChecks", dependencies: ["MPI", "MPIChecks"], path: "Tests/MPIRankChecks",
    swiftSettings: strict),
  // Preloaded into ranks by a test, and linked into nothing.
  .target(name: "DelayedThread", path: "Tests/DelayedThread", publicHeadersPath: "."),
  .executableTarget(
    name: "CaudalRankChecks",
    dependencies: [
      "CSV", "Caudal", "Columns", "Expressions", "Groups", "Keys", "MPI", "Ranks", "Relations",
      "Statistics", "TestSupport", "Vocabulary",
    ],
    path: "Tests/CaudalRankChecks", swiftSettings: strict),
  .executableTarget(
    name: "ByteScanChecks", dependencies: ["CByteScan"], path: "Tests/ByteScanChecks"),
  .executableTarget(
    name: "TuningReport", dependencies: ["MPI", "Ranks"], path: "Tests/TuningReport",
    swiftSettings: strict),
  // Does many small jobs in one process, for Tests/fuzz.
  .executableTarget(
    name: "CommandBatch", dependencies: ["Caudal", "CaudalCommand"], path: "Tests/CommandBatch",
    swiftSettings: strict),
  // Throws bytes at what takes bytes from outside, with libFuzzer if it is built so.
  .executableTarget(
    name: "Harnesses", dependencies: ["CSV", "Patterns", "Vocabulary"], path: "Tests/Harnesses",
    swiftSettings: strict),
  // Killed by a test while it stores rows.
  .executableTarget(
    name: "StoreWriter", dependencies: ["Stores", "Values", "Vocabulary"],
    path: "Tests/StoreWriter", swiftSettings: strict),
  // Serves invented models to the tests, and to the contract beside them.
  .executableTarget(
    name: "ServeExample", dependencies: ["Serve"], path: "Tests/ServeExample",
    swiftSettings: strict),
  .executableTarget(
    name: "MPIExample", dependencies: ["MPI"], path: "Tests/MPIExample", swiftSettings: strict),
]

/// Tests that compare texts, or start programs, are never optimised themselves: it would take minutes,
/// and the code that they test is.
let unoptimised = strict + [.unsafeFlags(["-Onone"], .when(configuration: .release))]

let tests: [Target] = [
  .testTarget(
    name: "MPITests",
    dependencies: [
      "MPI", "MPIChecks", "MPIExample", "MPIRankChecks", "TestSupport",
      .product(name: "Subprocess", package: "swift-subprocess"),
      .product(name: "SystemPackage", package: "swift-system"),
    ],
    swiftSettings: unoptimised),
  .testTarget(
    name: "RanksTests", dependencies: ["Ranks", "TestSupport", "TuningReport"],
    swiftSettings: unoptimised),
  .testTarget(
    name: "ThreadsTests", dependencies: ["Threads"], swiftSettings: unoptimised),
  .testTarget(
    name: "NumericalMethodsTests", dependencies: ["NumericalMethods", "TestSupport"],
    swiftSettings: strict),
  .testTarget(
    name: "StatisticsTests", dependencies: ["Statistics", "TestSupport"], swiftSettings: strict),
  .testTarget(
    name: "CSVTests", dependencies: ["ByteScanChecks", "CSV", "TestSupport"], swiftSettings: strict),
  .testTarget(
    name: "ExpressionsTests", dependencies: ["CSV", "Expressions", "TestSupport", "Vocabulary"],
    swiftSettings: unoptimised),
  .testTarget(
    name: "PatternsTests", dependencies: ["Patterns", "TestSupport"], swiftSettings: unoptimised),
  .testTarget(
    name: "KeysTests", dependencies: ["CSV", "Keys", "TestSupport"], swiftSettings: unoptimised),
  .testTarget(
    name: "ScanTests",
    dependencies: ["CSV", "Ranks", "Scan", "TestSupport", "Vocabulary"], swiftSettings: unoptimised),
  .testTarget(
    name: "RelationsTests",
    dependencies: ["CSV", "Ranks", "Relations", "TestSupport", "Vocabulary"], swiftSettings: strict),
  .testTarget(
    name: "TimeSeriesTests",
    dependencies: ["CSV", "NumericalMethods", "TestSupport", "TimeSeries", "Vocabulary"],
    swiftSettings: unoptimised),
  .testTarget(
    name: "ForecastingTests",
    dependencies: ["Forecasting", "NumericalMethods", "TestSupport", "TimeSeries", "Vocabulary"],
    swiftSettings: strict),
  .testTarget(
    name: "StoresTests",
    dependencies: ["StoreWriter", "Stores", "TestSupport", "Values", "Vocabulary"],
    swiftSettings: strict),
  .testTarget(
    name: "FormatsTests", dependencies: ["CSV", "Formats", "TestSupport", "Values"],
    swiftSettings: strict),
  .testTarget(
    name: "ColumnsTests",
    dependencies: [
      "CSV", "Caudal", "Columns", "MPI", "Ranks", "Scan", "Statistics", "TestSupport",
    ],
    swiftSettings: strict),
  .testTarget(
    name: "GroupsTests",
    dependencies: [
      "CSV", "Groups", "Keys", "Ranks", "Statistics", "TestSupport", "Vocabulary",
    ],
    swiftSettings: strict),
  .testTarget(
    name: "CheckTests", dependencies: ["Check", "Ranks", "TestSupport", "Vocabulary"],
    swiftSettings: unoptimised),
  .testTarget(
    name: "CaudalTests", dependencies: ["Caudal", "CaudalRankChecks", "MPI", "TestSupport"],
    swiftSettings: unoptimised),
  .testTarget(
    name: "PackageTests",
    dependencies: ["TestSupport", .product(name: "Subprocess", package: "swift-subprocess")],
    swiftSettings: unoptimised),
  .testTarget(
    name: "ServeTests", dependencies: ["Serve", "ServeExample", "TestSupport"],
    exclude: ["contract", "contract-requirements.txt"], swiftSettings: unoptimised),
  .testTarget(
    name: "StatusTests", dependencies: ["Serve", "Status", "TestSupport", "Vocabulary"],
    swiftSettings: unoptimised),
  .testTarget(
    name: "ReportTests", dependencies: ["Report", "TestSupport", "Vocabulary"],
    swiftSettings: unoptimised),
  .testTarget(
    name: "OutputTests", dependencies: ["CSV", "Output", "TestSupport", "Vocabulary"],
    swiftSettings: unoptimised),
  .testTarget(
    name: "CommandOptionsTests",
    dependencies: [
      "Caudal", "CaudalCommand", "Manual", "Report",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ],
    swiftSettings: unoptimised),
  // They start the program and don't link it.
  .testTarget(
    name: "CaudalCommandTests", dependencies: ["TestSupport"],
    exclude: ["browse", "complete", "watch", "watch_cluster", "watching.py"],
    swiftSettings: unoptimised),
]

/// What measures each stage of the work by itself.
let benchmarks: [Target] = [
  .executableTarget(
    name: "CaudalStages",
    dependencies: [
      "CSV", "Caudal", "Columns", "Expressions", "MPI", "Ranks", "Statistics", "Vocabulary",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ],
    path: "Benchmarks/Stages", swiftSettings: strict)
]

let package = Package(
  name: "caudal",
  products: [
    .library(name: "Caudal", targets: ["Caudal"]),
    .library(name: "MPI", targets: ["MPI"]),
    .executable(name: "caudal", targets: ["CaudalProgram"]),
    // Of no use outside the tests, which preload it; only a product becomes a library by itself.
    .library(name: "DelayedThread", type: .dynamic, targets: ["DelayedThread"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-algorithms", from: "1.2.1"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: modules + benchmarks + testPrograms + tests
)
