extension JSON: CustomStringConvertible {
    /// Compact JSON text.
    public var description: String {
        var text = ""
        // Open containers and the number of elements written, kept here and not on the stack, which may be small.
        var open: [(whole: JSON, count: Int)] = []
        JSON.begin(self, &text, &open)
        while let last = open.indices.last {
            let (whole, count) = open[last]
            open[last].count += 1
            switch whole {
            case .array(let items) where count < items.count:
                if count > 0 { text += "," }
                JSON.begin(items[count], &text, &open)
            case .object(let object) where count < object.members.count:
                if count > 0 { text += "," }
                JSON.write(object.members[count].name, into: &text)
                text += ":"
                JSON.begin(object.members[count].value, &text, &open)
            default:
                if case .array = whole { text += "]" } else { text += "}" }
                open.removeLast()
            }
        }
        return text
    }

    /// Writes a scalar value, or opens a container.
    private static func begin(_ value: JSON, _ text: inout String, _ open: inout [(whole: JSON, count: Int)]) {
        switch value {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .number(let number): text += number
        case .string(let value): write(value, into: &text)
        case .unpaired(let value): text += value
        case .array:
            text += "["
            open.append((value, 0))
        case .object:
            text += "{"
            open.append((value, 0))
        }
    }

    private static func write(_ value: String, into text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\0"..<" ":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
