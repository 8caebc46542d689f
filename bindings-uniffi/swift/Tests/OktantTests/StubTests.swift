import Foundation
import Oktant
import XCTest

/// What a program makes for tests of its own.
final class StubTests: XCTestCase {
    func testAProgramMakesWhatTheLibraryReturns() {
        let raw = RawResponse(headers: [("X-Own", "1")], bytes: Data(#"{"id":"00u1"}"#.utf8), rate: RateLimit(limit: 600))
        let response = Response(value: User(json: raw.json ?? .null), raw: raw)
        XCTAssertEqual(response.value.id, "00u1")
        XCTAssertEqual([raw.status, raw.attempts, raw.rate.limit], [200, 1, 600])
        XCTAssertEqual(raw.header("x-own"), "1")
        let page = Page(items: [response.value], cursor: "next")
        XCTAssertEqual(page.items.map(\.id), ["00u1"])
        XCTAssertEqual(page.cursor, "next")
        let status = RateLimitStatus(name: "/api/v1/users", rate: raw.rate)
        XCTAssertEqual([status.rate.limit, status.inFlight, status.held], [600, 0, 0])
        let event = Event(callID: 1, operation: "getUser", attempts: 1, kind: .response(status: 200, requestID: nil, rate: raw.rate))
        XCTAssertEqual(event.kind, .response(status: 200, requestID: nil, rate: RateLimit(limit: 600)))
    }

    func testAProgramMakesErrors() {
        let error = OktantError.rateLimited(.init(text: "too many", status: 429, code: "E0000047", retryAfter: .seconds(3)))
        XCTAssertEqual(error.description, "too many")
        XCTAssertEqual(error.status, 429)
        XCTAssertEqual(error.details.retryAfter, .seconds(3))
    }

    func testKindsHaveTheirNamesOfEveryLanguage() {
        let details = OktantError.Details(text: "")
        let errors: [OktantError] = [
            .api(details), .auth(details), .rateLimited(details), .timeout(details), .transport(details), .decode(details), .page(details),
            .config(details), .invalidArgument(details), .cancelled(details), .other(details),
        ]
        XCTAssertEqual(errors.map(\.kind), OktantError.Kind.allCases)
        XCTAssertEqual(errors.map(\.kind.rawValue).joined(separator: " "), "api auth rate_limited timeout transport decode page config "
            + "invalid_argument cancelled other")
    }
}
