/// A JSON parser with the rules of the engine's own: strict, keeping every digit of a number and lone surrogates, at most 500
/// levels deep. Foundation's parser is neither exact nor fast.
struct JSONReader: ~Copyable {
    private struct NotJSON: Error {}

    private let bytes: UnsafeBufferPointer<UInt8>
    private var at = 0
    /// The open containers, kept here and not on the stack, which may be small.
    private var open: [Container] = []
    private var members = PendingElements<JSON.Object.Member>()
    private var items = PendingElements<JSON>()
    private var names: MemberNames

    /// Parses one document; nil if it is not JSON.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> JSON? {
        var reader = JSONReader(bytes)
        return try? reader.document()
    }

    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    private init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        names = MemberNames(size: bytes.count)
        if bytes.starts(with: JSONReader.byteOrderMark) { at = JSONReader.byteOrderMark.count }
    }

    private mutating func document() throws(NotJSON) -> JSON {
        let read = try value()
        guard next() == nil else { throw NotJSON() }
        return read
    }

    /// An object or array whose end is not read yet.
    private struct Container {
        let isObject: Bool
        /// The place of its first element among the pending ones.
        let start: Int
    }

    private mutating func value() throws(NotJSON) -> JSON {
        while true {
            var done = try begin()
            // A value that ends may be the last one of its container.
            while true {
                guard let last = open.last else { return done ?? .null }
                if last.isObject {
                    if let done { members.changeLast { $0.value = done } }
                    if try more(before: UInt8(ascii: "}"), isFirst: done == nil) {
                        members.append((try memberName(), .null))
                        break
                    }
                    let mayRepeat = names.endObject(members.count - last.start)
                    done = .object(JSON.Object(members.take(from: last.start), mayRepeat: mayRepeat))
                } else {
                    if let done { items.append(done) }
                    if try more(before: UInt8(ascii: "]"), isFirst: done == nil) { break }
                    done = .array(items.take(from: last.start))
                }
                open.removeLast()
            }
        }
    }

    /// A scalar value; nil after opening a container.
    private mutating func begin() throws(NotJSON) -> JSON? {
        switch next() {
        case UInt8(ascii: "{"): try open(Container(isObject: true, start: members.count))
        case UInt8(ascii: "["): try open(Container(isObject: false, start: items.count))
        case UInt8(ascii: "\""): return try string()
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
        return nil
    }

    private mutating func open(_ container: Container) throws(NotJSON) {
        guard open.count < 500 else { throw NotJSON() }
        open.append(container)
        at += 1
    }

    /// True if another element follows; otherwise reads past the closing `end`.
    private mutating func more(before end: UInt8, isFirst: Bool) throws(NotJSON) -> Bool {
        guard let byte = next() else { throw NotJSON() }
        if byte == end {
            at += 1
            return false
        }
        if !isFirst {
            guard byte == UInt8(ascii: ",") else { throw NotJSON() }
            at += 1
        }
        return true
    }

    private mutating func memberName() throws(NotJSON) -> String {
        guard next() == UInt8(ascii: "\"") else { throw NotJSON() }
        at += 1
        let start = at
        let isASCII = try plain()
        let name: String
        if bytes[at] == UInt8(ascii: "\"") {
            if let known = names.find(bytes, start..<at) {
                name = known
            } else {
                name = try text(start..<at, isASCII: isASCII)
                names.keep(name)
            }
            at += 1
        } else {
            guard case .string(let unescaped) = try escaped(from: start) else { throw NotJSON() }
            name = unescaped
            names.addOther()
        }
        guard next() == UInt8(ascii: ":") else { throw NotJSON() }
        at += 1
        return name
    }

    /// Skips white space and returns the byte there; nil at the end.
    private mutating func next() -> UInt8? {
        while at < bytes.count {
            let byte = bytes[at]
            guard JSONReader.isSpace(byte) else { return byte }
            at += 1
        }
        return nil
    }

    private mutating func eat(_ byte: UInt8) -> Bool {
        let here = at < bytes.count && bytes[at] == byte
        if here { at += 1 }
        return here
    }
}

// Scalars.
extension JSONReader {
    private mutating func word(_ word: StaticString, _ value: JSON) throws(NotJSON) -> JSON {
        let end = at + word.utf8CodeUnitCount
        let isSame = word.withUTF8Buffer { end <= bytes.count && $0.elementsEqual(bytes[at..<end]) }
        guard isSame else { throw NotJSON() }
        at = end
        return value
    }

