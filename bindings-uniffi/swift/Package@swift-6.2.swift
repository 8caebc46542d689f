// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "Oktant",
    platforms: [.macOS(.v13), .iOS(.v16)],
    products: [.library(name: "Oktant", targets: ["Oktant"])],
    targets: [
        // The engine: what bindings-uniffi/build.sh generates, and the bundle that it links.
        .binaryTarget(name: "OktantFFI", path: "build/OktantFFI.artifactbundle"),
        .target(name: "OktantEngine", dependencies: ["OktantFFI"]),
        .target(name: "Oktant", dependencies: ["OktantEngine"]),
        .testTarget(name: "OktantTests", dependencies: ["Oktant", "OktantEngine"]),
        // The driver of tests/faults; not a product.
        .executableTarget(name: "OktantFaults", dependencies: ["Oktant"], path: "Tests/OktantFaults"),
    ]
)
