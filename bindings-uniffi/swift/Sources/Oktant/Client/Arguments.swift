import Foundation

/// The arguments of an operation, by the parameter names of Okta's API document.
public struct Arguments: Sendable {
    /// Path parameters.
    public var path: Members<String>
    /// Query parameters; a nil is left out.
    public var query: Members<(any ArgumentValue)?>
    /// Header parameters; a nil is left out.
    public var headers: Members<String?>
    /// The request body.
    public var body: Body?

    /// Arguments; those left out are empty.
    public init(
        path: Members<String> = [:], query: Members<(any ArgumentValue)?> = [:], headers: Members<String?> = [:], body: Body? = nil
    ) {
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }
}

/// Names only: values may be secrets.
extension Arguments: CustomStringConvertible, CustomReflectable {
    /// The names of the arguments.
    public var description: String {
        let names = path.pairs.map(\.name) + query.pairs.map(\.name) + headers.pairs.map(\.name) + (body == nil ? [] : ["body"])
        return "Arguments(\(names.joined(separator: ", ")))"
    }

    /// Nothing: values may be secrets.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
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

/// The value of a query parameter: text, a number, a Boolean, a time, or a list of these. A type of your own is sent as its description.
public protocol ArgumentValue: Sendable {}

extension String: ArgumentValue {}
extension Int: ArgumentValue {}
extension Int64: ArgumentValue {}
extension Double: ArgumentValue {}
extension Bool: ArgumentValue {}
extension Date: ArgumentValue {}
extension Array: ArgumentValue where Element: ArgumentValue {}

/// A request body.
public enum Body: Sendable {
    /// A JSON document.
    case json(JSON)
    /// A file to upload. Default of `media`: derived from the file name.
    case file(name: String, bytes: Data, media: String? = nil)
    /// Any other content. Default of `media`: the first media type that the operation accepts.
    case bytes(Data, media: String? = nil)
}
