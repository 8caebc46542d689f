/// Values are equal if their members are equal in any order, their numbers by value, and their strings character by character: other than
/// in Swift, `é` in one and in two characters are two strings.
extension JSON: Hashable {
    /// True if both values are equal.
    public static func == (left: JSON, right: JSON) -> Bool {
        // Kept here and not on the stack, which may be small.
        var pairs = [(left, right)]
        while let (left, right) = pairs.popLast() {
            switch (left, right) {
            case (.array(let left), .array(let right)):
                guard left.count == right.count else { return false }
                pairs.append(contentsOf: zip(left, right))
            case (.object(let left), .object(let right)):
                guard left.pair(with: right, into: &pairs) else { return false }
            default:
                guard isSame(left, right) else { return false }
            }
        }
        return true
    }

    /// Equal values hash alike. Values that are nested deeply do not change the hash.
    public func hash(into hasher: inout Hasher) {
        hash(into: &hasher, levels: 8)
    }

    private func hash(into hasher: inout Hasher, levels: Int) {
        guard levels > 0 else { return }
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .number(let text): hasher.combine(Digits(text))
        case .string(let text), .unpaired(let text): hasher.combine(text)
        case .array(let items):
            hasher.combine(items.count)
            for item in items { item.hash(into: &hasher, levels: levels - 1) }
        case .object(let object):
            // A sum, because the order of members does not count.
            var sum = 0
            for (name, value) in object.members {
                var member = hasher
                member.combine(name)
                value.hash(into: &member, levels: levels - 1)
                sum &+= member.finalize()
            }
            hasher.combine(sum)
        }
    }

    private static func isSame(_ left: JSON, _ right: JSON) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right || Digits(left) == Digits(right)
        case (.string(let left), .string(let right)), (.unpaired(let left), .unpaired(let right)): left.isIdentical(to: right)
        default: false
        }
    }
}

/// Objects are equal as their JSON is.
extension JSON.Object: Hashable {
    /// True if both objects have equal members.
    public static func == (left: JSON.Object, right: JSON.Object) -> Bool { JSON.object(left) == JSON.object(right) }

    /// Equal objects hash alike.
    public func hash(into hasher: inout Hasher) { JSON.object(self).hash(into: &hasher) }

    /// Appends the values of each name in both objects; false if their names differ.
    fileprivate func pair(with other: JSON.Object, into pairs: inout [(JSON, JSON)]) -> Bool {
        guard count == other.count else { return false }
        // Mostly the order is the same. If not, an index is faster unless there are few members.
        var index: [[UInt8]: JSON]?
        for (place, (name, value)) in members.enumerated() {
            let theirs = other.members[place]
            if theirs.name.isIdentical(to: name) {
                pairs.append((value, theirs.value))
                continue
            }
            if index == nil, count > 24 { index = Dictionary(uniqueKeysWithValues: other.members.map { (Array($0.name.utf8), $0.value) }) }
            guard let found = index.map({ $0[Array(name.utf8)] }) ?? other[name] else { return false }
            pairs.append((value, found))
        }
        return true
    }
}

extension String {
    /// True if both have the same characters in the same form: the comparison of JSON, where Swift's is that of people.
    func isIdentical(to other: String) -> Bool {
        var other = other
        return other.withUTF8 { isIdentical(to: $0) }
    }

    /// The same, with characters in UTF-8.
    func isIdentical(to other: UnsafeBufferPointer<UInt8>) -> Bool {
        guard utf8.count == other.count else { return false }
        return utf8.withContiguousStorageIfAvailable { $0.elementsEqual(other) } ?? utf8.elementsEqual(other)
    }
}

/// The value of a number, however it is written: its digits, and the power of ten of the last one.
private struct Digits: Hashable {
    let negative: Bool
    let digits: [UInt8]
    let power: Int

    init(_ text: String) {
        let parts = text.utf8.split(maxSplits: 1) { $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") }
        let mantissa = parts.first.map(Array.init) ?? []
        let point = mantissa.firstIndex(of: UInt8(ascii: "."))
        var digits = mantissa.filter { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        var power = parts.count > 1 ? Digits.exponent(parts[1]) : 0
        power -= point.map { mantissa.count - 1 - $0 } ?? 0
        while digits.last == UInt8(ascii: "0") {
            digits.removeLast()
            power += 1
        }
        digits = Array(digits.drop { $0 == UInt8(ascii: "0") })
        self.digits = digits
        self.negative = mantissa.first == UInt8(ascii: "-") && !digits.isEmpty
        self.power = digits.isEmpty ? 0 : power
    }
    /// Far from overflow, however large it is written.
    private static func exponent(_ text: Substring.UTF8View) -> Int {
        let limit = Int.max / 2
        guard let exponent = Int(String(Substring(text))) else { return text.first == UInt8(ascii: "-") ? -limit : limit }
        return min(max(exponent, -limit), limit)
    }
}
