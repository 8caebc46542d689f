import Foundation
import Oktant
import XCTest

/// What goes on the wire, and what does not: against a server that misbehaves.
final class WireTests: XCTestCase {
    func testEveryOperationOfTheTableGoesOutAndComesIn() async throws {
        let okta = try Servers.scripted()
        let table = try Servers.environment("OKTANT_ROOT") + "/core/src/generated/operations.txt"
        let rows = try String(contentsOfFile: table, encoding: .utf8).split(separator: "\n")
            .map { $0.split(separator: "\t").map(String.init) }
        XCTAssertEqual(rows.count, 621)
        for row in rows {
            let options = CallOptions(headers: ["X-Operation": row[0]])
            let answer = try await okta.raw(row[0], arguments(row), options: options)
            XCTAssertEqual(answer.json != nil, row[6].hasPrefix("json"), row[0])
            guard row[7] != "-" else { continue }
            var count = 0
            for try await _ in okta.items(row[0], arguments(row), options: options) { count += 1 }
            XCTAssertEqual(count, 1, row[0])
        }
    }

    private func arguments(_ row: [String]) -> Arguments {
        var arguments = Arguments()
        let names = row[3].split(separator: "{").dropFirst().compactMap { $0.split(separator: "}").first }
        arguments.path.pairs = names.map { (String($0), "x/1") }
        for parameter in row[4].split(separator: " ") where parameter.hasPrefix("q!:") {
            let parts = parameter.split(separator: ":").map(String.init)
            arguments.query.pairs.append((parts[1], parts[2] == "int" ? "1" : parts[2] == "bool" ? "true" : "a b"))
        }
        switch row[5].prefix(4) {
        case "json": arguments.body = .json(["a": nil])
        case "mult": arguments.body = .file(name: "logo.png", bytes: Data([1]))
        case "bina": arguments.body = .bytes(Data([1]))
        default: break
        }
        return arguments
    }

    func testARequestGoesOutAsTheEngineMadeIt() async throws {
        let okta = try Servers.scripted()
        let options = CallOptions(headers: ["X-Own": "1"], query: ["odd": "é&"])
        let sent = try await okta.request("POST", "/api/v1/x", Arguments(body: .json(.null)), options: options).json
        XCTAssertEqual(sent?["method"], "POST")
        XCTAssertEqual(sent?["target"], "/api/v1/x?odd=%C3%A9%26")
        XCTAssertEqual(sent?["body"], "null")
        XCTAssertEqual(sent?.at("/headers/x-own"), "1")
        XCTAssertEqual(sent?.at("/headers/authorization"), "SSWS 00Marked-token")
        XCTAssertEqual(sent?.at("/headers/user-agent")?.string?.hasPrefix("oktant/"), true)
    }

    func testNothingBelowTheEngineRetriesOrFollowsRedirects() async throws {
        let okta = try Servers.scripted()
        for word in ["busy", "late", "drop", "elsewhere"] {
            for isWarm in [false, true] {
                let id = fresh(word)
                if isWarm { _ = try await okta.call("getUser", byID("echo")) }
                _ = try await failure { try await okta.activate(id) }
                let count = try await okta.seen("POST /api/v1/users/\(id)/lifecycle/activate")
                XCTAssertEqual(count, 1, id)
            }
        }
        let followed = try await okta.seen("POST /api/v1/users/echo/lifecycle/activate")
        XCTAssertEqual(followed, 0)
    }

    func testABodyIsNotSentTwiceOverAKeptConnectionThatDies() async throws {
        let okta = try Servers.scripted()
        _ = try await okta.call("getUser", byID("echo"))
        let id = fresh("drop")
        _ = try await failure {
            _ = try await okta.call("updateUser", Arguments(path: ["id": id], body: .json(["profile": [:]])))
        }
        let count = try await okta.seen("POST /api/v1/users/\(id)")
        XCTAssertEqual(count, 1)
    }

