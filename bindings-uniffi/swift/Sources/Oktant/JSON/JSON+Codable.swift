import Foundation

/// Reads and writes JSON by any coder. Numbers are as exact as the coder's.
extension JSON: Codable {
    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }

        init?(intValue: Int) { return nil }
    }

    /// Reads any value.
    public init(from decoder: any Decoder) throws {
        if let members = try? decoder.container(keyedBy: Name.self) {
            var object = Object(members: [])
            for name in members.allKeys { object.members.append((name.stringValue, try members.decode(JSON.self, forKey: name))) }
            self = .object(object)
        } else if var items = try? decoder.unkeyedContainer() {
            var array: [JSON] = []
            while !items.isAtEnd { array.append(try items.decode(JSON.self)) }
            self = .array(array)
        } else {
            self = try JSON(scalar: decoder.singleValueContainer())
        }
    }

    private init(scalar: any SingleValueDecodingContainer) throws {
        if scalar.decodeNil() {
            self = .null
        } else if let value = try? scalar.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? scalar.decode(Int64.self) {
            self = .number(String(value))
        } else if let value = try? scalar.decode(Decimal.self) {
            self = .number("\(value)")
        } else {
            self = .string(try scalar.decode(String.self))
        }
    }

    /// Writes the value. A string with half a surrogate pair cannot be written.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .array(let items):
            var container = encoder.unkeyedContainer()
            for item in items { try container.encode(item) }
        case .object(let object):
            var container = encoder.container(keyedBy: Name.self)
            for (name, value) in object.members { try container.encode(value, forKey: Name(stringValue: name)) }
        case .null:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        case .bool(let value):
            var container = encoder.singleValueContainer()
            try container.encode(value)
        case .string(let value):
            var container = encoder.singleValueContainer()
            try container.encode(value)
        case .number(let text):
            var container = encoder.singleValueContainer()
            if let value = Int64(text) {
                try container.encode(value)
            } else if let value = Decimal(string: text) {
                try container.encode(value)
            }
        case .unpaired:
            throw EncodingError.invalidValue(self, .init(codingPath: encoder.codingPath, debugDescription: "half a surrogate pair"))
        }
    }
}