    private mutating func number() throws(NotJSON) -> JSON {
        let start = at
        _ = eat(UInt8(ascii: "-"))
        if !eat(UInt8(ascii: "0")) { try digits() }
        if eat(UInt8(ascii: ".")) { try digits() }
        if eat(UInt8(ascii: "e")) || eat(UInt8(ascii: "E")) {
            _ = eat(UInt8(ascii: "+")) || eat(UInt8(ascii: "-"))
            try digits()
        }
        return .number(try text(start..<at, isASCII: true))
    }

    private mutating func digits() throws(NotJSON) {
        let start = at
        while at < bytes.count, bytes[at] &- UInt8(ascii: "0") < 10 { at += 1 }
        guard at > start else { throw NotJSON() }
    }

    private mutating func string() throws(NotJSON) -> JSON {
        at += 1
        let start = at
        let isASCII = try plain()
        guard bytes[at] == UInt8(ascii: "\"") else { return try escaped(from: start) }
        at += 1
        return .string(try text(start..<at - 1, isASCII: isASCII))
    }

    /// Skips text up to a quote or a backslash, and tells whether all of it is ASCII.
    private mutating func plain() throws(NotJSON) -> Bool {
        skipPlainASCII()
        var all: UInt8 = 0
        while at < bytes.count {
            let byte = bytes[at]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return all < 0x80 }
            guard byte >= 0x20 else { break }
            all |= byte
            at += 1
        }
        throw NotJSON()
    }

    /// Skips text up to one of these or a control character, or the first character that is not ASCII, eight bytes at a time.
    private mutating func skipPlainASCII() {
        let ones: UInt64 = 0x0101_0101_0101_0101
        while at + 8 <= bytes.count, let start = bytes.baseAddress {
            let word = UnsafeRawPointer(start + at).loadUnaligned(as: UInt64.self).littleEndian
            // A difference below zero sets the highest bit of its byte.
            let quote = (word ^ (ones &* 0x22)) &- ones
            let backslash = (word ^ (ones &* 0x5C)) &- ones
            let control = word &- ones &* 0x20
            let found = (quote | backslash | control | word) & (ones &* 0x80)
            at += found.trailingZeroBitCount / 8
            if found != 0 { return }
        }
    }

    private func text(_ range: Range<Int>, isASCII: Bool) throws(NotJSON) -> String {
        let slice = UnsafeBufferPointer(rebasing: bytes[range])
        let text = String(decoding: slice, as: UTF8.self)
        // Invalid UTF-8 is replaced while it is decoded.
        guard isASCII || text.utf8.elementsEqual(slice) else { throw NotJSON() }
        return text
    }

    /// The rest of a string from its first escape sequence, which is here.
    private mutating func escaped(from start: Int) throws(NotJSON) -> JSON {
        var out = try text(start..<at, isASCII: false)
        var isWhole = true
        while !eat(UInt8(ascii: "\"")) {
            at += 1
            if let scalar = try escape() { out.unicodeScalars.append(scalar) } else { isWhole = false }
            let from = at
            let isASCII = try plain()
            out += try text(from..<at, isASCII: isASCII)
        }
        return isWhole ? .string(out) : .unpaired(try text(start - 1..<at, isASCII: false))
    }

    /// The character of an escape sequence; nil for a lone surrogate.
    private mutating func escape() throws(NotJSON) -> Unicode.Scalar? {
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

    private mutating func unicode() throws(NotJSON) -> Unicode.Scalar? {
        let unit = try hex()
        let place = at
        if (0xD800..<0xDC00).contains(unit), eat(UInt8(ascii: "\\")), eat(UInt8(ascii: "u")) {
            let low = try hex()
            if (0xDC00..<0xE000).contains(low) { return Unicode.Scalar(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)) }
        }
        at = place
        return Unicode.Scalar(unit)
    }

    private mutating func hex() throws(NotJSON) -> UInt32 {
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
    /// An object of these members; if a name is repeated, it has the first place and the last value.
    fileprivate init(_ members: [Member], mayRepeat: Bool) {
        self.members = members
        guard mayRepeat, hasRepeated else { return }
        // Names that Swift calls equal may differ in their bytes.
        var places: [[UInt8]: Int] = [:]
        self.members = []
        for member in members {
            let place = places[Array(member.name.utf8)]
            if let place {
                self.members[place].value = member.value
            } else {
                places[Array(member.name.utf8)] = self.members.count
                self.members.append(member)
            }
        }
    }
    /// Most objects are small, and comparing their names is faster than hashing them.
    private var hasRepeated: Bool {
        if members.count > 24 { return Set(members.map(\.name)).count < members.count }
        return members.indices.contains { index in members[..<index].contains { $0.name == members[index].name } }
    }
}
