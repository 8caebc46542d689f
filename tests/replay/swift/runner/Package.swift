// swift-tools-version: 6.0
import PackageDescription

let package = Package(
    name: "Replay",
    platforms: [.macOS(.v13)],
    dependencies: [.package(path: "../../../../bindings-uniffi/swift")],
    targets: [.executableTarget(name: "Replay", dependencies: [.product(name: "Oktant", package: "swift")])]
)
