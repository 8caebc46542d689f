/// A value with the full response that it came in: `try await okta.withResponse { try await $0.users.getUser(id: "me") }`.
public struct Response<Value> {
    /// What the closure gave.
    public let value: Value
    /// The full response.
    public let raw: RawResponse

    /// A value with the response that it came in, for tests of a program.
    public init(value: Value, raw: RawResponse) {
        self.value = value
        self.raw = raw
    }
}

extension Response: Sendable where Value: Sendable {}

/// Keeps the last response to a call that is made in its task, for it and for the one around it.
final class ResponseCollector: Sendable {
    @TaskLocal static var current: ResponseCollector?

    private let outer = ResponseCollector.current
    private let kept = Locked<RawResponse?>(nil)

    var last: RawResponse? { kept.with { $0 } }

    func collect(_ response: RawResponse) {
        kept.with { $0 = response }
        outer?.collect(response)
    }
}
