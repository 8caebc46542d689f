import Foundation

/// The error of work that exceeded its time.
struct TimedOut: Error {}

/// The result of `work`. When its time is over, or the task of the caller is cancelled, `work` is cancelled too and not awaited: it may
/// be a callback or a transport that does not notice.
func within<Value: Sendable>(_ limit: Duration?, _ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
    let race = Race<Value>()
    return try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { race.start($0, limit, work) }
    } onCancel: {
        race.end(.failure(CancellationError()))
    }
}

/// Work, its timer and its cancellation: the first to end counts.
private final class Race<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var continuation: CheckedContinuation<Value, any Error>?
    private var result: Result<Value, any Error>?
    private var tasks: [Task<Void, Never>] = []

    func start(
        _ continuation: CheckedContinuation<Value, any Error>, _ limit: Duration?, _ work: @escaping @Sendable () async throws -> Value
    ) {
        let early = lock.withLock {
            if result == nil {
                self.continuation = continuation
                tasks = run(limit, work)
            }
            return result
        }
        if let early { continuation.resume(with: early) }
    }

    func end(_ result: Result<Value, any Error>) {
        let (continuation, tasks) = lock.withLock {
            defer { (self.continuation, self.tasks) = (nil, []) }
            self.result = self.result ?? result
            return (self.continuation, self.tasks)
        }
        continuation?.resume(with: result)
        for task in tasks { task.cancel() }
    }

    private func run(_ limit: Duration?, _ work: @escaping @Sendable () async throws -> Value) -> [Task<Void, Never>] {
        let working = Task {
            do { end(.success(try await work())) } catch { end(.failure(error)) }
        }
        guard let limit else { return [working] }
        let timer = Task {
            do { try await Task.sleep(for: limit) } catch { return }
            end(.failure(TimedOut()))
        }
        return [working, timer]
    }
}
