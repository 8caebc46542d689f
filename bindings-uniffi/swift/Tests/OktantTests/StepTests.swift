import Foundation
@testable import Oktant
import OktantEngine
import XCTest

/// What the way across the edge costs: calls without a network. The figure is printed, and nothing depends on it.
final class StepTests: XCTestCase {
    func testManyCallsInARow() throws {
        let session = try Session(settings: Forms.settings([:]), waker: Asleep())
        let request = try Forms.request(["op": "getUser", "path": ["id": "00u1"]])
        let rounds = 20_000
        let start = ContinuousClock.now
        for _ in 0..<rounds {
            let begun = session.call(request: request, seed: 1, now: now)
            guard case .send = begun.step else { return XCTFail("\(begun.step)") }
            let input = Input.kept(status: 200, headers: [], bytes: 900, json: .object, found: nil, count: 0)
            guard case .done = try XCTUnwrap(begun.call).step(input: input, now: now) else { return XCTFail("not done") }
        }
        print("a call of two steps: \((ContinuousClock.now - start) / rounds)")
    }

    private let now = Moment(monoMs: 0, unixMs: 1_700_000_000_000)
}

private final class Asleep: Waker {
    func wake(ticket: UInt64) {}
}
