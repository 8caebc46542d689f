internal import OktantEngine

/// Wakes calls that wait for other calls. Holds no session, because the session holds it.
final class WakeRegistry: Waker, Sendable {
    private let signals = Locked<[UInt64: WakeSignal]>([:])

    func register(_ callID: UInt64) -> WakeSignal {
        let signal = WakeSignal()
        signals.with { $0[callID] = signal }
        return signal
    }

    func remove(_ callID: UInt64) {
        signals.with { $0[callID] = nil }
    }

    func wake(callId: UInt64) {
        signals.with { $0[callId] }?.wake()
    }
}

/// Ends the wait of one call: after its time, by a wake before or during it, or when its task is cancelled.
struct WakeSignal: Sendable {
    // Keeps a wake until the next wait.
    private let wakes = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    func wake() {
        wakes.continuation.yield()
    }

    func wait(_ limit: Duration) async throws {
        let timer = Task {
            try await Task.sleep(for: limit.bounded)
            wake()
        }
        defer { timer.cancel() }
        for await _ in wakes.stream { break }
        try Task.checkCancellation()
    }
}
