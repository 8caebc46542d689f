import Foundation
import Oktant
import XCTest

/// Retries, waits, tokens and settings: what the engine asks of its host.
final class WaitTests: XCTestCase {
    func testWhatMayBeRepeatedIsRepeatedAfterAPause() async throws {
        let okta = try Servers.scripted()
        let answer = try await okta.raw("getUser", byID(fresh("flaky")))
        XCTAssertEqual(answer.attempts, 2)
        XCTAssertEqual(answer.json?.at("/headers/x-okta-retry-count"), "1")
        let error = try await failure {
            _ = try await okta.call("getUser", byID(fresh("flaky")), options: CallOptions(maxRetries: 0))
        }
        XCTAssertEqual(error.status, 503)
        XCTAssertTrue(error.details.isRetryable)
    }

    func testACallThatIsCancelledWhileItWaitsStopsAtOnce() async throws {
        let log = EventLog()
        let okta = try Servers.scripted { $0.onEvent = log.listen }
        let id = fresh("limited")
        let task = Task { try await okta.call("getUser", byID(id)) }
        try await eventually { try await okta.seen("GET /api/v1/users/\(id)") == 1 }
        let many = (0..<200).map { _ in Task { try await okta.call("getUser", byID(fresh("limited"))) } }
        try await eventually {
            log.count { if case .retry = $0 { true } else if case .pace = $0 { true } else { false } } > many.count
        }
        try await assertCancels([task] + many)
        let count = try await okta.seen("GET /api/v1/users/\(id)")
        XCTAssertEqual(count, 1)
    }

    func testATokenIsAskedForOnceHoweverManyCallsWaitForIt() async throws {
        let (asked, begun) = (Counter(), Counter())
        let okta = try withBearer { fresh in
            asked.next()
            try await eventually { begun.count == 100 }
            // A call that has begun is in the engine a moment later; nothing tells when.
            try await Task.sleep(for: .milliseconds(200))
            return fresh ? "fresh" : "first"
        }
        let began = ContinuousClock.now
        let tokens = try await withThrowingTaskGroup(of: JSON?.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    begun.next()
                    return try await okta.call("getUser", byID("echo"))?.at("/headers/authorization")
                }
            }
            return try await group.reduce(into: Set<JSON?>()) { $0.insert($1) }
        }
        XCTAssertEqual(tokens, ["Bearer first"])
        XCTAssertLessThan(began.duration(to: .now), .seconds(15))
        XCTAssertEqual(asked.count, 1)
        let stale = try await okta.call("getUser", byID(fresh("stale")))
        XCTAssertEqual(stale?.at("/headers/authorization"), "Bearer fresh")
        XCTAssertEqual(asked.count, 3, "once more, and once more for a fresh one")
    }

    func testTheRequestForATokenPassesOnWhenTheCallThatMakesItIsCancelled() async throws {
        let asked = Counter()
        let okta = try withBearer { _ in
            if asked.next() == 1 { try await cancellation() }
            return "second"
        }
        let leader = Task { try await okta.call("getUser", byID("echo")) }
        try await eventually { asked.count == 1 }
        let begun = Counter()
        let others = (0..<20).map { _ in
            Task {
                begun.next()
                return try await okta.call("getUser", byID("echo"))
            }
        }
        try await eventually { begun.count == 20 }
        let began = ContinuousClock.now
        leader.cancel()
        for task in others { _ = try await task.value }
        XCTAssertLessThan(began.duration(to: .now), .seconds(15))
        XCTAssertEqual(asked.count, 2)
    }

    func testWhatTheCallbackThrowsIsTheCause() async throws {
        struct NoNetwork: Error, CustomStringConvertible {
            let description = "no network today"
        }
        let okta = try withBearer { _ in throw NoNetwork() }
        let error = try await failure {
            _ = try await okta.call("getUser", byID("echo"), options: CallOptions(maxRetries: 0))
        }
        XCTAssertTrue(error.details.underlying is NoNetwork)
        XCTAssertTrue(error.description.contains("no network today"), error.description)
    }

    func testSettingsComeFromTheEnvironmentAndCodeBeatsIt() throws {
        var settings = Settings()
        settings.orgURL = "https://example.okta.com"
        settings.token = "00secret"
        settings.maxRetries = 7
        settings.extraSettings = ["okta_client_maxWait": "9"]
        let lines = try OktantClient.fromEnvironment(settings).explain().split(separator: "\n")
        for line in [
            "OKTA_CLIENT_REQUESTTIMEOUT = 17 (environment)", "OKTA_CLIENT_RATELIMIT_MAXRETRIES = 7 (code)",
            "OKTA_CLIENT_MAXWAIT = 9 (code)", "OKTA_CLIENT_TOKEN = *** (code)",
        ] { XCTAssertTrue(lines.contains(Substring(line)), "\(lines)") }
    }

    func testSettingsThatURLSessionCannotApplyAreRejected() async throws {
        for (key, value, reason) in [
            ("PROXY_HOST", "proxy.example", ": requests go through the system's proxy"),
            ("CACERTIFICATES", "/etc/own.pem", " (code): certificates are those of"),
            ("CLIENTCERTIFICATE", "/etc/own.pem", " (code): certificates are those of"),
        ] {
            let error = try await failure {
                _ = try Servers.scripted {
                    $0.orgURL = "https://example.okta.com"
                    $0.extraSettings = [key: value]
                }
            }
            XCTAssertTrue(error.description.hasPrefix("OKTA_CLIENT_\(key)\(reason)"), error.description)
        }
    }

    private func withBearer(_ bearer: @escaping Settings.Bearer) throws -> OktantClient {
        var settings = Settings()
        settings.orgURL = try Servers.environment("OKTANT_SCRIPTED_URL")
        settings.bearer = bearer
        return try OktantClient(settings)
    }
}
