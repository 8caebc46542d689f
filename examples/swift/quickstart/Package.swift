// swift-tools-version: 6.0
import PackageDescription

let package = Package(
    name: "quickstart",
    platforms: [.macOS(.v13)],
    dependencies: [
        // Elsewhere: .package(url: "https://github.com/oktant/oktant-swift", from: "0.1.0")
        .package(name: "oktant-swift", path: "../../../bindings-uniffi/swift")
    ],
    targets: [
        .executableTarget(name: "Quickstart", dependencies: [.product(name: "Oktant", package: "oktant-swift")])
    ]
)
