extension JSON: CustomStringConvertible {
    /// Compact JSON text, secrets included. `debugDescription` masks them.
    public var description: String {
        JSONWriter.text(self, isMasked: false)
    }

    /// The text, and the first number or string in it that is none in JSON.
    var checkedText: (text: String, odd: JSON?) {
        var writer = JSONWriter(isMasked: false, isChecked: true)
        writer.write(self)
        return (writer.text, writer.odd)
    }

    /// Whether the text of a number or of an unpaired string is one.
    fileprivate var isLiteral: Bool {
        switch (self, JSON(parsing: description)) {
        case (.number, .number), (.unpaired, .unpaired), (.unpaired, .string): true
        default: false
        }
    }
}

/// For logs and debuggers, which must not show secrets.
extension JSON: CustomDebugStringConvertible, CustomReflectable {
    /// Compact JSON text with the values of secret members masked: `{"password":***}`.
    public var debugDescription: String { JSONWriter.text(self, isMasked: true) }

    /// A mirror of the masked text.
    public var customMirror: Mirror { Mirror(self, unlabeledChildren: [debugDescription]) }
}

extension JSON.Object: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Compact JSON text, secrets included. `debugDescription` masks them.
    public var description: String { JSON.object(self).description }

    /// Compact JSON text with the values of secret members masked.
    public var debugDescription: String { JSON.object(self).debugDescription }

    /// A mirror of the masked text.
    public var customMirror: Mirror { Mirror(self, unlabeledChildren: [debugDescription]) }
}

/// Writes compact JSON.
private struct JSONWriter {
    private let isMasked: Bool
    private let isChecked: Bool
    private var bytes: [UInt8] = []
    /// The first number or string that is none in JSON, if that is checked.
    private(set) var odd: JSON?
    /// The open containers, kept here and not on the stack, which may be small.
    private var open: [Container] = []

    /// An object or array whose end is not written yet: its members or items, and the number of those that are written.
    private struct Container {
        var isObject = false
        var members: [JSON.Object.Member] = []
        var items: [JSON] = []
        var written = 0
    }

    static func text(_ value: JSON, isMasked: Bool) -> String {
        var writer = JSONWriter(isMasked: isMasked)
        writer.write(value)
        return writer.text
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    init(isMasked: Bool, isChecked: Bool = false) {
        self.isMasked = isMasked
        self.isChecked = isChecked
    }

    mutating func write(_ value: JSON) {
        begin(value)
        while let last = open.indices.last {
            let place = open[last].written
            open[last].written += 1
            if open[last].isObject {
                guard place < open[last].members.count else {
                    end(UInt8(ascii: "}"))
                    continue
                }
                if place > 0 { bytes.append(UInt8(ascii: ",")) }
                member(open[last].members[place])
            } else {
                guard place < open[last].items.count else {
                    end(UInt8(ascii: "]"))
                    continue
                }
                if place > 0 { bytes.append(UInt8(ascii: ",")) }
                begin(open[last].items[place])
            }
        }
    }

    private mutating func member(_ member: JSON.Object.Member) {
        quote(member.name)
        bytes.append(UInt8(ascii: ":"))
        if isMasked, isSecret(member.name), !member.value.isNull { append(mask) } else { begin(member.value) }
    }

    /// Writes a scalar value, or opens a container.
    private mutating func begin(_ value: JSON) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .number(let text), .unpaired(let text):
            append(text)
            if isChecked, odd == nil, !value.isLiteral { odd = value }
        case .string(let text): quote(text)
        case .array(let items):
            bytes.append(UInt8(ascii: "["))
            open.append(Container(items: items))
        case .object(let object):
            bytes.append(UInt8(ascii: "{"))
            open.append(Container(isObject: true, members: object.members))
        }
    }

    private mutating func end(_ bracket: UInt8) {
        bytes.append(bracket)
        open.removeLast()
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { characters in
            var start = 0
            for (place, byte) in characters.enumerated() where JSONWriter.isEscaped(byte) {
                bytes.append(contentsOf: characters[start..<place])
                escape(byte)
                start = place + 1
            }
            bytes.append(contentsOf: characters[start...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case UInt8(ascii: "\n"): append("\\n")
        case UInt8(ascii: "\r"): append("\\r")
        case UInt8(ascii: "\t"): append("\\t")
        default: append("\\u00" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16))
        }
    }
}
