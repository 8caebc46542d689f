import Foundation
@testable import Oktant
import OktantEngine
import XCTest

/// What the way across the edge costs: calls without a network. The figure is printed, and nothing depends on it.
final class StepTests: XCTestCase {
    func testManyCallsInARow() throws {
        let config: JSON = ["code": ["ORGURL": "https://example.okta.com", "TOKEN": "00token"]]
        let session = try Session(settings: Forms.settings(config), waker: Asleep())
        let request = try Forms.request(["op": "getUser", "path": ["id": "00u1"]])
        let rounds = 20_000
        let start = cpuTime()
        for _ in 0..<rounds {
            let begun = session.call(request: request, seed: 1, now: now)
            guard case .send = begun.step else { return XCTFail("\(begun.step)") }
            let input = Input.kept(status: 200, headers: [], bytes: 900, json: .object, found: nil, count: 0)
            guard case .done = try XCTUnwrap(begun.call).step(input: input, now: now) else { return XCTFail("not done") }
        }
        print("a call of two steps: \((cpuTime() - start) / rounds) ns of CPU time")
    }

    /// Of this thread alone: a busy machine makes no difference.
    private func cpuTime() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }

    private let now = Moment(monoMs: 0, unixMs: 1_700_000_000_000)
}

private final class Asleep: Waker {
    func wake(ticket: UInt64) {}
}
