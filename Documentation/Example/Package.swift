// swift-tools-version: 6.2

import PackageDescription

/// A product of the package that this one depends on.
func caudal(_ product: String) -> Target.Dependency { .product(name: product, package: "caudal") }

let package = Package(
  name: "examples",
  dependencies: [
    // In a package of your own: .package(url: "…/caudal", from: "0.1.0")
    .package(name: "caudal", path: "../..")
  ],
  targets: [
    .executableTarget(name: "Rain", dependencies: [caudal("Caudal")]),
    .executableTarget(name: "Months", dependencies: [caudal("Caudal")]),
    .executableTarget(name: "Largest", dependencies: [caudal("MPI")]),
  ]
)
