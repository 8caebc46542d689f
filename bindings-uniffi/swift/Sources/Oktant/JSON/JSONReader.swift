/// The kind of a body.
enum JSONKind: Sendable {
    case empty, object, array, other
    /// Begins as JSON, and is none.
    case broken
    case notJSON
}

/// A parsed body: its kind, and its value if it is JSON.
struct Document {
    let kind: JSONKind
    let value: JSON?

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        var reader = JSONReader(bytes)
        guard let first = reader.next() else {
            (kind, value) = (.empty, nil)
            return
        }
        guard let read = try? reader.document() else {
            let begins = [UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\"")].contains(first)
            (kind, value) = (begins ? .broken : .notJSON, nil)
            return
        }
        value = read
        switch read {
        case .object: kind = .object
        case .array: kind = .array
        default: kind = .other
        }
    }
}

/// A JSON parser with the rules of the engine's own: strict, keeping every digit of a number and lone surrogates, at most 500
/// levels deep. Foundation's parser is neither exact nor fast.
private struct JSONReader {
    private struct NotJSON: Error {}

    private let bytes: UnsafeBufferPointer<UInt8>
    private var at = 0
    private var depth = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
    }

    mutating func document() throws -> JSON {
        let read = try value()
        guard next() == nil else { throw NotJSON() }
        return read
    }

    /// Skips white space and returns the byte there; nil at the end.
    mutating func next() -> UInt8? {
        while at < bytes.count {
            switch bytes[at] {
            case 0x20, 0x0A, 0x0D, 0x09: at += 1
            case let byte: return byte
            }
        }
        return nil
    }

    /// An object or array whose end is not read yet.
    private struct Container {
        let isObject: Bool
        var name = ""
        var members: [(name: String, value: JSON)] = []
        var items: [JSON] = []

        var isEmpty: Bool { members.isEmpty && items.isEmpty }

        mutating func add(_ value: JSON) {
            if isObject { members.append((name, value)) } else { items.append(value) }
        }

        consuming func build() -> JSON {
            guard isObject else { return .array(items) }
            var object = JSON.Object(members: members)
            object.removeDuplicates()
            return .object(object)
        }
    }

    /// The next value. Open containers are kept in an array and not on the stack, which may be small.
    private mutating func value() throws -> JSON {
        var open: [Container] = []
        while true {
            var done = try begin(&open)
            // A value that ends may be the last one of its container.
            while true {
                guard let last = open.indices.last else { return done ?? .null }
                if let done { open[last].add(done) }
                if try more(before: UInt8(ascii: open[last].isObject ? "}" : "]"), first: open[last].isEmpty) {
                    if open[last].isObject { open[last].name = try memberName() }
                    break
                }
                done = open.removeLast().build()
            }
        }
    }

    /// A scalar value; nil after opening a container.
    private mutating func begin(_ open: inout [Container]) throws -> JSON? {
        switch next() {
        case UInt8(ascii: "{"): open.append(Container(isObject: true))
        case UInt8(ascii: "["): open.append(Container(isObject: false))
        case UInt8(ascii: "\""): return try string()
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
        try self.open()
        return nil
    }

    private mutating func memberName() throws -> String {
        guard next() == UInt8(ascii: "\""), case .string(let name) = try string(), next() == UInt8(ascii: ":") else { throw NotJSON() }
        at += 1
        return name
    }

    private mutating func open() throws {
        depth += 1
        at += 1
        guard depth <= 500 else { throw NotJSON() }
    }

    /// True if another element follows; otherwise reads past the closing `end`.
    private mutating func more(before end: UInt8, first: Bool) throws -> Bool {
        guard let byte = next() else { throw NotJSON() }
        if byte == end {
            at += 1
            depth -= 1
            return false
        }
        if !first {
            guard byte == UInt8(ascii: ",") else { throw NotJSON() }
            at += 1
        }
        return true
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws -> JSON {
        let end = at + word.utf8CodeUnitCount
        let same = word.withUTF8Buffer { end <= bytes.count && $0.elementsEqual(bytes[at..<end]) }
        guard same else { throw NotJSON() }
        at = end
        return value
    }

    private mutating func number() throws -> JSON {
        let start = at
        _ = eat(UInt8(ascii: "-"))
        if !eat(UInt8(ascii: "0")) { try digits() }
        if eat(UInt8(ascii: ".")) { try digits() }
        if eat(UInt8(ascii: "e")) || eat(UInt8(ascii: "E")) {
            _ = eat(UInt8(ascii: "+")) || eat(UInt8(ascii: "-"))
            try digits()
        }
        return .number(String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<at]), as: UTF8.self))
    }

    private mutating func digits() throws {
        let start = at
        while at < bytes.count, bytes[at] &- UInt8(ascii: "0") < 10 { at += 1 }
        guard at > start else { throw NotJSON() }
    }

    private mutating func eat(_ byte: UInt8) -> Bool {
        let here = at < bytes.count && bytes[at] == byte
        if here { at += 1 }
        return here
    }

    private mutating func string() throws -> JSON {
        at += 1
        let start = at
        try plain()
        if bytes[at] == UInt8(ascii: "\"") {
            at += 1
            return .string(try text(start..<at - 1))
        }
        return try escaped(from: start)
    }

    /// Skips text up to a quote or a backslash.
    private mutating func plain() throws {
        var here = at
        while here < bytes.count {
            let byte = bytes[here]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                at = here
                return
            }
            guard byte >= 0x20 else { break }
            here += 1
        }
        throw NotJSON()
    }

    private func text(_ range: Range<Int>) throws -> String {
        let slice = UnsafeBufferPointer(rebasing: bytes[range])
        let text = String(decoding: slice, as: UTF8.self)
        // The decoder replaces invalid UTF-8 with this character.
        guard !text.unicodeScalars.contains("\u{FFFD}") || text.utf8.elementsEqual(slice) else { throw NotJSON() }
        return text
    }

    private mutating func escaped(from start: Int) throws -> JSON {
        var out = try text(start..<at)
        var whole = true
        while !eat(UInt8(ascii: "\"")) {
            at += 1
            if let scalar = try escape() { out.unicodeScalars.append(scalar) } else { whole = false }
            let from = at
            try plain()
            out += try text(from..<at)
        }
        return whole ? .string(out) : .unpaired(try text(start - 1..<at))
    }

    /// The character of an escape sequence; nil for a lone surrogate.
    private mutating func escape() throws -> Unicode.Scalar? {
        guard at < bytes.count else { throw NotJSON() }
        at += 1
        switch bytes[at - 1] {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicode()
        default: throw NotJSON()
        }
    }

    private mutating func unicode() throws -> Unicode.Scalar? {
        let unit = try hex()
        let place = at
        if (0xD800..<0xDC00).contains(unit), eat(UInt8(ascii: "\\")), eat(UInt8(ascii: "u")) {
            let low = try hex()
            if (0xDC00..<0xE000).contains(low) { return Unicode.Scalar(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)) }
        }
        at = place
        return Unicode.Scalar(unit)
    }

    private mutating func hex() throws -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard at < bytes.count, let digit = Character(Unicode.Scalar(bytes[at])).hexDigitValue else { throw NotJSON() }
            unit = unit << 4 | UInt32(digit)
            at += 1
        }
        return unit
    }
}

extension JSON.Object {
    /// Removes repeated names; the last value counts.
    fileprivate mutating func removeDuplicates() {
        guard hasDuplicates else { return }
        var places: [String: Int] = [:]
        var unique: [(name: String, value: JSON)] = []
        for member in members {
            if let place = places[member.name] {
                unique[place].value = member.value
            } else {
                places[member.name] = unique.count
                unique.append(member)
            }
        }
        members = unique
    }

    /// Most objects are small, and comparing their names is faster than hashing them.
    private var hasDuplicates: Bool {
        if members.count > 24 { return Set(members.map(\.name)).count < members.count }
        return members.indices.contains { index in members[..<index].contains { $0.name == members[index].name } }
    }
}
