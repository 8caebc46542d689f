internal import OktantEngine
import Foundation

/// The arguments of an operation, by the parameter names of Okta's API document.
public struct Arguments: Sendable {
    /// Path parameters.
    public var path: Members<String>
    /// Query parameters.
    public var query: Members<Argument>
    /// Header parameters.
    public var headers: Members<String>
    /// The request body.
    public var body: Body?

    /// Arguments; those left out are empty.
    public init(
        path: Members<String> = [:], query: Members<Argument> = [:], headers: Members<String> = [:], body: Body? = nil
    ) {
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }
}

/// An ordered list of names and values, written as a dictionary literal.
public struct Members<Value: Sendable>: Sendable, ExpressibleByDictionaryLiteral {
    /// The names and values, in order.
    public var pairs: [(name: String, value: Value)]

    /// The names and values of a dictionary literal, in its order.
    public init(dictionaryLiteral elements: (String, Value)...) {
        pairs = elements.map { ($0, $1) }
    }
}

/// The value of a query parameter; nil to leave the parameter out.
public enum Argument: Sendable {
    /// No value: the parameter is left out.
    case none
    /// One value.
    case one(String)
    /// Several values.
    case many([String])

    /// One value, or none for nil.
    public init(_ value: (some CustomStringConvertible)?) {
        self = value.map { .one($0.description) } ?? .none
    }
}

extension Argument: ExpressibleByNilLiteral, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral
{
    /// No value.
    public init(nilLiteral: ()) { self = .none }
    /// A text value.
    public init(stringLiteral value: String) { self = .one(value) }
    /// One value, as decimal digits.
    public init(integerLiteral value: Int) { self = .one(String(value)) }
    /// A floating-point value.
    public init(floatLiteral value: Double) { self = .one(String(value)) }
    /// One value, `true` or `false`.
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

/// A request body.
public enum Body: Sendable {
    /// A JSON document.
    case json(JSON)
    /// A file to upload. Default of `media`: derived from the file name.
    case file(name: String, bytes: Data, media: String? = nil)
    /// Any other content. Default of `media`: the first media type that the operation accepts.
    case bytes(Data, media: String? = nil)
}

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
    /// Further query parameters.
    public var query: Members<String>

    /// Options; those left out are the client's.
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
            target: target, path: arguments.path.engine,
            query: arguments.query.pairs.compactMap { pair in pair.value.values.map { Query(name: pair.name, values: $0) } },
            headers: arguments.headers.engine, body: body,
            options: OktantEngine.CallOptions(
                timeoutMs: options.timeout?.milliseconds, deadlineMs: options.deadline?.milliseconds,
                maxRetries: options.maxRetries.map(UInt32.init(clamping:)), headers: options.headers.engine,
                query: options.query.engine))
    }
}

extension Members<String> {
    fileprivate var engine: [NameValue] { pairs.map { NameValue(name: $0.name, value: $0.value) } }
}

extension Duration {
    var milliseconds: UInt64 {
        UInt64(clamping: components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000)
    }
}
