import Foundation
import Oktant

/// The calls of scenarios with `parse`, through the typed methods, and what properties give: a time as its instant, an enum as `known` or
/// `unknown`, a union as the tag that chose its case.
func typed(_ client: OktantClient, _ call: JSON, _ row: inout JSON.Object) async throws {
    var seen: [String: JSON] = [:]
    switch call["op"]?.string {
    case "getUser":
        let user = try await client.users.getUser(id: call.at("/path/id")?.string ?? "")
        row["value"] = .string(user.json.description)
        row["texts"] = texts("\(user)", String(reflecting: user))
        seen["/status"] = known(user.status.map(users.contains))
        let times = [
            "created": user.created, "activated": user.activated, "statusChanged": user.statusChanged, "lastLogin": user.lastLogin,
            "lastUpdated": user.lastUpdated, "passwordChanged": user.passwordChanged,
        ]
        // A number is a value of another type, which only the document has.
        for (name, time) in times { seen["/\(name)"] = instant(time ?? user[name]?.double.map { Date(timeIntervalSince1970: $0 / 1000) }) }
    case "listApplications":
        let list = client.applications.listApplications(limit: call.at("/query/limit")?.int)
        let apps = try await list.reduce(into: []) { $0.append($1) }
        row["items"] = .array(apps.map { .string($0.json.description) })
        row["texts"] = .array(apps.map { .string(String(reflecting: $0)) })
        for (index, app) in apps.enumerated() {
            seen["/\(index)"] = .string(tag(app))
            seen["/\(index)/created"] = instant(app.created)
            seen["/\(index)/status"] = known(app.status.map(applications.contains))
        }
    default: fatalError("no typed call in this driver")
    }
    var parsed: JSON.Object = [:]
    for (pointer, _) in call["parse"]?.object ?? [:] {
        guard let value = seen[pointer] else { fatalError("no property at \(pointer) in this driver") }
        parsed[pointer] = value
    }
    row["parsed"] = .object(parsed)
}

private func instant(_ time: Date?) -> JSON {
    time.map { .string($0.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))) } ?? .null
}

private func known(_ isKnown: Bool?) -> JSON { isKnown == true ? "known" : "unknown" }

private func tag(_ app: Application) -> String {
    switch app {
    case .bookmark: "BOOKMARK"
    case .saml: "SAML_2_0"
    case .unknown: "unknown"
    default: "another"
    }
}

private let users: Set<UserStatus> = [
    .active, .deprovisioned, .lockedOut, .passwordExpired, .provisioned, .recovery, .staged, .suspended,
]
private let applications: Set<ApplicationLifecycleStatus> = [.active, .deleted, .inactive]
