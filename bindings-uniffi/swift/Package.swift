// swift-tools-version: 6.0
import PackageDescription

let package = Package(
    name: "Oktant",
    platforms: [.macOS(.v13), .iOS(.v16)],
    products: [.library(name: "Oktant", targets: ["Oktant"])],
    targets: [
        // The engine: what bindings-uniffi/build.sh generates, and the archive that the linker finds in LIBRARY_PATH.
        .systemLibrary(name: "OktantFFI"),
        .target(name: "OktantEngine", dependencies: ["OktantFFI"], linkerSettings: [.linkedLibrary("oktant_uniffi")]),
        .target(name: "Oktant", dependencies: ["OktantEngine"]),
        .testTarget(name: "OktantTests", dependencies: ["Oktant", "OktantEngine"]),
        // The driver of tests/faults; not a product.
        .executableTarget(name: "OktantFaults", dependencies: ["Oktant"], path: "Tests/OktantFaults"),
    ]
)
