import Oktant
import XCTest

/// The view model of examples/swiftui.
@available(macOS 14, iOS 17, *)
@MainActor
final class UsersModelTests: XCTestCase {
    func testItShowsTheEmailsOfUsers() async throws {
        let model = UsersModel(okta: try Servers.simulator())
        await model.search("A")
        guard case .found(let emails) = model.state else { return XCTFail("\(model.state)") }
        XCTAssert(!emails.isEmpty && emails.allSatisfy { $0.contains("@") }, "\(emails)")
    }

    func testItShowsAnError() async throws {
        let model = UsersModel(okta: try OktantClient(orgURL: Servers.environment("OKTANT_SIMULATOR"), token: "00another"))
        await model.search("A")
        guard case .failed(let message) = model.state else { return XCTFail("\(model.state)") }
        XCTAssert(message.contains("E0000011"), message)
    }

    func testASearchThatIsCancelledShowsNothing() async throws {
        let model = UsersModel(okta: try Servers.simulator())
        let search = Task { await model.search("A") }
        search.cancel()
        await search.value
        XCTAssertEqual(model.state, .searching)
    }
}
