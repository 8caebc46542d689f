// swift-tools-version: 6.0
import PackageDescription

let package = Package(
    name: "OktantBenches",
    platforms: [.macOS(.v13)],
    dependencies: [.package(path: "../../../bindings-uniffi/swift")],
    targets: [.executableTarget(name: "Bench", dependencies: [.product(name: "Oktant", package: "swift")])]
)