    func testFailuresReportHowFarTheAttemptGotAndKeepTheirCause() async throws {
        let okta = try Servers.scripted()
        let cut = try await failure { try await okta.activate(fresh("cut")) }
        XCTAssertEqual(cut.details.phase, .body)
        XCTAssertTrue(cut.details.underlying is TransportFailure)
        let drop = try await failure { try await okta.activate(fresh("drop")) }
        XCTAssertEqual(drop.details.phase, .answer)
        XCTAssertTrue(drop.details.mayHaveBeenSent)
        let closed = try OktantClient(orgURL: "http://127.0.0.1:9", token: "00Marked-token")
        let connect = try await failure { try await closed.activate("x") }
        XCTAssertEqual(connect.details.phase, .connect)
        XCTAssertFalse(connect.details.mayHaveBeenSent)
        let slow = try await failure { try await okta.activate(fresh("hang"), options: CallOptions(timeout: .milliseconds(100))) }
        guard case .timeout(let details) = slow else { return XCTFail("\(slow)") }
        XCTAssertEqual(details.phase, .answer)
        let late = try await failure { try await okta.activate(fresh("hang"), options: CallOptions(deadline: .milliseconds(100))) }
        guard case .timeout = late else { return XCTFail("\(late)") }
    }

    func testBodiesAreDecompressedAndCutToALimit() async throws {
        let okta = try Servers.scripted()
        let packed = try await okta.call("getUser", byID("packed"))
        XCTAssertEqual(packed?["id"], "packed")
        let html = try await failure { _ = try await okta.call("getUser", byID("html")) }
        guard case .decode(let details) = html else { return XCTFail("\(html)") }
        XCTAssertEqual(details.body, Data("<html></html>".utf8))
        let huge = try await failure { _ = try await okta.call("getUser", byID("huge")) }
        XCTAssertEqual(huge.details.body?.count, HTTPResponse.bodyLimit)
    }

    func testALogEndsAtAnEmptyPageAndIsFollowedOnRequest() async throws {
        let okta = try Servers.scripted()
        var pages: [Page<JSON>] = []
        for try await page in okta.items("listLogEvents").pages() { pages.append(page) }
        XCTAssertEqual(pages.map(\.items.count), [1, 0])
        var followed: [JSON?] = []
        for try await page in okta.items("listLogEvents", cursor: pages.last?.cursor).follow(every: .milliseconds(1)).pages() {
            followed += page.items.map { $0["uuid"] }
            if followed.count == 2 { break }
        }
        XCTAssertEqual(followed, ["2", "4"])
        let error = try await failure { for try await _ in okta.items("getUser", byID("me")) {} }
        guard case .invalidArgument = error else { return XCTFail("\(error)") }
    }

    func testACallThatIsCancelledWhileSendingClosesItsConnection() async throws {
        let okta = try Servers.scripted()
        let id = fresh("hang")
        let task = Task { try await okta.call("getUser", byID(id)) }
        try await eventually { try await okta.seen("GET /api/v1/users/\(id)") == 1 }
        try await assertCancels([task])
        try await eventually { try await okta.seen("closed /api/v1/users/\(id)") == 1 }
    }

    func testManyCallsRunAtOnceAndCanBeCancelledAtOnce() async throws {
        let okta = try Servers.scripted()
        let count = try await withThrowingTaskGroup(of: JSON?.self) { group in
            for _ in 0..<1000 { group.addTask { try await okta.call("getUser", byID("echo")) } }
            return try await group.reduce(0) { $0 + ($1 == nil ? 0 : 1) }
        }
        XCTAssertEqual(count, 1000)
        let log = EventLog()
        let listened = try Servers.scripted { $0.onEvent = log.listen }
        let hanging = (0..<50).map { _ in Task { try await listened.call("getUser", byID(fresh("hang"))) } }
        try await eventually { log.count { $0 == .request } == 50 }
        try await assertCancels(hanging)
    }

    func testAnAnswerThatAsksForAPasswordIsAnError() async throws {
        let okta = try Servers.scripted { $0.timeout = .seconds(5) }
        let error = try await failure { _ = try await okta.call("getUser", byID("challenge"), options: CallOptions(maxRetries: 0)) }
        guard case .api(let details) = error else { return XCTFail("\(error)") }
        XCTAssertEqual(details.status, 401)
        XCTAssertTrue(error.description.contains("by a proxy"), error.description)
    }
}
