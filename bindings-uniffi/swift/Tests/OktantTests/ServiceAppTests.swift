import Foundation
import Oktant
import XCTest

/// Service apps, DPoP, limits and events: against the simulated org, whose apps have the keys of tests/keys.
final class ServiceAppTests: XCTestCase {
    private let log = EventLog()

    func testAPrivateKeyGetsOneTokenForAllCallsInEveryFormOfAKey() async throws {
        for name in ["p256.pkcs8.pem", "p256.sec1.pem", "p256.jwk.json", "rsa.pkcs1.pem"] {
            let before = log.count { $0 == .tokenRequested }
            let okta = try app { try read(name, into: &$0) }
            try await callAtOnce(okta, 20)
            XCTAssertEqual(log.count { $0 == .tokenRequested } - before, 1, name)
        }
    }

    func testAPrivateKeyMayBeGivenAsItsPath() async throws {
        let okta = try app {
            $0.privateKey = try path("p256.pkcs8.pem")
            $0.keyID = "p256"
        }
        let me = try await okta.call("getUser", byID("me"))
        XCTAssertEqual(me?["status"], "ACTIVE")
        let error = try await rejected(privateKey: "/nowhere/key.pem")
        XCTAssertTrue(error.description.contains("OKTA_CLIENT_PRIVATEKEY"), error.description)
    }

    func testTokensAreBoundToAKeyThatIsMadeWithTheClient() async throws {
        let okta = try app("0oa2") {
            try read("rsa.pkcs8.pem", into: &$0)
            $0.dpop = true
        }
        try await callAtOnce(okta, 10)
        let plain = try app("0oa2") { try read("rsa.pkcs8.pem", into: &$0) }
        let error = try await failure { _ = try await plain.call("getUser", byID("me")) }
        guard case .auth = error else { return XCTFail("\(error)") }
        XCTAssertEqual(error.code, "invalid_dpop_proof")
    }

    func testKeysOfTheCallersOwnSignForTheAppAndTheProofs() async throws {
        let own = OpenSSL(path: try path("p256.pkcs8.pem"), publicJWK: try publicJWK())
        let proofs = OpenSSL(path: try path("p256.pkcs8.pem"), publicJWK: try publicJWK())
        let okta = try app("0oa2") {
            $0.signer = own
            $0.proofSigner = proofs
        }
        for _ in 0..<3 { _ = try await okta.call("getUser", byID("me")) }
        XCTAssertGreaterThanOrEqual(own.asked.count, 1)
        XCTAssertGreaterThanOrEqual(proofs.asked.count, 4)
    }

    func testASignerThatFailsIsTheCauseAndOneThatHangsHasItsTime() async throws {
        struct NoCard: Error, CustomStringConvertible {
            let description = "the smart card is not there"
        }
        let jwk = try publicJWK()
        let failing = try app { $0.signer = Answering(publicJWK: jwk) { _ in throw NoCard() } }
        let error = try await failure { _ = try await failing.call("getUser", byID("me"), options: CallOptions(maxRetries: 0)) }
        XCTAssertTrue(error.details.underlying is NoCard)
        XCTAssertTrue(error.description.contains("the smart card is not there"), error.description)
        let hanging = try app {
            $0.deadline = .milliseconds(200)
            $0.signer = Answering(publicJWK: jwk) { bytes in
                try await cancellation()
                return bytes
            }
        }
        let late = try await failure { _ = try await hanging.call("getUser", byID("me")) }
        guard case .timeout = late else { return XCTFail("\(late)") }
    }

    func testNoTextShowsASecret() async throws {
        let text = try String(contentsOfFile: path("p256.jwk.json"), encoding: .utf8)
        let secret = try XCTUnwrap(JSON(parsing: text.utf8)?["d"]?.string)
        var settings = Settings()
        let okta = try app {
            $0.privateKey = text
            settings = $0
        }
        _ = try await okta.call("getUser", byID("me"))
        let error = try await rejected(privateKey: text.replacing("P-256", with: "P-257"))
        var dumped = ""
        dump(okta, to: &dumped)
        dump(settings, to: &dumped)
        dump(error, to: &dumped)
        let shown = [
            dumped, "\(okta)", String(reflecting: okta), "\(settings)", String(reflecting: settings), okta.explain(), "\(log.events)",
            "\(okta.rates())", "\(error)", String(reflecting: error),
        ]
        for line in shown { XCTAssertFalse(line.contains(secret) || line.contains("eyJ"), line) }
        XCTAssertTrue(okta.explain().contains("OKTA_CLIENT_PRIVATEKEY = *** (code)"))
        XCTAssertEqual(log.count { $0 == .tokenReceived }, 1)
    }

