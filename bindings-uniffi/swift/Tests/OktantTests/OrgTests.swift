import Foundation
import Oktant
import XCTest

/// The main job, against a simulated org of 1,000 users.
final class OrgTests: XCTestCase {
    func testListsEveryUserPageByPage() async throws {
        let okta = try Servers.simulator()
        var ids: [String] = []
        for try await user in okta.users.listUsers(limit: 200) { ids.append(try XCTUnwrap(user["id"]?.string)) }
        XCTAssertGreaterThanOrEqual(ids.count, 1000)
        XCTAssertEqual(Set(ids).count, ids.count)
    }

    func testAnotherProcessContinuesFromACursor() async throws {
        let limit = Arguments(query: ["limit": 150])
        let page = try await Servers.simulator().items("listUsers", limit).firstPage()
        XCTAssertEqual(page.items.count, 150)
        var count = 0
        var last: Page<JSON>?
        for try await next in try Servers.simulator().items("listUsers", cursor: page.cursor).pages() {
            count += next.items.count
            last = next
        }
        XCTAssertGreaterThanOrEqual(count, 850)
        XCTAssertNotNil(last)
        XCTAssertNil(last?.cursor)
    }

    func testCreatesReadsAndDeletesAUserWithACustomAttribute() async throws {
        let okta = try Servers.simulator()
        let user: JSON = [
            "profile": [
                "firstName": "Ann", "lastName": "😀 Ødegård", "email": "ann.swift@example.com", "login": "ann.swift@example.com",
                "badge": "42",
            ]
        ]
        let made = try await okta.call("createUser", Arguments(query: ["activate": false], body: .json(user)))
        let id = try XCTUnwrap(made?["id"]?.string)
        XCTAssertEqual(made?["status"], "STAGED")
        let seen = try await okta.call("getUser", byID(id))
        XCTAssertEqual(seen?.at("/profile/badge"), "42")
        XCTAssertEqual(seen?.at("/profile/lastName"), "😀 Ødegård")
        let gone = try await okta.raw("deleteUser", byID(id))
        XCTAssertEqual(gone.status, 204)
        XCTAssertNil(gone.json)
    }

    func testAnErrorHasATypeAndOktasDetails() async throws {
        let okta = try Servers.simulator()
        let error = try await failure { _ = try await okta.call("getUser", byID("00u0missing00000000")) }
        guard case .api(let details) = error else { return XCTFail("\(error)") }
        XCTAssertEqual(error.status, 404)
        XCTAssertEqual(error.code, "E0000007")
        XCTAssertEqual(details.operation, "getUser")
        XCTAssertEqual(details.attempts, 1)
        XCTAssertNotNil(details.id)
        XCTAssertNotNil(details.requestID)
        XCTAssertTrue(error.description.hasPrefix("GET /api/v1/users/{id}: 404 E0000007"), error.description)
        XCTAssertEqual(error.localizedDescription, error.description)
        XCTAssertTrue(String(decoding: try XCTUnwrap(details.body), as: UTF8.self).contains("E0000007"))
    }

    func testARawResponseHasStatusHeadersRequestIDAndRateLimit() async throws {
        let okta = try Servers.simulator()
        let answer = try await okta.raw("getUser", byID("me"))
        XCTAssertEqual(answer.status, 200)
        XCTAssertEqual(answer.header("x-okta-request-id"), answer.requestID)
        XCTAssertEqual(answer.rate.limit, 10_000)
        let same = try await okta.request("GET", "/api/v1/users/me")
        XCTAssertEqual(answer.json, same.json)
    }
}
