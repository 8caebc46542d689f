import Oktant
import XCTest

/// The view model of examples/swiftui.
@available(macOS 14, iOS 17, *)
final class UsersModelTests: XCTestCase {
    func testItShowsTheEmailsOfUsers() async throws {
        let model = await UsersModel(okta: try Servers.simulator())
        await model.search("A")
        guard case .found(let emails) = await model.state else { return XCTFail("an error") }
        XCTAssert(!emails.isEmpty && emails.allSatisfy { $0.contains("@") }, "\(emails)")
    }

    func testItShowsAnError() async throws {
        let model = await UsersModel(okta: try OktantClient(orgURL: Servers.environment("OKTANT_SIMULATOR_URL"), token: "00another"))
        await model.search("A")
        guard case .failed(let message) = await model.state else { return XCTFail("no error") }
        XCTAssert(message.contains("E0000011"), message)
    }

    func testASearchThatIsCancelledShowsNothing() async throws {
        let model = await UsersModel(okta: try Servers.simulator())
        let search = Task { await model.search("A") }
        search.cancel()
        await search.value
        let state = await model.state
        XCTAssertEqual(state, .searching)
    }
}
