import Foundation
import Oktant
import XCTest

/// Full responses beside values.
final class ResponseTests: XCTestCase {
    private let transport = FakeTransport { .json(#"{"path":"\#($0.path)"}"#, headers: [("X-Okta-Request-Id", $0.path)]) }

    func testAValueComesWithItsResponse() async throws {
        let response = try await fake(transport).withResponse { try await $0.call("getUser", byID("me")) }
        XCTAssertEqual(response.raw.status, 200)
        XCTAssertEqual(response.raw.requestID, "/api/v1/users/me")
        XCTAssertEqual(response.value, response.raw.json)
        XCTAssertEqual("\(response.raw)", "RawResponse(200, 27 bytes)")
    }

    func testTheLastResponseCountsAndClosuresMayBeNested() async throws {
        let outer = try await fake(transport).withResponse { okta in
            _ = try await okta.call("getUser", byID("1"))
            let inner = try await okta.withResponse { try await $0.call("getUser", byID("2")) }
            XCTAssertEqual(inner.raw.requestID, "/api/v1/users/2")
            return inner.value
        }
        XCTAssertEqual(outer.value, outer.raw.json)
    }

    func testAListHasTheResponseOfItsLastPage() async throws {
        let pages = FakeTransport { _ in .json("[]") }
        let response = try await fake(pages).withResponse { try await $0.items("listUsers").all() }
        XCTAssertEqual(response.value, [])
        XCTAssertEqual(response.raw.text, "[]")
    }

    func testCallsOfOtherTasksDoNotCount() async throws {
        let okta = try fake(transport)
        let responses = try await withThrowingTaskGroup(of: Bool.self) { group in
            for id in 0..<50 {
                group.addTask {
                    try await okta.withResponse { try await $0.call("getUser", byID("\(id)")) }.raw.requestID == "/api/v1/users/\(id)"
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        XCTAssertEqual(responses, Array(repeating: true, count: 50))
    }

    func testWithoutACallThereIsNoResponse() async throws {
        let error = try await failure { _ = try await fake(transport).withResponse { $0.rates() } }
        guard case .invalidArgument = error else { return XCTFail("\(error)") }
        XCTAssertEqual(error.description, "no call was made")
    }

    func testAResponseIsReadOnTheMainActor() async throws {
        let (title, response) = try await readOnTheMainActor(fake(transport))
        XCTAssertEqual(title, "calling")
        XCTAssertEqual(response.raw.status, 200)
    }
}

@MainActor
private func readOnTheMainActor(_ okta: OktantClient) async throws -> (String, Response<JSON?>) {
    var title = ""
    let response = try await okta.withResponse { okta in
        title = "calling"
        return try await okta.call("getUser", byID("me"))
    }
    return (title, response)
}
