// A program with Oktant: lists the users of an org, creates, changes and restores one, and continues a list from a cursor.

import Foundation
import Oktant

/// The org is that of OKTA_CLIENT_ORGURL and OKTA_CLIENT_TOKEN, or of okta.yaml; `--write` also makes, changes and deletes a user.
@main
struct Quickstart {
    static func main() async throws {
        let okta = try OktantClient.fromEnvironment()
        let cursor = try await listUsers(okta)
        if CommandLine.arguments.contains("--write") { try await writeAndRestore(okta) }
        if let cursor { try await continueList(cursor) }
    }

    /// Lists every user of the org, page by page; returns the cursor after the first page.
    static func listUsers(_ okta: OktantClient) async throws -> String? {
        var count = 0
        var active = 0
        var first: String?
        let time = try await ContinuousClock().measure {
            for try await page in okta.users.listUsers(limit: 200).pages() {
                if count == 0 { first = page.cursor }
                count += page.items.count
                active += page.items.count { $0.status == .active }
            }
        }
        let seconds = time.formatted(.units(allowed: [.seconds], width: .narrow, fractionalPart: .show(length: 2)))
        print("listed \(count.formatted()) users in \(seconds), \(active.formatted()) active")
        return first
    }

    /// Creates a user with a custom attribute, changes it, restores it, and deletes it.
    static func writeAndRestore(_ okta: OktantClient) async throws {
        var profile = UserProfile(email: "ada@example.com", firstName: "Ada", lastName: "Nowak", login: "ada@example.com")
        profile["badge"] = "42"
        let ada = try await okta.users.createUser(CreateUserRequest(profile: profile), activate: false)
        guard let id = ada.id else { return }
        print("created \(id), status \(ada.status?.rawValue ?? "none"), badge \(badge(ada.profile))")

        let before = try await okta.users.getUser(id: id)
        var changed = before
        changed.profile?.nickName = "Countess"
        changed.profile?["badge"] = "43"
        let replaced = try await okta.users.replaceUser(id: id, changed).profile
        print("changed nickName to \(replaced?.nickName ?? "none"), badge to \(badge(replaced))")

        let restored = try await okta.users.replaceUser(id: id, before).profile
        print("put it back: its badge is \(badge(restored)), its nickName \(restored?.nickName ?? "gone")")

        try await okta.userLifecycle.deactivateUser(userId: id)
        try await okta.users.deleteUser(id: id)
        do {
            _ = try await okta.users.getUser(id: id)
        } catch let error as OktantError where error.status == 404 {
            print("deleted it; asking again: \(error)")
        }
    }

    /// Continues the list from the cursor with another client, which could be in another process.
    static func continueList(_ cursor: String) async throws {
        let okta = try OktantClient.fromEnvironment()
        let count = try await okta.users.listUsers(cursor: cursor).reduce(0) { count, _ in count + 1 }
        print("a second client went on from the cursor and saw the other \(count.formatted()) users")
    }

    static func badge(_ profile: UserProfile?) -> String { profile?["badge"]?.string ?? "none" }
}
