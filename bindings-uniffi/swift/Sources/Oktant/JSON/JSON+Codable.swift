import Foundation

/// Coding through JSONEncoder, PropertyListEncoder and their decoders. They have no order of members, apply their own strategies for
/// names, and write the value of a number, not its spelling; to keep JSON as it is, use ``JSON/description`` and ``JSON/init(parsing:)``.
///
/// Numbers keep their value if `Int64`, `UInt64`, `Double` or `Decimal` (38 digits) can hold it. Encoding throws for any other number,
/// and for strings with a lone surrogate. Encoders other than JSONEncoder may write a `Decimal` as an object of its parts.
///
/// Coders need much stack for each level: for a document of hundreds of levels, more than a background thread has.
extension JSON: Codable {
    /// Decodes any value.
    public init(from decoder: any Decoder) throws {
        let single = try? decoder.singleValueContainer()
        if let single, single.decodeNil() {
            self = .null
        } else if let text = try? single?.decode(String.self) {
            self = .string(text)
        } else if let members = try? decoder.container(keyedBy: Name.self) {
            self = .object(try Object(members))
        } else if var items = try? decoder.unkeyedContainer() {
            self = .array(try JSON.items(&items))
        } else if let value = try? single?.decode(Bool.self) {
            self = .bool(value)
        } else if let number = single.flatMap(JSON.number) {
            self = .number(number)
        } else {
            let context = DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "no value that JSON has")
            throw DecodingError.dataCorrupted(context)
        }
    }

    /// Encodes the value.
    ///
    /// - Throws: `EncodingError` for a number that loses digits and for a string with a lone surrogate.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .null:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        case .bool(let value): try value.encode(to: encoder)
        case .string(let text): try text.encode(to: encoder)
        case .number(let text):
            var container = encoder.singleValueContainer()
            try encodeNumber(text, into: &container)
        case .unpaired: throw unencodable("a string with half a surrogate pair, which Unicode cannot hold", encoder.codingPath)
        case .array(let items): try items.encode(to: encoder)
        case .object(let object):
            var container = encoder.container(keyedBy: Name.self)
            for (name, value) in object.members { try container.encode(value, forKey: Name(stringValue: name)) }
        }
    }

    private static func items(_ container: inout any UnkeyedDecodingContainer) throws -> [JSON] {
        var items: [JSON] = []
        while !container.isAtEnd {
            // Some decoders do not pass over a null that they decode as a value.
            items.append(try container.decodeNil() ? .null : container.decode(JSON.self))
        }
        return items
    }

    private static func number(_ container: any SingleValueDecodingContainer) -> String? {
        if let value = try? container.decode(Int64.self) { return String(value) }
        if let value = try? container.decode(UInt64.self) { return String(value) }
        let double = try? container.decode(Double.self)
        // Decimals keep more digits, but have a smaller range.
        if let decimal = try? container.decode(Decimal.self), decimal.isFinite, double == nil || Double("\(decimal)") == double {
            return "\(decimal)"
        }
        return double.flatMap { $0.isFinite ? "\($0)" : nil }
    }

    private func encodeNumber(_ text: String, into container: inout any SingleValueEncodingContainer) throws {
        if let value = Int64(text) {
            try container.encode(value)
        } else if let value = UInt64(text) {
            try container.encode(value)
        } else if let value = Double(text), value.isFinite, JSON.number("\(value)") == self {
            try container.encode(value)
        } else if let value = Decimal(string: text), value.isFinite, JSON.number("\(value)") == self {
            try container.encode(value)
        } else {
            throw unencodable("a number that would lose digits", container.codingPath)
        }
    }

    private func unencodable(_ what: String, _ path: [any CodingKey]) -> EncodingError {
        EncodingError.invalidValue(self, EncodingError.Context(codingPath: path, debugDescription: what))
    }
}

extension JSON.Object {
    fileprivate init(_ container: KeyedDecodingContainer<Name>) throws {
        members = try container.allKeys.map { name in
            (name.stringValue, try container.decodeNil(forKey: name) ? .null : container.decode(JSON.self, forKey: name))
        }
    }
}

/// The name of any member.
private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }

    init?(intValue: Int) { nil }
}
