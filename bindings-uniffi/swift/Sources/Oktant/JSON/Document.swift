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
        value = JSONReader.read(bytes)
        switch value {
        case .object: kind = .object
        case .array: kind = .array
        case .some: kind = .other
        case nil:
            // What follows a byte order mark and white space tells a truncated document from another format.
            let isMarked = bytes.starts(with: JSONReader.byteOrderMark)
            switch bytes.dropFirst(isMarked ? JSONReader.byteOrderMark.count : 0).first(where: { !JSONReader.isSpace($0) }) {
            case nil: kind = .empty
            case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""): kind = .broken
            default: kind = .notJSON
            }
        }
    }
}
