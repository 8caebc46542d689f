internal import OktantEngine
import Foundation

/// The arguments of an operation, by the names of Okta's document.
public struct Arguments: Sendable {
    /// What fills the path.
    public var path: Members<String>
    /// Query parameters.
    public var query: Members<Argument>
    /// Headers that the document tells of.
    public var headers: Members<String>
    /// What is sent.
    public var body: Body?

    /// Arguments by name.
    public init(
        path: Members<String> = [:], query: Members<Argument> = [:], headers: Members<String> = [:], body: Body? = nil
    ) {
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }
}

/// Names and values in order.
public struct Members<Value: Sendable>: Sendable, ExpressibleByDictionaryLiteral {
    /// The pairs, in order.
    public var pairs: [(name: String, value: Value)]

    /// Names and values in order.
    public init(dictionaryLiteral elements: (String, Value)...) {
        pairs = elements.map { ($0, $1) }
    }
}

/// The value of a query member. Nil is as good as absent.
public enum Argument: Sendable {
    /// Nothing.
    case none
    /// One value.
    case one(String)
    /// Several.
    case many([String])

    /// One value, or nothing.
    public init(_ value: (some CustomStringConvertible)?) {
        self = value.map { .one($0.description) } ?? .none
    }
}

extension Argument: ExpressibleByNilLiteral, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral
{
    /// Nothing.
    public init(nilLiteral: ()) { self = .none }
    /// Text.
    public init(stringLiteral value: String) { self = .one(value) }
    /// A whole number.
    public init(integerLiteral value: Int) { self = .one(String(value)) }
    /// A number.
    public init(floatLiteral value: Double) { self = .one(String(value)) }
    /// `true` or `false`
    public init(booleanLiteral value: Bool) { self = .one(String(value)) }
    /// Several values.
    public init(arrayLiteral elements: String...) { self = .many(elements) }

    fileprivate var values: [String]? {
        switch self {
        case .none: nil
        case .one(let value): [value]
        case .many(let values): values
        }
    }
}

/// What an operation sends.
public enum Body: Sendable {
    /// A document.
    case json(JSON)
    /// A file to upload; its media type follows from its name where none is given.
    case file(name: String, bytes: Data, media: String? = nil)
    /// Bytes, under the operation's first media type where none is given.
    case bytes(Data, media: String? = nil)
}

/// What can be said of one call, instead of what the client says of all.
public struct CallOptions: Sendable {
    /// How long one attempt may take; zero is for ever.
    public var timeout: Duration?
    /// How long the whole call may take, pauses and tokens included; zero is for ever.
    public var deadline: Duration?
    /// How often it may be repeated.
    public var maxRetries: Int?
    /// Headers beside the operation's own.
    public var headers: Members<String>
    /// Query members that the document does not tell of.
    public var query: Members<String>

    /// Options by name.
    public init(
        timeout: Duration? = nil, deadline: Duration? = nil, maxRetries: Int? = nil, headers: Members<String> = [:],
        query: Members<String> = [:]
    ) {
        self.timeout = timeout
        self.deadline = deadline
        self.maxRetries = maxRetries
        self.headers = headers
        self.query = query
    }
}

extension Request {
    init(_ target: Target, _ arguments: Arguments, _ options: CallOptions) {
        let body: OktantEngine.Body? =
            switch arguments.body {
            case nil: nil
            case .json(let value): .json(text: value.description)
            case .file(let name, let bytes, let media): .file(name: name, media: media, bytes: bytes)
            case .bytes(let bytes, let media): .bytes(media: media, bytes: bytes)
            }
        self.init(
            target: target, path: arguments.path.named,
            query: arguments.query.pairs.compactMap { pair in pair.value.values.map { Query(name: pair.name, values: $0) } },
            headers: arguments.headers.named, body: body,
            tuning: Tuning(
                timeoutMs: options.timeout?.milliseconds, deadlineMs: options.deadline?.milliseconds,
                maxRetries: options.maxRetries.map(UInt32.init(clamping:)), headers: options.headers.named,
                query: options.query.named))
    }
}

extension Members<String> {
    fileprivate var named: [Named] { pairs.map { Named(name: $0.name, value: $0.value) } }
}

extension Duration {
    var milliseconds: UInt64 {
        UInt64(clamping: components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000)
    }
}
