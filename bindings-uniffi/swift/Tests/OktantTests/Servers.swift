import Foundation
import Oktant
import XCTest

/// What bindings-uniffi/tests/servers.sh has started.
enum Servers {
    static func simulator() throws -> OktantClient {
        try OktantClient(orgURL: environment("OKTANT_SIMULATOR_URL"), token: "00simulatorTokenSimulatorTokenSimulatorTokn")
    }

    static func scripted(_ configure: (inout Settings) -> Void = { _ in }) throws -> OktantClient {
        var settings = Settings()
        settings.orgURL = try environment("OKTANT_SCRIPTED_URL")
        settings.token = "00Marked-token"
        configure(&settings)
        return try OktantClient(settings)
    }

    static func environment(_ name: String) throws -> String {
        try XCTUnwrap(ProcessInfo.processInfo.environment[name], "\(name) is not set: run bindings-uniffi/swift/test.sh")
    }
}

/// A client without a network.
func fake(_ transport: any HTTPTransport, _ configure: (inout Settings) -> Void = { _ in }) throws -> OktantClient {
    var settings = Settings()
    settings.orgURL = "https://example.okta.com"
    settings.token = "00Marked-token"
    settings.transport = transport
    configure(&settings)
    return try OktantClient(settings)
}

extension AsyncSequence {
    /// All elements.
    func all() async throws -> [Element] {
        try await reduce(into: []) { $0.append($1) }
    }
}

/// A user id that the scripted server answers as `word` says, used once.
func fresh(_ word: String) -> String {
    "\(word)~\(UInt64.random(in: 0...UInt64.max))s"
}

func byID(_ id: String) -> Arguments {
    Arguments(path: ["id": id])
}

extension OktantClient {
    /// How often the scripted server has seen this.
    func seen(_ what: String) async throws -> Int {
        try await request("GET", "/seen").json?[what]?.int ?? 0
    }

    func activate(_ id: String, options: CallOptions = CallOptions()) async throws {
        _ = try await call("activateUser", Arguments(path: ["userId": id]), options: options)
    }
}

/// The error that `work` throws.
func failure(_ work: () async throws -> Void, file: StaticString = #filePath, line: UInt = #line) async throws -> OktantError {
    do {
        try await work()
    } catch let error as OktantError {
        return error
    }
    XCTFail("nothing was thrown", file: file, line: line)
    throw CancellationError()
}

/// Looks again until something holds, for ten seconds at most.
func eventually(_ condition: () async throws -> Bool, file: StaticString = #filePath, line: UInt = #line) async throws {
    for _ in 0..<1000 {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(10))
    }
    XCTFail("it does not hold after ten seconds", file: file, line: line)
}

/// Returns when its task is cancelled, by throwing.
func cancellation() async throws {
    for await _ in AsyncStream<Never>.makeStream().stream {}
    throw CancellationError()
}

/// The events of calls.
final class EventLog: @unchecked Sendable {
    private let lock = NSLock()
    private var kept: [Event] = []

    var events: [Event] { lock.withLock { kept } }
    func count(_ holds: (Event.Kind) -> Bool) -> Int { events.filter { holds($0.kind) }.count }
    var listen: @Sendable (Event) -> Void { { event in self.lock.withLock { self.kept.append(event) } } }
}

/// Counts from 1, in any task.
final class Counter: @unchecked Sendable {
    private let lock = NSLock()
    private var last = 0

    var count: Int { lock.withLock { last } }

    @discardableResult
    func next() -> Int {
        lock.withLock {
            last += 1
            return last
        }
    }
}

/// Cancels calls, which must end at once.
func assertCancels<Value>(_ calls: [Task<Value, any Error>], file: StaticString = #filePath, line: UInt = #line) async throws {
    let began = ContinuousClock.now
    for call in calls { call.cancel() }
    for call in calls {
        let result = await call.result
        XCTAssertThrowsError(try result.get(), file: file, line: line) { XCTAssertTrue($0 is CancellationError, "\($0)") }
    }
    XCTAssertLessThan(began.duration(to: .now), .seconds(10), file: file, line: line)
}
