internal import OktantEngine
import Foundation

/// Wakes calls that wait for each other. It knows no session, which holds it.
final class Alarms: Waker, @unchecked Sendable {
    private let lock = NSLock()
    private var alarms: [UInt64: Alarm] = [:]

    func set(_ ticket: UInt64) -> Alarm {
        let alarm = Alarm()
        lock.withLock { alarms[ticket] = alarm }
        return alarm
    }

    func remove(_ ticket: UInt64) {
        _ = lock.withLock { alarms.removeValue(forKey: ticket) }
    }

    func wake(ticket: UInt64) {
        lock.withLock { alarms[ticket] }?.ring()
    }
}

/// Ends the wait of one call: at its time, by a wake before or during it, or where its task is cancelled.
final class Alarm: @unchecked Sendable {
    private let lock = NSLock()
    private var rung = false
    private var waiting: CheckedContinuation<Void, Never>?

    func ring() {
        let continuation = lock.withLock {
            defer { waiting = nil }
            rung = waiting == nil
            return waiting
        }
        continuation?.resume()
    }

    func wait(_ milliseconds: UInt64) async throws {
        let timer = Task {
            try await Task.sleep(for: .milliseconds(milliseconds))
            ring()
        }
        defer { timer.cancel() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = lock.withLock {
                    if !rung { waiting = continuation }
                    defer { rung = false }
                    return rung
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            ring()
        }
        try Task.checkCancellation()
    }
}

/// What took longer than it may.
struct TimeUp: Error {}

/// Runs `work`, for so long at most.
func within<T: Sendable>(_ milliseconds: UInt64?, _ work: @escaping @Sendable () async throws -> T) async throws -> T {
    guard let milliseconds else { return try await work() }
    return try await withThrowingTaskGroup(of: T.self) { group in
        group.addTask(operation: work)
        group.addTask {
            try await Task.sleep(for: .milliseconds(milliseconds))
            throw TimeUp()
        }
        defer { group.cancelAll() }
        guard let first = try await group.next() else { throw TimeUp() }
        return first
    }
}
