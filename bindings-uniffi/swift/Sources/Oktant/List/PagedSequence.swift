/// The items of a list. Each iteration requests the pages again, one at a time, as its items are read. It throws ``OktantError`` after
/// the items before the error.
public struct PagedSequence<Element: Sendable>: AsyncSequence, Sendable {
    let client: OktantClient
    let operation: String
    let arguments: Arguments
    let options: CallOptions
    let cursor: String?
    var every: Duration?
    let read: @Sendable (JSON) -> Element

    /// The pages, requested as they are read.
    public func pages() -> Pages { Pages(list: self) }

    /// The first page alone.
    ///
    /// - Throws: ``OktantError`` if the call fails, `CancellationError` if the task is cancelled.
    public func firstPage() async throws -> Page<Element> {
        var pages = pages().makeAsyncIterator()
        guard let first = try await pages.next() else { preconditionFailure("a list has a first page") }
        return first
    }

    /// All items. Unlike `reduce`, it can be called on an actor, such as the main one.
    ///
    /// - Throws: ``OktantError`` if a call fails, `CancellationError` if the task is cancelled.
    public func all(isolation: isolated (any Actor)? = #isolation) async throws -> [Element] {
        var items: [Element] = []
        var iterator = makeAsyncIterator()
        while let item = try await iterator.next(isolation: isolation) { items.append(item) }
        return items
    }

    /// The first item; nil if there is none.
    ///
    /// - Throws: ``OktantError`` if the call fails, `CancellationError` if the task is cancelled.
    public func first(isolation: isolated (any Actor)? = #isolation) async throws -> Element? {
        for try await item in self { return item }
        return nil
    }

    /// Follows a growing list, such as the system log: at its end it is polled again after this time, forever. A page that is not
    /// full is the end for now. With pacing, a quarter of the rate limit is left to other calls.
    public func follow(every: Duration) -> PagedSequence {
        var list = self
        list.every = every
        return list
    }

    /// Starts reading the list.
    public func makeAsyncIterator() -> Iterator { Iterator(reader: open(), read: read) }

    func open() -> PageReader { client.driver.pages(operation, arguments, options, cursor, every) }

    /// The items of a list that is being read. Copies share one position: an item is read by one of them.
    public struct Iterator: AsyncIteratorProtocol {
        let reader: PageReader
        let read: @Sendable (JSON) -> Element

        /// The next item; nil after the last.
        public mutating func next() async throws -> Element? { try await next(isolation: nil) }

        /// The same on an actor, such as the main one, which is left once a page and not once an item.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws -> Element? {
            try await reader.nextItem(isolation: actor).map(read)
        }
    }

    /// The pages of a list, requested as they are read. Iterating throws ``OktantError`` after the pages before the error.
    public struct Pages: AsyncSequence, Sendable {
        let list: PagedSequence

        /// Starts reading the list.
        public func makeAsyncIterator() -> Iterator { Iterator(reader: list.open(), read: list.read) }

        /// The pages of a list that is being read. Copies share one position.
        public struct Iterator: AsyncIteratorProtocol {
            let reader: PageReader
            let read: @Sendable (JSON) -> Element

            /// The next page; nil after the last.
            public mutating func next() async throws -> Page<Element>? { try await next(isolation: nil) }

            /// The same on an actor, such as the main one.
            public mutating func next(isolation actor: isolated (any Actor)?) async throws -> Page<Element>? {
                guard let call = try await reader.nextPage(isolation: actor) else { return nil }
                return Page(json: call.raw.json ?? .null, items: call.items.map(read), cursor: call.next?.cursor)
            }
        }
    }
}

/// The operation only: arguments may be secrets.
extension PagedSequence: CustomStringConvertible, CustomReflectable {
    /// The name of the operation that lists the items.
    public var description: String { "PagedSequence(\(operation))" }

    /// Nothing: arguments may be secrets.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// A list whose pages are documents, with more than items: `okta.customRoles.listRoles().documents()`.
public struct PagedDocuments<Element: Sendable, Document: Sendable>: AsyncSequence, Sendable {
    let list: PagedSequence<Element>
    let view: @Sendable (JSON) -> Document

    /// The pages as documents, requested as they are read.
    public func documents() -> AsyncMapSequence<PagedSequence<Element>.Pages, Document> { list.pages().map { view($0.json) } }

    /// The pages, requested as they are read.
    public func pages() -> PagedSequence<Element>.Pages { list.pages() }

    /// The first page alone.
    ///
    /// - Throws: ``OktantError`` if the call fails, `CancellationError` if the task is cancelled.
    public func firstPage() async throws -> Page<Element> { try await list.firstPage() }

    /// Starts reading the list.
    public func makeAsyncIterator() -> PagedSequence<Element>.Iterator { list.makeAsyncIterator() }
}

/// One page of a list.
public struct Page<Element: Sendable>: Sendable {
    let json: JSON
    /// The items on this page. A page may be empty without being the last.
    public let items: [Element]
    /// The cursor of the next page, from which another process can continue; nil on the last page.
    public let cursor: String?

    init(json: JSON, items: [Element], cursor: String?) {
        self.json = json
        self.items = items
        self.cursor = cursor
    }

    /// A page, for tests of a program.
    public init(items: [Element], cursor: String? = nil) {
        self.init(json: .null, items: items, cursor: cursor)
    }
}

/// Numbers only: an item may hold secrets.
extension Page: CustomStringConvertible, CustomReflectable {
    /// The number of items.
    public var description: String { "Page(\(items.count) items)" }

    /// The items, each by its own description; not the document.
    public var customMirror: Mirror { Mirror(self, children: ["items": items]) }
}
