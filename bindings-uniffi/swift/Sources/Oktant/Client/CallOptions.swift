/// Options of one call, in place of the client's settings.
public struct CallOptions: Sendable {
    /// The timeout of one attempt, up to the last byte of the response; zero for no limit. Default: the client's.
    public var timeout: Duration?
    /// The timeout of the whole call, with retries, pauses and token requests; zero for no limit. Default: the client's.
    public var deadline: Duration?
    /// The largest number of retries. Default: the client's.
    public var maxRetries: Int?
    /// Further request headers.
    public var headers: Members<String>
    /// Further query parameters; a nil is left out.
    public var query: Members<(any ArgumentValue)?>

    /// Options; those left out are the client's.
    public init(
        timeout: Duration? = nil, deadline: Duration? = nil, maxRetries: Int? = nil, headers: Members<String> = [:],
        query: Members<(any ArgumentValue)?> = [:]
    ) {
        self.timeout = timeout
        self.deadline = deadline
        self.maxRetries = maxRetries
        self.headers = headers
        self.query = query
    }
}

/// No headers and no query: they may be secrets.
extension CallOptions: CustomStringConvertible, CustomReflectable {
    /// What is limited.
    public var description: String {
        let limits = [timeout.map { "timeout: \($0)" }, deadline.map { "deadline: \($0)" }, maxRetries.map { "maxRetries: \($0)" }]
        return "CallOptions(\(limits.compactMap { $0 }.joined(separator: ", ")))"
    }

    /// Nothing: headers may be secrets.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
