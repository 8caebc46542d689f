// swift-tools-version: 6.0
import PackageDescription

// The engine. On Linux: an archive that the linker finds in LIBRARY_PATH.
#if os(macOS)
    let engine = Target.binaryTarget(name: "OktantFFI", path: "build/OktantFFI.xcframework")
#else
    let engine = Target.systemLibrary(name: "OktantFFI")
#endif

let package = Package(
    name: "Oktant",
    platforms: [.macOS(.v13), .iOS(.v16)],
    products: [.library(name: "Oktant", targets: ["Oktant"])],
    targets: [
        engine,
        .target(
            name: "OktantEngine", dependencies: ["OktantFFI"],
            linkerSettings: [.linkedLibrary("oktant_uniffi", .when(platforms: [.linux]))]),
        .target(name: "Oktant", dependencies: ["OktantEngine"]),
        // In the repository alone: the tests, and the driver of tests/faults.
        .testTarget(name: "OktantTests", dependencies: ["Oktant", "OktantEngine"]),
        .executableTarget(name: "OktantFaults", dependencies: ["Oktant"], path: "Tests/OktantFaults"),
    ]
)
