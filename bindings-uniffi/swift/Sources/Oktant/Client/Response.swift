import Foundation

/// A value with the full response that it came in: `try await okta.withResponse { try await $0.users.getUser(id: "me") }`.
public struct Response<Value> {
    /// What the closure gave.
    public let value: Value
    /// The full response.
    public let raw: RawResponse
}

extension Response: Sendable where Value: Sendable {}

/// Keeps the last response to a call that is made in its task, for it and for the one around it.
final class ResponseCollector: @unchecked Sendable {
    @TaskLocal static var current: ResponseCollector?

    private let outer = ResponseCollector.current
    private let lock = NSLock()
    private var kept: RawResponse?

    var last: RawResponse? { lock.withLock { kept } }

    func collect(_ response: RawResponse) {
        lock.withLock { kept = response }
        outer?.collect(response)
    }
}
