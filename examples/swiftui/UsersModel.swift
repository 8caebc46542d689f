import Observation
import Oktant

/// The state of a screen that searches users.
@available(macOS 14, iOS 17, *)
@MainActor
@Observable
final class UsersModel {
    /// What the screen shows.
    enum State: Equatable {
        case searching
        case found([String])
        case failed(String)
    }

    private(set) var state = State.found([])
    private let okta: OktantClient

    init(okta: OktantClient) {
        self.okta = okta
    }

    /// Searches by the start of last names. If its task is cancelled, so is its request.
    func search(_ lastName: String) async {
        state = .searching
        do {
            let users = okta.users.listUsers(search: "profile.lastName sw \"\(lastName)\"").prefix(25)
            state = .found(try await users.reduce(into: []) { $0.append($1.profile?.email ?? "") })
        } catch is CancellationError {
            // The next search has begun.
        } catch {
            state = .failed(error.localizedDescription)
        }
    }
}
