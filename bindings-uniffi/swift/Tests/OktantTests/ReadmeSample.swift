import Oktant

/// The example of the README, which must compile.
func readmeSample() async throws {
    let okta = try OktantClient.fromEnvironment()
    for try await user in okta.users.listUsers(search: "status eq \"ACTIVE\"") { print(user) }
    let ann = try await okta.call("getUser", Arguments(path: ["id": "ann@example.com"]))
    print(ann?["profile"]?["email"]?.string ?? "no email")
}
