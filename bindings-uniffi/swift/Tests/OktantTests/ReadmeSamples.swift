// The examples of README.md, which must compile.

import Foundation
import Oktant

func tenLines() async throws {
    // OKTA_CLIENT_ORGURL and OKTA_CLIENT_TOKEN, or okta.yaml
    let okta = try OktantClient.fromEnvironment()
    for try await user in okta.users.listUsers(search: "status eq \"ACTIVE\"") { print(user.id ?? "", user.profile?.email ?? "") }
    var ann = try await okta.users.getUser(id: "ann@example.com")
    ann.profile?.nickName = "Annie"
    ann.profile?["badge"] = "42" // a custom attribute
    try await okta.users.replaceUser(id: "ann@example.com", ann)
}

func newUser(_ okta: OktantClient) async throws {
    let profile = UserProfile(email: "ann@example.com", firstName: "Ann", lastName: "Lee", login: "ann@example.com")
    let ann = try await okta.users.createUser(CreateUserRequest(profile: profile), activate: false)
    var change = UserProfile()
    change.nickName = nil // null: clears it, and changes nothing else
    try await okta.users.updateUser(id: ann.id ?? "", UpdateUserRequest(profile: change))
}

func newGroup(_ okta: OktantClient, userID: String) async throws {
    let profile = OktaUserGroupProfile(description: "Those who write", name: "Writers")
    let group = try await okta.groups.addGroup(AddGroupRequest(profile: profile))
    guard let groupID = group.id else { return }
    try await okta.groups.assignUserToGroup(groupId: groupID, userId: userID)
    let settings = BookmarkApplicationSettings(app: BookmarkApplicationSettingsApplication(url: "https://wiki.example.com"))
    let wiki = BookmarkApplication(label: "Wiki", name: "bookmark", settings: settings)
    let app = try await okta.applications.createApplication(.bookmark(wiki)) // a union: below
    try await okta.applicationGroups.assignGroupToApplication(appId: app.id ?? "", groupId: groupID)
}

func rename(_ okta: OktantClient, appID: String) async throws {
    if case .bookmark(var app) = try await okta.applications.getApplication(appId: appID) {
        app.label = "Wiki"
        try await okta.applications.replaceApplication(appId: appID, .bookmark(app))
    }
    let logo = try Data(contentsOf: URL(fileURLWithPath: "logo.png"))
    try await okta.applicationLogos.uploadApplicationLogo(appId: appID, .file(name: "logo.png", bytes: logo))
}

func describe(_ factor: UserFactor) -> String {
    switch factor {
    case .push(let factor): "a push to \(factor.profile?.name ?? "a device")"
    case .sms(let factor): "a text message to \(factor.profile?.phoneNumber ?? "a phone")"
    case .unknown: "a factor that this version does not know"
    default: "a factor of type \(factor.factorType?.rawValue ?? "none")"
    }
}

func lists(_ okta: OktantClient) async throws {
    for try await group in okta.groups.listGroups().prefix(10) { print(group.profile?.name ?? "") }
    let page = try await okta.users.listUsers(limit: 200).firstPage() // limit: items on a page
    let rest = okta.users.listUsers(cursor: page.cursor) // perhaps in another process
    print(page.items.count, try await rest.reduce(0) { count, _ in count + 1 })
    for try await event in okta.systemLog.listLogEvents().follow(every: .seconds(10)) { print(event.displayMessage ?? "") } // forever
}

func calls(_ okta: OktantClient) async throws {
    let options = CallOptions(timeout: .seconds(5), maxRetries: 0)
    do {
        let response = try await okta.withResponse { try await $0.users.getUser(id: "ann@example.com", options: options) }
        print(response.value.id ?? "", response.raw.requestID ?? "")
    } catch let error as OktantError where error.status == 404 {
        print("no such user")
    }
    print(try await okta.call("GET /api/v1/users/me") ?? "nothing") // what has no method, as JSON
}

func serviceApp() throws -> OktantClient {
    var settings = Settings()
    settings.orgURL = "https://example.okta.com"
    settings.clientID = "0oa1servicea9x8"
    settings.scopes = ["okta.users.read"]
    settings.privateKey = "/etc/okta/key.pem" // PEM, a JWK, or a path to either
    settings.dpop = true // optional: binds the tokens to a key
    return try OktantClient(settings)
}

func signedIn(_ user: some SignIn) throws -> OktantClient {
    var settings = Settings()
    settings.orgURL = "https://example.okta.com"
    settings.bearer = { fresh in // once for all calls that wait; fresh: the org refused the token before
        if fresh { try await user.refresh() }
        return try await user.accessToken()
    }
    return try OktantClient(settings)
}

/// What the page calls yours.
protocol SignIn: Sendable {
    func accessToken() async throws -> String
    func refresh() async throws
}

func ownTest() async throws {
    let fake = FakeTransport { request in
        request.path == "/api/v1/users/me" ? .json(#"{"id": "00u1"}"#) : .json("{}", status: 404)
    }
    var settings = Settings()
    settings.orgURL = "https://example.okta.com"
    settings.token = "00token"
    settings.transport = fake
    let me = try await OktantClient(settings).users.getUser(id: "me")
    precondition(me.id == "00u1" && fake.requests.count == 1)
}
