import Foundation
@testable import Oktant
import OktantEngine
import XCTest

/// What crossing the FFI boundary costs: calls without a network. The figure is printed, and nothing depends on it.
final class StepTests: XCTestCase {
    func testManyCallsInARow() throws {
        let config: JSON = ["code": ["ORGURL": "https://example.okta.com", "TOKEN": "00token"]]
        let session = try OktantEngine.Session(settings: Forms.settings(config), waker: Asleep())
        let request = try Forms.request(["op": "getUser", "path": ["id": "00u1"]])
        let rounds = 20_000
        let start = cpuTime()
        for _ in 0..<rounds {
            let started = session.call(request: request, seed: 1, monoMs: 0, unixMs: unixMs)
            guard case .send = started.step else { return XCTFail("\(started.step)") }
            let input = Input.kept(status: 200, headers: [], body: BodySummary(bytes: 900, kind: .object, next: nil, count: nil))
            guard case .done = try XCTUnwrap(started.call).step(input: input, monoMs: 0, unixMs: unixMs) else { return XCTFail("not done") }
        }
        print("a call of two steps: \((cpuTime() - start) / rounds) ns of CPU time")
    }

    /// CPU time of this thread, which a busy machine does not change.
    private func cpuTime() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }

    private let unixMs: UInt64 = 1_700_000_000_000
}

private final class Asleep: Waker {
    func wake(callId: UInt64) {}
}
