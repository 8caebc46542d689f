import Foundation
import Oktant

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Ways to read one page that is in memory.
func pageReaders(_ page: Data) -> [Reader] {
    [
        Reader(name: "oktant: JSON, as typed users", isOurs: true) { try oktantUsers(page).count },
        Reader(name: "oktant: ten properties of each read too", isOurs: true) { try oktantUsers(page).reduce(0) { $0 + seen($1) } },
        Reader(name: "JSONDecoder: Codable structs") { try JSONDecoder().decode([CodableUser].self, from: page).count },
        Reader(name: "JSONSerialization: dictionaries") { try dictionaries(page).count },
    ]
}

private func oktantUsers(_ page: Data) throws -> [User] {
    guard let users = JSON(parsing: page)?.array else { throw NoPage() }
    return users.map(User.init(json:))
}

private func seen(_ user: User) -> Int {
    let profile = user.profile
    let texts = [
        user.id, user.status?.rawValue, profile?.login, profile?.email, profile?.firstName, profile?.lastName, profile?.department,
        user.credentials?.provider?.name, user.json.at("/_links/self/href")?.string,
    ]
    return user.lastUpdated != nil && texts.allSatisfy { $0 != nil } ? 1 : 0
}

/// An org whose users are listed.
struct Org {
    let url: String
    let token: String
    let users: Int
    let limit = 200

    /// Ways to list all users, reading the ID and the login of each. Both use URLSession and keep their connection.
    func listReaders() throws -> [Reader] {
        let okta = try OktantClient(orgURL: url, token: token)
        let session = URLSession(configuration: .ephemeral)
        return [
            Reader(name: "oktant, typed", isOurs: true) {
                var read = 0
                for try await user in okta.users.listUsers(limit: limit) where user.id != nil && user.profile?.login != nil { read += 1 }
                return read
            },
            Reader(name: "URLSession + JSONSerialization") {
                var read = 0
                var next: URL? = first
                while let url = next {
                    let (body, link) = try await get(url, session)
                    for user in try dictionaries(body) where user["id"] is String && (user["profile"] as? [String: Any])?["login"] is String {
                        read += 1
                    }
                    next = link
                }
                return read
            },
        ]
    }

    /// The first page.
    func page() async throws -> Data { try await get(first, URLSession(configuration: .ephemeral)).body }

    private var first: URL? { URL(string: "\(url)/api/v1/users?limit=\(limit)") }

    private func get(_ url: URL?, _ session: URLSession) async throws -> (body: Data, next: URL?) {
        guard let url else { throw NoPage() }
        var request = URLRequest(url: url)
        request.setValue("SSWS \(token)", forHTTPHeaderField: "Authorization")
        request.setValue("application/json", forHTTPHeaderField: "Accept")
        let (body, response) = try await session.data(for: request)
        let links = (response as? HTTPURLResponse)?.value(forHTTPHeaderField: "Link")?.components(separatedBy: ",") ?? []
        let next = links.first { $0.contains("rel=\"next\"") }?.split(separator: ">").first?.split(separator: "<").last
        return (body, next.flatMap { URL(string: String($0)) })
    }
}

struct NoPage: Error {}

private func dictionaries(_ page: Data) throws -> [[String: Any]] {
    guard let users = try JSONSerialization.jsonObject(with: page) as? [[String: Any]] else { throw NoPage() }
    return users
}
