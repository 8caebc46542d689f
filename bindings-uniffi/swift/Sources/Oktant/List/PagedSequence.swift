internal import OktantEngine

/// One page of a list.
public struct Page: Sendable {
    /// The items on this page. A page may be empty without being the last.
    public let items: [JSON]
    /// The cursor of the next page, from which another process can continue; nil on the last page.
    public let cursor: String?
}

/// The pages of a list, fetched as they are iterated. Iterating throws ``OktantError`` after the pages before the error.
public struct Pages: AsyncSequence, Sendable {
    let client: OktantClient
    let request: Request
    let cursor: String?
    var every: Duration?

    /// Follows a growing list, such as the system log: at its end it is polled again after this time, forever. A page that is not
    /// full is the end for now. With pacing, a quarter of the rate limit is left to other calls.
    public func follow(every: Duration) -> Pages {
        var pages = self
        pages.every = every
        return pages
    }

    /// Starts reading the list.
    public func makeAsyncIterator() -> Iterator {
        let list = client.session.pages(request: request, cursor: cursor, followMs: every?.milliseconds)
        return Iterator(driver: client.driver, list: list)
    }

    /// The state of an iteration.
    public struct Iterator: AsyncIteratorProtocol {
        let driver: CallDriver
        let list: OktantEngine.Pages
        private var state = State.open(rest: .zero)

        private enum State {
            /// There may be another page, to be read after a pause.
            case open(rest: Duration)
            /// The next page is an error.
            case failed(OktantError)
            /// The list has ended.
            case ended
        }

        init(driver: CallDriver, list: OktantEngine.Pages) {
            self.driver = driver
            self.list = list
        }

        /// The next page; nil after the last.
        public mutating func next() async throws -> Page? {
            let before = state
            state = .ended
            switch before {
            case .open(let rest): if rest > .zero { try await Task.sleep(for: rest) }
            case .failed(let error): throw error
            case .ended: return nil
            }
            guard let call = try await driver.run(list.next) else { return nil }
            let info = call.response.page
            if let error = info?.error {
                state = .failed(OktantError(error))
            } else if let info, info.more {
                state = .open(rest: .milliseconds(info.restMs))
            }
            return Page(items: call.received.items, cursor: info?.cursor)
        }
    }
}

/// The items of a list, fetched page by page as they are iterated. Iterating throws ``OktantError`` after the items before the error.
public struct Items: AsyncSequence, Sendable {
    let pages: Pages

    /// Follows a growing list, such as the system log: at its end it is polled again after this time, forever. A page that is not
    /// full is the end for now. With pacing, a quarter of the rate limit is left to other calls.
    public func follow(every: Duration) -> Items {
        Items(pages: pages.follow(every: every))
    }

    /// Starts reading the list.
    public func makeAsyncIterator() -> Iterator {
        Iterator(pages: pages.makeAsyncIterator())
    }

    /// The state of an iteration.
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
