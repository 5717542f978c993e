// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "rain",
  dependencies: [
    // In a package of your own: .package(url: "…/caudal", from: "0.1.0")
    .package(name: "caudal", path: "../..")
  ],
  targets: [
    .executableTarget(
      name: "Rain", dependencies: [.product(name: "Caudal", package: "caudal")])
  ]
)
