/// An open set of strings: the documented values are constants of its type, and any other value is possible.
public protocol OpenEnum: RawRepresentable, Hashable, Codable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible
where RawValue == String {
    /// The value of this string.
    init(rawValue: String)

    /// The string on the wire.
    var rawValue: String { get }

    /// Its JSON.
    var json: JSON { get }
}

extension OpenEnum {
    /// The value of this string.
    public init(_ text: String) { self.init(rawValue: text) }

    /// The value of this string.
    public init(stringLiteral value: String) { self.init(rawValue: value) }

    /// The string on the wire.
    public var description: String { rawValue }

    /// Its JSON.
    public var json: JSON { .string(rawValue) }

    /// Whether both are the same string.
    public static func == (left: Self, right: Self) -> Bool { left.rawValue == right.rawValue }

    /// Equal values hash alike.
    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

/// An open set of strings that may also be a boolean, with the text `true` or `false`.
public protocol OpenEnumOrBool: OpenEnum {}

extension OpenEnumOrBool {
    /// Its JSON: a boolean if the text is `true` or `false`.
    public var json: JSON { Bool(rawValue).map(JSON.bool) ?? .string(rawValue) }
}
