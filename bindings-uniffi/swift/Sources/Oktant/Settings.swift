internal import OktantEngine

/// What a client is made with. What is wrong shows when the client is made, all of it at once.
public struct Settings: Sendable {
    /// Gives an OAuth access token where one is needed; asked again with `fresh` where the org refused the last one.
    public typealias Bearer = @Sendable (_ fresh: Bool) async throws -> String

    /// The org's address, `https://example.okta.com`.
    public var orgURL: String?
    /// An API token of the org.
    public var token: String?
    /// Gives OAuth access tokens, instead of an API token.
    public var bearer: Bearer?
    /// What stands before the SDK's own name in User-Agent.
    public var userAgent: String?
    /// How long one attempt may take, from its start to the last byte of its answer; zero is for ever.
    public var timeout: Duration?
    /// How long a whole call may take, pauses and tokens included; zero is for ever.
    public var deadline: Duration?
    /// How often a call may be repeated on its own.
    public var maxRetries: Int?
    /// The longest single pause.
    public var maxWait: Duration?
    /// Anything else by its name in the environment, with or without `OKTA_CLIENT_` before it.
    public var others: [String: String] = [:]
    /// What sends the requests, instead of URLSession.
    public var transport: (any HTTPTransport)?

    /// Settings to be filled.
    public init() {}

    var named: [Setting] {
        let own = [
            ("ORGURL", orgURL), ("TOKEN", token), ("USERAGENT", userAgent), ("REQUESTTIMEOUT", timeout?.text),
            ("DEADLINE", deadline?.text), ("RATELIMIT_MAXRETRIES", maxRetries.map(String.init)), ("MAXWAIT", maxWait?.text),
        ]
        let known = own.compactMap { key, text in text.map { Setting(key: key, text: $0, origin: .code) } }
        return known + others.sorted { $0.key < $1.key }.map { Setting(key: $0.key, text: $0.value, origin: .code) }
    }
}

extension Duration {
    fileprivate var text: String { "\(milliseconds)ms" }
}

/// Names only: values may be secrets.
extension Settings: CustomStringConvertible, CustomReflectable {
    /// The names of what is set.
    public var description: String { "Settings(\(named.map(\.key).joined(separator: ", ")))" }

    /// Nothing: values may be secrets.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
