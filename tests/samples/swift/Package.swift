// swift-tools-version: 6.0
import PackageDescription

// Copied to target/samples/swift-samples, beside the samples.
let package = Package(
    name: "samples",
    platforms: [.macOS(.v13)],
    dependencies: [.package(name: "oktant-swift", path: "../../../bindings-uniffi/swift")],
    targets: [
        .executableTarget(name: "Samples", dependencies: [.product(name: "Oktant", package: "oktant-swift")])
    ]
)
