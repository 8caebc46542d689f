import Foundation
import Oktant
import OktantEngine
import XCTest

/// What a client leaves behind: nothing, by the counts of the engine.
final class LifetimeTests: XCTestCase {
    func testCallsAndListsAreFreedWhenTheyEndInAnyWay() async throws {
        let okta = try Servers.scripted()
        try await eventually { aliveObjects() == AliveObjects(sessions: 1, calls: 0, lists: 0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 { group.addTask { _ = try await okta.call("getUser", byID("echo")) } }
            try await group.waitForAll()
        }
        _ = try await failure { try await okta.activate(fresh("drop")) }
        _ = try await failure { _ = try await okta.call("getUser") }
        let id = fresh("hang")
        let hanging = Task { try await okta.call("getUser", byID(id)) }
        try await eventually { try await okta.seen("GET /api/v1/users/\(id)") > 0 }
        try await assertCancels([hanging])
        let log = okta.items("listLogEvents")
        _ = try await log.first { _ in true }
        _ = try await log.pages().prefix(1).all()
        _ = try await log.firstPage()
        try await eventually { aliveObjects() == AliveObjects(sessions: 1, calls: 0, lists: 0) }
    }

    func testAClientIsFreedAfterItsLastCall() async throws {
        let log = EventLog()
        weak var forgotten: OktantClient?
        let hanging: Task<JSON?, any Error>
        do {
            let okta = try Servers.scripted { $0.onEvent = log.listen }
            forgotten = okta
            hanging = Task { try await okta.call("getUser", byID(fresh("hang"))) }
        }
        try await eventually { log.count { $0 == .request } == 1 }
        XCTAssertNotNil(forgotten)
        try await assertCancels([hanging])
        try await eventually { forgotten == nil && aliveObjects() == AliveObjects(sessions: 0, calls: 0, lists: 0) }
    }

    func testAListThatIsNotReadToItsEndIsFreed() async throws {
        let transport = FakeTransport { _ in
            .json("[1]", headers: [("Link", "<https://example.okta.com/api/v1/users?after=2>; rel=\"next\"")])
        }
        do {
            var items = try fake(transport).items("listUsers").makeAsyncIterator()
            let first = try await items.next()
            XCTAssertEqual(first, 1)
            XCTAssertEqual(aliveObjects().lists, 1)
        }
        try await eventually { aliveObjects() == AliveObjects(sessions: 0, calls: 0, lists: 0) }
    }
}
