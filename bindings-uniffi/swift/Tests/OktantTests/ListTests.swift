import Foundation
import Oktant
import XCTest

/// Lists, over pages that a function makes: the numbers 1, 2 and 3, each on its own page.
final class ListTests: XCTestCase {
    private let pages = FakeTransport { request in
        let page = Int(request.url.split(separator: "after=").dropFirst().first ?? "1") ?? 1
        return page == 3 ? .json("[3]") : .json("[\(page)]", headers: [("Link", next(page + 1))])
    }

    private func list() throws -> PagedSequence<JSON> { try fake(pages).items("listUsers") }

    func testNothingIsRequestedBeforeAListIsReadAndEachIterationRequestsItAgain() async throws {
        let list = try list()
        XCTAssertEqual(pages.requests.count, 0)
        let items = try await list.all()
        XCTAssertEqual(items, [1, 2, 3])
        let again = try await list.map(\.int).all()
        XCTAssertEqual(again, [1, 2, 3])
        XCTAssertEqual(pages.requests.count, 6)
    }

    func testNoPageIsRequestedAfterTheLastItemThatIsTaken() async throws {
        let list = try list()
        let two = try await list.prefix(2).all()
        XCTAssertEqual(two, [1, 2])
        XCTAssertEqual(pages.requests.count, 2)
        let first = try await list.first { _ in true }
        XCTAssertEqual(first, 1)
        XCTAssertEqual(pages.requests.count, 3)
        let page = try await list.pages().prefix(1).all()
        XCTAssertEqual(page.count, 1)
        XCTAssertEqual(pages.requests.count, 4)
    }

    func testAPageHasACursorFromWhichAnotherClientContinues() async throws {
        let first = try await list().firstPage()
        XCTAssertEqual(pages.requests.count, 1)
        XCTAssertEqual(first.items, [1])
        XCTAssertEqual("\(first)", "Page(1 items)")
        let rest = try await fake(pages).items("listUsers", cursor: first.cursor).pages().all()
        XCTAssertEqual(rest.flatMap(\.items), [2, 3])
        XCTAssertNil(rest.last?.cursor)
    }

    func testAnErrorComesAfterTheItemsBeforeIt() async throws {
        let broken = FakeTransport { [pages] request in
            request.url.contains("after") ? .json("{}", status: 403) : try await pages.send(request)
        }
        var items = try fake(broken).items("listUsers").makeAsyncIterator()
        let first = try await items.next()
        XCTAssertEqual(first, 1)
        let error = try await failure { _ = try await items.next() }
        XCTAssertEqual(error.status, 403)
        let after = try await items.next()
        XCTAssertNil(after)
    }

    func testAListThatCannotBeFollowedIsAnErrorAfterItsItems() async throws {
        let looping = FakeTransport { _ in .json("[1]", headers: [("Link", next(2))]) }
        var seen: [JSON] = []
        let error = try await failure { for try await item in try fake(looping).items("listUsers") { seen.append(item) } }
        guard case .page = error else { return XCTFail("\(error)") }
        XCTAssertEqual(seen, [1, 1])
    }

    func testAGrowingListIsFollowed() async throws {
        let time = Counter()
        let log = FakeTransport { _ in
            let now = time.next()
            let link = next(now).replacing("/users", with: "/logs")
            return .json(now % 2 == 0 ? "[]" : "[\(now)]", headers: [("Link", link)])
        }
        let once = try await fake(log).items("listLogEvents").all()
        XCTAssertEqual(once, [1])
        let followed = try await fake(log).items("listLogEvents").follow(every: .milliseconds(1)).prefix(3).all()
        XCTAssertEqual(followed, [3, 5, 7])
        let pages = try await fake(log).items("listLogEvents").follow(every: .zero).pages().prefix(3).all()
        XCTAssertEqual(pages.count, 3)
    }

    func testCopiesOfAnIteratorShareItsPosition() async throws {
        let twos = FakeTransport { request in
            request.url.contains("after") ? .json("[3,4]") : .json("[1,2]", headers: [("Link", next(2))])
        }
        var items = try fake(twos).items("listUsers").makeAsyncIterator()
        var seen = [try await items.next()]
        var copy = items
        for _ in 0..<2 { seen += [try await copy.next(), try await items.next()] }
        XCTAssertEqual(seen, [1, 2, 3, 4, nil])
        var pages = try list().pages().makeAsyncIterator()
        var others = pages
        let read = [try await pages.next(), try await others.next(), try await pages.next(), try await others.next()]
        XCTAssertEqual(read.map { $0?.items }, [[1], [2], [3], nil])
    }

    @available(macOS 14, iOS 17, *)
    func testAnActorIsLeftForAPageAndNotForEachItem() async throws {
        let items = "[" + (0..<1000).map(String.init).joined(separator: ",") + "]"
        let leaves = try await Reader().read(fake(FakeTransport { _ in .json(items) }).items("listUsers"))
        XCTAssertLessThan(leaves, 20)
    }

    func testAListIsReadOnTheMainActor() async throws {
        let items = try await readOnTheMainActor(list())
        XCTAssertEqual(items, [1, 2, 3, 1, 2, 3])
    }
}

@MainActor
private func readOnTheMainActor(_ list: PagedSequence<JSON>) async throws -> [JSON] {
    var items: [JSON] = []
    for try await item in list { items.append(item) }
    for try await page in list.pages() { items += page.items }
    return items
}

/// Counts how often an actor is entered.
@available(macOS 14, iOS 17, *)
private final class CountingExecutor: SerialExecutor {
    let entered = Counter()
    private let queue = DispatchQueue(label: "counting")

    func enqueue(_ job: consuming ExecutorJob) {
        entered.next()
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }
}

@available(macOS 14, iOS 17, *)
private actor Reader {
    let executor = CountingExecutor()
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    func read(_ list: PagedSequence<JSON>) async throws -> Int {
        var count = 0
        for try await _ in list { count += 1 }
        count += try await list.all().count
        XCTAssertEqual(count, 2000)
        return executor.entered.count
    }
}

/// A `Link` header to a page.
private func next(_ page: Int) -> String {
    "<https://example.okta.com/api/v1/users?after=\(page)>; rel=\"next\""
}
