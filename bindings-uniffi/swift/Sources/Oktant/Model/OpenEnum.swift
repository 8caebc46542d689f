/// An open set of strings: the documented values are constants of its type, and any other value is possible.
///
/// As the key of a dictionary it is coded as the name of a member.
public struct OpenEnum<S>: RawRepresentable, Hashable, Codable, CodingKeyRepresentable, Sendable, ExpressibleByStringLiteral,
    CustomStringConvertible
{
    /// The string on the wire.
    public let rawValue: String

    /// The value that is this string on the wire, documented or not.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The value that is this string on the wire, documented or not.
    public init(_ text: String) { rawValue = text }

    /// The value that is this string on the wire, documented or not.
    public init(stringLiteral value: String) { rawValue = value }

    /// The string on the wire.
    public var description: String { rawValue }

    /// Its JSON.
    public var json: JSON { .string(rawValue) }
}
