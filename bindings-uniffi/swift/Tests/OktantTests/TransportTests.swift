import Foundation
import Oktant
import XCTest

/// Transports of the caller's own, and the one for tests.
final class TransportTests: XCTestCase {
    func testARequestReachesTheTransportAsTheEngineMadeIt() async throws {
        let transport = FakeTransport { _ in .json("{}") }
        let okta = try fake(transport)
        _ = try await okta.call("getUser", byID("ann@example.com"), options: CallOptions(timeout: .seconds(5)))
        try await okta.activate("00u1")
        let (read, activated) = (transport.requests[0], transport.requests[1])
        XCTAssertEqual("\(read.method) \(read.url)", "GET https://example.okta.com/api/v1/users/ann%40example.com")
        XCTAssertEqual(read.path, "/api/v1/users/ann%40example.com")
        XCTAssertEqual(read.header("authorization"), "SSWS 00Marked-token")
        XCTAssertEqual(read.timeout, .seconds(5))
        XCTAssertNil(read.body)
        XCTAssertFalse(read.nonIdempotent)
        XCTAssertTrue(activated.nonIdempotent)
        XCTAssertEqual("\(activated)", "HTTPRequest(POST https://example.okta.com/api/v1/users/00u1/lifecycle/activate)")
    }

    func testAQueryHasListsAndTimes() async throws {
        let transport = FakeTransport { _ in .json("[]") }
        let since = Date(timeIntervalSince1970: 1_893_553_445.123)
        struct Own: ArgumentValue, CustomStringConvertible {
            let description = "own"
        }
        let options = CallOptions(query: ["tag": ["a", "b"], "number": 2, "none": nil, "own": [Own(), Own()], "times": [since]])
        let arguments = Arguments(query: ["since": since, "limit": 5, "q": nil as String?])
        _ = try await fake(transport).items("listLogEvents", arguments, options: options).firstPage()
        XCTAssertEqual(
            transport.requests[0].url,
            "https://example.okta.com/api/v1/logs?since=2030-01-02T03%3A04%3A05.123Z&limit=5&tag=a&tag=b&number=2&own=own&own=own"
                + "&times=2030-01-02T03%3A04%3A05.123Z")
    }

    func testWhatIsAboveTheTransportStaysSuchAsRetries() async throws {
        let tries = Counter()
        let transport = FakeTransport { _ in
            tries.next() == 1 ? HTTPResponse(status: 503, headers: [("Retry-After", "0")]) : .json("{}")
        }
        _ = try await fake(transport).call("getUser", byID("me"))
        XCTAssertEqual(transport.requests.count, 2)
    }

    func testAFailureSaysHowFarTheAttemptGotAndKeepsItsCause() async throws {
        struct NoRadio: Error, CustomStringConvertible {
            let description = "no radio"
        }
        for phase in TransportFailure.Phase.allCases {
            let transport = FakeTransport { _ in throw TransportFailure(phase: phase, underlying: NoRadio()) }
            let error = try await failure { try await fake(transport).activate("00u1", options: CallOptions(maxRetries: 0)) }
            guard case .transport(let details) = error else { return XCTFail("\(error)") }
            XCTAssertEqual(details.phase, phase)
            XCTAssertTrue(details.underlying is NoRadio)
            XCTAssertTrue(error.description.contains("no radio"), error.description)
        }
        let url = try XCTUnwrap(URL(string: "https://example.okta.com/?q=secret"))
        let network = FakeTransport { _ in throw URLError(.timedOut, userInfo: [NSURLErrorFailingURLErrorKey: url]) }
        let failed = try await failure { try await fake(network).activate("00u1") }
        XCTAssertTrue(failed.details.underlying is URLError)
        XCTAssertFalse(failed.description.contains("secret"), failed.description)
        let bare = FakeTransport { _ in throw TransportFailure(phase: .connect, message: "airplane mode") }
        let error = try await failure { try await fake(bare).activate("00u1", options: CallOptions(maxRetries: 0)) }
        XCTAssertTrue(error.details.underlying is TransportFailure)
        let odd = FakeTransport { _ in throw NoRadio() }
        let unknown = try await failure { try await fake(odd).activate("00u1") }
        XCTAssertEqual(unknown.details.phase, .answer)
        XCTAssertTrue(unknown.details.underlying is NoRadio)
        XCTAssertEqual(odd.requests.count, 1, "it may have been sent")
    }

    func testATransportForTestsKeepsToTheTimeoutOfTheRequest() async throws {
        let slow = FakeTransport { _ in
            try await cancellation()
            return .json("{}")
        }
        try await assertTimesOut(slow)
    }

