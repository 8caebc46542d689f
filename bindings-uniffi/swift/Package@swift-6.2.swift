// swift-tools-version: 6.2
import PackageDescription

// The engine. On Linux: an artifact bundle (SE-0482), which needs no LIBRARY_PATH.
#if os(macOS)
    let engine = Target.binaryTarget(name: "OktantFFI", path: "build/OktantFFI.xcframework")
#else
    let engine = Target.binaryTarget(name: "OktantFFI", path: "build/OktantFFI.artifactbundle")
#endif

let package = Package(
    name: "Oktant",
    platforms: [.macOS(.v13), .iOS(.v16)],
    products: [.library(name: "Oktant", targets: ["Oktant"])],
    targets: [
        engine,
        .target(name: "OktantEngine", dependencies: ["OktantFFI"]),
        .target(name: "Oktant", dependencies: ["OktantEngine"]),
        // In the repository alone: the tests, and the driver of tests/faults.
        .testTarget(name: "OktantTests", dependencies: ["Oktant", "OktantEngine"]),
        .executableTarget(name: "OktantFaults", dependencies: ["Oktant"], path: "Tests/OktantFaults"),
    ]
)
