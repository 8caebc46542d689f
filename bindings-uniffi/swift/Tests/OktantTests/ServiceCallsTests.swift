import Foundation
@testable import Oktant
import XCTest

/// What a method of a service sends, and what it returns.
final class ServiceCallsTests: XCTestCase {
    func testArgumentsGoWhereTheOperationHasThemAndNilNowhere() async throws {
        let transport = FakeTransport { _ in .json("{}") }
        let okta = try fake(transport)
        let created = Arguments().query("activate", false).query("provider", nil).query("nextLogin", "changePassword")
        _ = try await okta.value("createUser", created.json(["realmId": "gü"]), CallOptions()) { $0 }
        XCTAssertEqual(transport.requests[0].method, "POST")
        XCTAssertEqual(transport.requests[0].url, "https://example.okta.com/api/v1/users?activate=false&nextLogin=changePassword")
        XCTAssertEqual(transport.requests[0].body, Data(#"{"realmId":"gü"}"#.utf8))
        try await okta.unit("deleteUser", Arguments().path("id", "a/b").header("Prefer", "respond-async"), CallOptions())
        XCTAssertEqual(transport.requests[1].path, "/api/v1/users/a%2Fb")
        XCTAssertEqual(transport.requests[1].header("prefer"), "respond-async")
        XCTAssertNil(transport.requests[1].body)
        try await okta.unit("deleteUser", Arguments().path("id", "a").header("Prefer", nil), CallOptions())
        XCTAssertNil(transport.requests[2].header("prefer"))
    }

    func testOptionsOfACallReachItsRequest() async throws {
        let transport = FakeTransport { _ in .json("{}") }
        let options = CallOptions(headers: ["X-Own": "1"], query: ["odd": "é"])
        _ = try await fake(transport).value("addGroup", Arguments().json([:]), options) { $0 }
        XCTAssertEqual(transport.requests[0].header("x-own"), "1")
        XCTAssertTrue(transport.requests[0].url.hasSuffix("?odd=%C3%A9"), transport.requests[0].url)
    }

    func testAnOperationThatMayReturnNothingGivesNil() async throws {
        let arguments = Arguments().path("logStreamId", "0oa1")
        let empty = try fake(FakeTransport { _ in HTTPResponse(status: 204) })
        let none = try await empty.valueOrNil("activateLogStream", arguments, CallOptions()) { $0 }
        XCTAssertNil(none)
        let full = try fake(FakeTransport { _ in .json(#"{"id":"0oa1"}"#) })
        let some = try await full.valueOrNil("activateLogStream", arguments, CallOptions()) { $0["id"] }
        XCTAssertEqual(some, "0oa1")
    }

    func testAResponseWithoutTheJSONThatIsDueIsAnError() async throws {
        let empty = try fake(FakeTransport { _ in HTTPResponse(status: 204, headers: [("X-Okta-Request-Id", "req1")]) })
        let error = try await failure { _ = try await empty.value("getUser", Arguments().path("id", "me"), CallOptions()) { $0 } }
        guard case .decode(let details) = error else { return XCTFail("\(error)") }
        XCTAssertEqual(
            error.description, "GET /api/v1/users/{id}: 204: done, but the response has no document: use raw() [req1]")
        XCTAssertEqual(details.operation, "getUser")
        XCTAssertEqual(details.requestID, "req1")
        XCTAssertTrue(details.mayHaveBeenSent)
    }

    func testAPageWhoseItemsAreNoListIsAnError() async throws {
        let odd = try fake(FakeTransport { _ in .json(#"{"errors":1}"#) })
        let error = try await failure { _ = try await odd.list("listUsers", Arguments(), nil, CallOptions()) { $0 }.all() }
        guard case .decode(let details) = error else { return XCTFail("\(error)") }
        XCTAssertEqual(details.body, Data(#"{"errors":1}"#.utf8))
    }

    func testTextAndBytesAreAsTheyCome() async throws {
        let okta = try fake(FakeTransport { _ in
            HTTPResponse(status: 200, headers: [("Content-Type", "application/xml")], body: Data("<a>é</a>".utf8))
        })
        let arguments = Arguments().path("appId", "0oa1").query("kid", "kid")
        let text = try await okta.text("previewSAMLmetadataForApplication", arguments, CallOptions())
        XCTAssertEqual(text, "<a>é</a>")
        let bytes = try await okta.bytes("previewSAMLmetadataForApplication", arguments, CallOptions())
        XCTAssertEqual(bytes, Data(text.utf8))
    }

    func testPagesThatAreDocumentsAreReadWholeToo() async throws {
        let transport = FakeTransport { request in
            let next = #""next": {"href": "https://example.okta.com/api/v1/iam/roles?after=2"}"#
            let (id, links) = request.url.hasSuffix("after=2") ? ("r2", "") : ("r1", next)
            return .json(#"{"roles": [{"id": "\#(id)"}], "_links": {\#(links)}}"#)
        }
        let roles = try fake(transport).documents("listRoles", Arguments(), nil, CallOptions(), { $0["_links"] }, { $0["id"]?.string })
        let ids = try await roles.all()
        XCTAssertEqual(ids, ["r1", "r2"])
        let documents = try await roles.documents().all()
        XCTAssertEqual(documents.map { $0?["next"] != nil }, [true, false])
        let first = try await roles.firstPage()
        XCTAssertEqual(first.items, ["r1"])
        let pages = try await roles.pages().all()
        XCTAssertEqual(pages.map(\.items), [["r1"], ["r2"]])
    }

    func testFilesAndOtherContentAreSentAsTheyAre() async throws {
        let transport = FakeTransport { _ in .json("{}") }
        let okta = try fake(transport)
        let logo = Arguments().path("appId", "0oa1").body(.file(name: "logo.png", bytes: Data([1, 2])))
        try await okta.unit("uploadApplicationLogo", logo, CallOptions())
        XCTAssertEqual(transport.requests[0].header("content-type")?.hasPrefix("multipart/form-data"), true)
        let sent = try XCTUnwrap(transport.requests[0].body)
        XCTAssertTrue(String(decoding: sent, as: UTF8.self).contains("filename=\"logo.png\""))
        let certificate = Arguments().path("appId", "0oa1").path("csrId", "csr1").body(.bytes(Data([1, 2])))
        try await okta.unit("publishBinaryPemCert", certificate, CallOptions())
        XCTAssertEqual(transport.requests[1].body, Data([1, 2]))
    }
}
