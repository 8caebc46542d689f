/// What follows a page: whether there is more, after a pause, or why the list cannot be followed.
struct NextPage: Sendable {
    let more: Bool
    let rest: Duration
    let cursor: String?
    let error: OktantError?
}

/// Reads a list, page by page, by the calls that `nextCall` makes. It is a class because the engine's list, which `nextCall` reads, is one
/// too: copies of an iterator share one position.
final class PageReader {
    private let nextCall: @Sendable () async throws -> CompletedCall?
    private var state = State.open(rest: .zero)
    private var items: IndexingIterator<[JSON]> = [].makeIterator()

    private enum State {
        /// There may be another page, to be read after a pause.
        case open(rest: Duration)
        /// The next page is an error.
        case failed(OktantError)
        /// The list has ended.
        case ended
    }

    init(_ nextCall: @escaping @Sendable () async throws -> CompletedCall?) {
        self.nextCall = nextCall
    }

    /// The next item; nil after the last, or after an error.
    func nextItem(isolation: isolated (any Actor)?) async throws -> JSON? {
        while true {
            if let item = items.next() { return item }
            guard let page = try await nextPage(isolation: isolation) else { return nil }
            items = page.items.makeIterator()
        }
    }

    /// The next page; nil after the last, or after an error.
    func nextPage(isolation: isolated (any Actor)?) async throws -> CompletedCall? {
        let before = state
        state = .ended
        switch before {
        case .open(let rest): if rest > .zero { try await Task.sleep(for: rest.bounded) }
        case .failed(let error): throw error
        case .ended: return nil
        }
        guard let call = try await nextCall() else { return nil }
        if let error = call.next?.error {
            state = .failed(error)
        } else if let next = call.next, next.more {
            state = .open(rest: next.rest)
        }
        return call
    }
}