    func testATransportThatIgnoresItsTimeoutAndItsCancellationIsLeftAlone() async throws {
        try await assertTimesOut(Deaf())
    }

    func testACallOverATransportThatIgnoresCancellationEndsAtOnce() async throws {
        let log = EventLog()
        let okta = try fake(Deaf()) { $0.onEvent = log.listen }
        let call = Task { try await okta.call("getUser", byID("me")) }
        try await eventually { log.count { $0 == .request } == 1 }
        try await assertCancels([call])
    }

    func testEachCallIsOverAtItsDeadline() async throws {
        let okta = try fake(Deaf())
        let error = try await failure { try await okta.activate("00u1", options: CallOptions(deadline: .milliseconds(50))) }
        guard case .timeout = error else { return XCTFail("\(error)") }
    }

    func testCancellingACallCancelsItsTransportAtOnce() async throws {
        let (begun, ended) = (Counter(), Counter())
        let transport = FakeTransport { _ in
            begun.next()
            defer { ended.next() }
            try await cancellation()
            return .json("{}")
        }
        let okta = try fake(transport)
        let call = Task { try await okta.call("getUser", byID("me")) }
        try await eventually { begun.count == 1 }
        try await assertCancels([call])
        try await eventually { ended.count == 1 }
        XCTAssertEqual(transport.requests.count, 1)
    }

    func testACallInACancelledTaskSendsNothing() async throws {
        let transport = FakeTransport { _ in .json("{}") }
        let okta = try fake(transport)
        let call = Task {
            do { try await cancellation() } catch {}
            return try await okta.call("getUser", byID("me"))
        }
        try await assertCancels([call])
        XCTAssertEqual(transport.requests.count, 0)
    }

    func testATransportThatThrowsACancellationOfItsOwnHasFailed() async throws {
        let transport = FakeTransport { _ in throw CancellationError() }
        let error = try await failure { try await fake(transport).activate("00u1") }
        guard case .transport(let details) = error else { return XCTFail("\(error)") }
        XCTAssertTrue(details.underlying is CancellationError)
        XCTAssertEqual(transport.requests.count, 1)
        let read = try await failure { _ = try await fake(transport).call("getUser", byID("me"), options: CallOptions(maxRetries: 1)) }
        XCTAssertEqual(read.kind, .transport)
        XCTAssertEqual(transport.requests.count, 3, "it is retried where that does no harm")
    }

    func testOneTransportWrapsAnother() async throws {
        struct Counting: HTTPTransport {
            let inner: any HTTPTransport
            let sent = Counter()

            func send(_ request: HTTPRequest) async throws -> HTTPResponse {
                sent.next()
                return try await inner.send(request)
            }
        }
        let counting = Counting(inner: URLSessionTransport())
        let okta = try Servers.scripted { $0.transport = counting }
        let id = fresh("flaky")
        _ = try await okta.call("getUser", byID(id))
        XCTAssertEqual(counting.sent.count, 2)
        let count = try await okta.seen("GET /api/v1/users/\(id)")
        XCTAssertEqual(count, 2)
    }

    func testProxiesAreThoseOfTheTransport() async throws {
        let error = try await failure {
            _ = try fake(FakeTransport { _ in .json("{}") }) {
                $0.extraSettings = ["PROXY_HOST": "proxy.example", "PROXY_PORT": "3128"]
            }
        }
        guard case .config = error else { return XCTFail("\(error)") }
        XCTAssertTrue(error.description.contains("OKTA_CLIENT_PROXY_HOST"), error.description)
    }

    func testAStatusThatIsNoneIsAFailureOfTheTransport() async throws {
        for status in [-1, 0, 70_000] {
            let odd = FakeTransport { _ in HTTPResponse(status: status) }
            let error = try await failure { try await fake(odd).activate("00u1") }
            guard case .transport(let details) = error else { return XCTFail("\(error)") }
            XCTAssertTrue(error.description.contains("\(status)"), error.description)
            XCTAssertTrue(details.mayHaveBeenSent)
        }
    }

    private func assertTimesOut(_ transport: any HTTPTransport) async throws {
        let error = try await failure { try await fake(transport).activate("00u1", options: CallOptions(timeout: .milliseconds(50))) }
        guard case .timeout(let details) = error else { return XCTFail("\(error)") }
        XCTAssertEqual(details.phase, .answer)
        XCTAssertTrue(details.mayHaveBeenSent)
    }
}

/// A transport that never responds and does not notice that it is cancelled.
private struct Deaf: HTTPTransport {
    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await withUnsafeThrowingContinuation { _ in }
    }
}
