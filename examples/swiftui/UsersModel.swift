import Oktant

#if canImport(SwiftUI)
    import Observation
#endif

/// The state of a screen that searches users.
@available(macOS 14, iOS 17, *)
@MainActor
#if canImport(SwiftUI)
    @Observable
#endif
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
            var emails: [String] = []
            for try await user in okta.users.listUsers(search: "profile.lastName sw \"\(lastName)\"").prefix(25) {
                emails.append(user.profile?.email ?? "")
            }
            state = .found(emails)
        } catch is CancellationError {
            // The next search has begun.
        } catch {
            state = .failed(error.localizedDescription)
        }
    }
}
