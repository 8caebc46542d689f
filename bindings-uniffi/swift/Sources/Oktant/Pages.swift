internal import OktantEngine

/// One page of a list.
public struct Page: Sendable {
    /// What stands on it; a page may be empty and not be the last.
    public let items: [JSON]
    /// Where the next page is, as text that another process can go on from; nil on the last one.
    public let cursor: String?
}

/// The pages of a list, fetched one by one as they are asked for. An error comes after the pages before it.
public struct Pages: AsyncSequence, Sendable {
    let client: OktantClient
    let request: Request
    let cursor: String?
    var every: Duration?

    /// Follows a list that grows, such as the system log: at its end it is polled again after this time, forever. A page that is not
    /// full is the end for now. With pacing, a quarter of the rate limit is left to other calls.
    public func follow(every: Duration) -> Pages {
        var pages = self
        pages.every = every
        return pages
    }

    /// Reads the list from its beginning.
    public func makeAsyncIterator() -> Iterator {
        let every = every.map { UInt64(Swift.max(0, $0 / .milliseconds(1))) }
        return Iterator(drive: client.drive, list: client.session.pages(request: request, cursor: cursor, followMs: every))
    }

    /// Where a reader stands.
    public struct Iterator: AsyncIteratorProtocol {
        let drive: Drive
        let list: OktantEngine.Pages
        private var state = State.open(rest: .zero)

        private enum State {
            /// There is a page to ask for after a rest.
            case open(rest: Duration)
            /// This comes next.
            case failed(OktantError)
            /// The list has ended.
            case over
        }

        init(drive: Drive, list: OktantEngine.Pages) {
            self.drive = drive
            self.list = list
        }

        /// The next page; nil after the last.
        public mutating func next() async throws -> Page? {
            let before = state
            state = .over
            switch before {
            case .open(let rest): if rest > .zero { try await Task.sleep(for: rest) }
            case .failed(let error): throw error
            case .over: return nil
            }
            guard let carried = try await drive.carry(list.begin) else { return nil }
            let turn = carried.answer.turn
            if let fault = turn?.fault {
                state = .failed(OktantError(fault))
            } else if let turn, turn.more {
                state = .open(rest: .milliseconds(turn.restMs))
            }
            return Page(items: carried.kept.items, cursor: turn?.cursor)
        }
    }
}

/// The items of a list, fetched page by page as they are asked for. An error comes after the items before it.
public struct Items: AsyncSequence, Sendable {
    let pages: Pages

    /// Follows a list that grows, such as the system log: at its end it is polled again after this time, forever. A page that is not
    /// full is the end for now. With pacing, a quarter of the rate limit is left to other calls.
    public func follow(every: Duration) -> Items {
        Items(pages: pages.follow(every: every))
    }

    /// Reads the list from its beginning.
    public func makeAsyncIterator() -> Iterator {
        Iterator(pages: pages.makeAsyncIterator())
    }

    /// Where a reader stands.
    public struct Iterator: AsyncIteratorProtocol {
        var pages: Pages.Iterator
        private var page: IndexingIterator<[JSON]> = [].makeIterator()

        init(pages: Pages.Iterator) {
            self.pages = pages
        }

        /// The next item; nil after the last.
        public mutating func next() async throws -> JSON? {
            while true {
                if let item = page.next() { return item }
                guard let next = try await pages.next() else { return nil }
                page = next.items.makeIterator()
            }
        }
    }
}
