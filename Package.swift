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

let package = Package(
  name: "caudal",
  products: [
    .library(name: "MPI", targets: ["MPI"])
  ],
  dependencies: [
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2")
  ],
  targets: [
    .systemLibrary(
      name: "COpenMPI",
      pkgConfig: "ompi-c",
      providers: [.apt(["libopenmpi-dev"])]
    ),
    .target(name: "MPI", dependencies: ["COpenMPI"], swiftSettings: strict),
    .target(
      name: "MPIChecks",
      dependencies: ["MPI"],
      path: "Tests/MPIChecks",
      swiftSettings: strict
    ),
    .executableTarget(
      name: "MPIRankChecks",
      dependencies: ["MPI", "MPIChecks"],
      path: "Tests/MPIRankChecks",
      swiftSettings: strict
    ),
    .executableTarget(
      name: "MPIExample",
      dependencies: ["MPI"],
      path: "Tests/MPIExample",
      swiftSettings: strict
    ),
    .testTarget(
      name: "MPITests",
      dependencies: [
        "MPI", "MPIChecks", "MPIExample", "MPIRankChecks",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      swiftSettings: strict
    ),
  ]
)
