import Oktant

/// The example of the README, which must compile.
func readmeSample() async throws {
    let okta = try OktantClient.fromEnvironment()
    for try await user in okta.users.listUsers(search: "status eq \"ACTIVE\"") { print(user.id ?? "", user.profile?.email ?? "") }
    var ann = try await okta.users.getUser(id: "ann@example.com")
    ann.profile?.nickName = "Annie"
    ann.profile?["badge"] = "42" // a custom attribute
    try await okta.users.replaceUser(id: "ann@example.com", ann)
}
