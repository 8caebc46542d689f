/// A JSON value that keeps the order of members, every digit of numbers, and explicit nulls.
public enum JSON: Sendable {
    /// JSON `null`, which is not the same as absent.
    case null
    /// A Boolean.
    case bool(Bool)
    /// A number, as text with every digit. What is no JSON number is refused when it is sent.
    case number(String)
    /// A string.
    case string(String)
    /// The JSON text, with quotes, of a string with a lone surrogate, which Swift strings cannot hold.
    case unpaired(String)
    /// An array.
    case array([JSON])
    /// An object, with members in the order of the document.
    case object(Object)

    /// The members of an object, in order. Names are unique.
    public struct Object: Sendable {
        typealias Member = (name: String, value: JSON)

        var members: [Member]
    }
}

extension JSON {
    /// Parses one document, with or without a byte order mark; nil if it is not JSON or nested deeper than 500 levels.
    public init?(parsing text: some Sequence<UInt8>) {
        let read = text.withContiguousStorageIfAvailable { JSONReader.read($0) }
        guard let value = read ?? ContiguousArray(text).withUnsafeBufferPointer({ JSONReader.read($0) }) else { return nil }
        self = value
    }

    /// Parses one document: `JSON(parsing: "{}")` is an object, and `JSON("{}")` a string.
    public init?(parsing text: String) { self.init(parsing: text.utf8) }

    /// A string.
    public init(_ text: String) { self = .string(text) }

    /// A Boolean.
    public init(_ value: Bool) { self = .bool(value) }

    /// An integer.
    public init(_ value: Int) { self = .number(String(value)) }

    /// A floating-point number. Infinity and NaN are refused when they are sent.
    public init(_ value: Double) { self = .number("\(value)") }

    /// The member of an object; nil if it is missing, or this is not an object. Setting nil removes it; setting a member of what is no
    /// object makes it one.
    public subscript(name: String) -> JSON? {
        get { if case .object(let object) = self { object[name] } else { nil } }
        _modify {
            guard var object else {
                var value: JSON?
                defer { if let value { self = .object([name: value]) } }
                yield &value
                return
            }
            // No second reference: the member is changed in place.
            self = .null
            defer { self = .object(object) }
            yield &object[name]
        }
    }

    /// The element of an array; nil if it is missing, or this is not an array.
    public subscript(index: Int) -> JSON? {
        if case .array(let items) = self, items.indices.contains(index) { items[index] } else { nil }
    }

    /// The value at a JSON pointer (RFC 6901), such as `/_links/next/href`; nil if there is none. The empty pointer is the whole document.
    public func at(_ pointer: String) -> JSON? {
        let parts = pointer.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.first?.isEmpty == true else { return nil }
        var value = self
        for part in parts.dropFirst() {
            let isEscaped = part.contains(UInt8(ascii: "~"))
            let text = String(Substring(part))
            let name = isEscaped ? text.replacing("~1", with: "/").replacing("~0", with: "~") : text
            guard let inner = value[name] ?? Int(name).flatMap({ value[$0] }) else { return nil }
            value = inner
        }
        return value
    }

    /// The string; nil for any other value.
    public var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The Boolean; nil for any other value.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The integer; nil for any other value, and for numbers out of range.
    public var int: Int? {
        if case .number(let text) = self { Int(text) } else { nil }
    }

    /// The nearest double of a number; nil for any other value.
    public var double: Double? {
        if case .number(let text) = self { Double(text) } else { nil }
    }

    /// The elements of an array; nil for any other value.
    public var array: [JSON]? {
        if case .array(let items) = self { items } else { nil }
    }

    /// The object; nil for any other value.
    public var object: Object? {
        if case .object(let object) = self { object } else { nil }
    }

    var isNull: Bool {
        if case .null = self { true } else { false }
    }
}

extension JSON.Object: Sequence, ExpressibleByDictionaryLiteral {
    /// An object with these members. If a name is repeated, the last value counts.
    public init(dictionaryLiteral elements: (String, JSON)...) {
        members = []
        for (name, value) in elements { self[name] = value }
    }

    /// The value of a member; nil if it is missing. Setting nil removes the member.
    public subscript(name: String) -> JSON? {
        get { place(of: name).map { members[$0].value } }
        _modify {
            let index = place(of: name)
            var value: JSON?
            // No second reference: the value is changed in place.
            if let index { value = exchange(&members[index].value, with: .null) }
            defer {
                switch (index, value) {
                case (let index?, let value?): members[index].value = value
                case (let index?, nil): members.remove(at: index)
                case (nil, let value?): members.append((name, value))
                case (nil, nil): break
                }
            }
            yield &value
        }
    }

    private func place(of name: String) -> Int? {
        var name = name
        return name.withUTF8 { name in
            // A loop over indices copies no members.
            for index in members.indices where members[index].name.isIdentical(to: name) { return index }
            return nil
        }
    }

    /// The number of members.
    public var count: Int { members.count }

    /// Iterates over the members, in order.
    public func makeIterator() -> AnyIterator<(name: String, value: JSON)> {
        AnyIterator(members.makeIterator())
    }
}

extension JSON: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// JSON `null`.
    public init(nilLiteral: ()) { self = .null }
    /// A Boolean.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// An integer.
    public init(integerLiteral value: Int) { self.init(value) }
    /// A floating-point number. Infinity and NaN are refused when they are sent.
    public init(floatLiteral value: Double) { self.init(value) }
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// An array.
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    /// An object. If a name is repeated, the last value counts.
    public init(dictionaryLiteral elements: (String, JSON)...) {
        var object: Object = [:]
        for (name, value) in elements { object[name] = value }
        self = .object(object)
    }
}
