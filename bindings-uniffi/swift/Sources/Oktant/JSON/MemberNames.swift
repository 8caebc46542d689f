/// The member names of a document. Most objects have the same few names: each of them becomes a string once, and names that have not
/// the same slot are known to differ.
struct MemberNames: ~Copyable {
    /// A name of at most 16 bytes, which two words hold.
    private struct Entry {
        var head: UInt64 = 0
        var tail: UInt64 = 0
        var length = -1
        var name = ""
    }

    private static let slots = 512
    /// The slot of names that are not looked up.
    private static let other = slots

    private var entries: [Entry]
    /// The slots of the names of open objects, those of the innermost last.
    private var open = PendingElements<Int>()
    /// For each slot, the last object that ended and has a name there.
    private var lastObject: [Int]
    private var object = 0

    /// The names of a document of so many bytes. In a small one, to look them up costs more than it saves.
    init(size: Int) {
        let isSmall = size < 1024
        entries = isSmall ? [] : Array(repeating: Entry(), count: MemberNames.slots)
        lastObject = isSmall ? [] : Array(repeating: 0, count: MemberNames.slots)
    }

    /// The next name of the innermost object, the text of this range; nil if it is not known: ``keep(_:)`` must follow.
    mutating func find(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> String? {
        // Words are read whole, and near the end there may be none.
        guard !entries.isEmpty, range.count <= 16, range.lowerBound + 8 <= bytes.count, let start = bytes.baseAddress else {
            addOther()
            return nil
        }
        let length = range.count
        let from = UnsafeRawPointer(start + range.lowerBound)
        var head = from.loadUnaligned(as: UInt64.self).littleEndian
        if length < 8 { head &= (1 << (8 * UInt64(length))) - 1 }
        let tail = length > 8 ? (from + (length - 8)).loadUnaligned(as: UInt64.self).littleEndian : 0
        let mixed = (head ^ (tail << 21 | tail >> 43) ^ UInt64(length)) &* 0x9E37_79B9_7F4A_7C15
        let slot = Int(mixed >> 55)
        open.append(slot)
        let entry = entries[slot]
        if entry.head == head, entry.tail == tail, entry.length == length { return entry.name }
        entries[slot] = Entry(head: head, tail: tail, length: length)
        return nil
    }

    /// Keeps the name that was not known.
    mutating func keep(_ name: String) {
        let slot = open[open.count - 1]
        if slot != MemberNames.other { entries[slot].name = name }
    }

    /// The next name of the innermost object is none of those that are looked up.
    mutating func addOther() {
        open.append(MemberNames.other)
    }

    /// Ends the innermost object, which has so many members. Returns false if their names are known to differ.
    mutating func endObject(_ count: Int) -> Bool {
        object += 1
        var mayRepeat = false
        for place in open.count - count..<open.count {
            let slot = open[place]
            guard slot != MemberNames.other else {
                mayRepeat = mayRepeat || count > 1
                continue
            }
            mayRepeat = mayRepeat || lastObject[slot] == object
            lastObject[slot] = object
        }
        open.removeLast(count)
        return mayRepeat
    }
}
