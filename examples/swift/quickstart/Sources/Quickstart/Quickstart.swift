import Oktant

@main
struct Quickstart {
    static func main() async throws {
        let okta = try OktantClient.fromEnvironment()
        var count = 0
        for try await _ in okta.users.listUsers() { count += 1 }
        print(count)
    }
}