    func testLimitsAreKnownAfterTheFirstAnswer() async throws {
        let okta = try Servers.simulator()
        XCTAssertEqual(okta.rates(), [])
        _ = try await okta.call("getUser", byID("me"))
        let limit = try XCTUnwrap(okta.rates().first)
        XCTAssertEqual(limit.rate.limit, 10_000)
        XCTAssertTrue(limit.name.contains("/api/v1/users"), limit.name)
        XCTAssertEqual(limit.inFlight + limit.held, 0)
    }

    func testEventsTellOfRequestsAnswersRepeatsAndFailures() async throws {
        let okta = try Servers.scripted { $0.onEvent = log.listen }
        _ = try await okta.call("getUser", byID(fresh("flaky")))
        XCTAssertEqual(Set(log.events.map(\.operation)), ["getUser"])
        let kinds = log.events.map(\.kind)
        XCTAssertEqual(kinds.count, 5)
        XCTAssertEqual([kinds[0], kinds[3]], [.request, .request])
        guard case .response(503, _, _) = kinds[1], case .response(200, _, _) = kinds[4] else { return XCTFail("\(kinds)") }
        guard case .retry(_, .backoff) = kinds[2] else { return XCTFail("\(kinds)") }
        XCTAssertEqual(log.events.last?.attempts, 2)
        let options = CallOptions(timeout: .milliseconds(100), maxRetries: 0)
        _ = try await failure { _ = try await okta.request("GET", "/api/v1/users/\(fresh("hang"))", options: options) }
        XCTAssertEqual(log.events.last?.kind, .failure(timedOut: true, phase: .answer))
        XCTAssertEqual(log.events.last?.operation.hasPrefix("GET /api/v1/users/hang"), true)
    }

    func testACallThatWouldExceedTheRateLimitIsHeld() async throws {
        let okta = try Servers.scripted { $0.onEvent = log.listen }
        _ = try await okta.call("getUser", byID(fresh("scarce")))
        let held = Task { try await okta.call("getUser", byID(fresh("scarce"))) }
        try await eventually {
            log.events.contains { if case .pace(_, .pace) = $0.kind { true } else { false } }
        }
        XCTAssertEqual(okta.rates().reduce(0) { $0 + $1.held }, 1)
        held.cancel()
    }

    private func app(_ id: String = "0oa1", _ configure: (inout Settings) throws -> Void) throws -> OktantClient {
        var settings = Settings()
        settings.orgURL = try Servers.environment("OKTANT_SIMULATOR_URL")
        settings.clientID = id
        settings.scopes = ["okta.users.read", "okta.users.manage"]
        settings.onEvent = log.listen
        try configure(&settings)
        return try OktantClient(settings)
    }

    private func rejected(privateKey: String) async throws -> OktantError {
        let error = try await failure { _ = try app { $0.privateKey = privateKey } }
        guard case .config = error else { throw error }
        return error
    }

    private func callAtOnce(_ okta: OktantClient, _ count: Int) async throws {
        try await withThrowingTaskGroup(of: JSON?.self) { group in
            for _ in 0..<count { group.addTask { try await okta.call("getUser", byID("me")) } }
            for try await user in group { XCTAssertEqual(user?["status"], "ACTIVE") }
        }
    }

    private func path(_ name: String) throws -> String {
        try Servers.environment("OKTANT_ROOT") + "/tests/keys/" + name
    }

    private func read(_ name: String, into settings: inout Settings) throws {
        settings.privateKey = try String(contentsOfFile: path(name), encoding: .utf8)
        settings.keyID = name.hasPrefix("rsa") ? "rsa1" : "p256"
    }

    private func publicJWK() throws -> String {
        let text = try String(contentsOfFile: path("p256.jwk.json"), encoding: .utf8)
        let key = try XCTUnwrap(JSON(parsing: text.utf8))
        let shown: JSON = ["kty": "EC", "crv": "P-256", "kid": "p256", "x": key["x"] ?? .null, "y": key["y"] ?? .null]
        return shown.description
    }
}

private struct Answering: Signer {
    let publicJWK: String
    let answer: @Sendable (Data) async throws -> Data

    func sign(_ bytes: Data) async throws -> Data { try await answer(bytes) }
}

/// A key in another program, which gives DER, as the Secure Enclave does.
private struct OpenSSL: Signer {
    let path: String
    let publicJWK: String
    let asked = Counter()

    func sign(_ bytes: Data) async throws -> Data {
        asked.next()
        let process = Process()
        let (input, output) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = ["dgst", "-sha256", "-sign", path]
        (process.standardInput, process.standardOutput) = (input, output)
        try process.run()
        input.fileHandleForWriting.write(bytes)
        try input.fileHandleForWriting.close()
        let signature = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return signature
    }
}
