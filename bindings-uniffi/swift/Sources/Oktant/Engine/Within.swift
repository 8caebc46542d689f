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
private final class Race<Value: Sendable>: Sendable {
    private struct State {
        var continuation: CheckedContinuation<Value, any Error>?
        var result: Result<Value, any Error>?
        var tasks: [Task<Void, Never>] = []
    }

    private let state = Locked(State())

    func start(
        _ continuation: CheckedContinuation<Value, any Error>, _ limit: Duration?, _ work: @escaping @Sendable () async throws -> Value
    ) {
        let early = state.with { state in
            if state.result == nil { (state.continuation, state.tasks) = (continuation, run(limit, work)) }
            return state.result
        }
        if let early { continuation.resume(with: early) }
    }

    func end(_ result: Result<Value, any Error>) {
        let before = state.with { state in
            defer { state = State(result: state.result ?? result) }
            return state
        }
        before.continuation?.resume(with: result)
        for task in before.tasks { task.cancel() }
    }

    private func run(_ limit: Duration?, _ work: @escaping @Sendable () async throws -> Value) -> [Task<Void, Never>] {
        let working = Task {
            do { end(.success(try await work())) } catch { end(.failure(error)) }
        }
        guard let limit else { return [working] }
        let timer = Task {
            do { try await Task.sleep(for: limit.bounded) } catch { return }
            end(.failure(TimedOut()))
        }
        return [working, timer]
    }
}
