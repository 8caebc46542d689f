import Foundation

/// The value of a property, by which the property reads and writes a member of its document.
@usableFromInline
protocol MemberValue {
    /// The value of a member; nil if it is null or of another type.
    static func read(_ json: JSON) -> Self?

    /// The value of an element of a list or map; nil if it is of another type.
    static func readElement(_ json: JSON) -> Self?

    /// The JSON of a value. Lists and maps keep what they did not read of the JSON that it replaces.
    func write(over before: JSON?) -> JSON

    /// Whether values hold all of their JSON, so that nothing is kept of what they replace.
    static var isWhole: Bool { get }
}

extension MemberValue {
    @usableFromInline static func readElement(_ json: JSON) -> Self? { read(json) }

    @usableFromInline static var isWhole: Bool { true }
}

extension JSON {
    /// A member by its documented type. Setting nil writes an explicit null.
    @usableFromInline
    subscript<Value: MemberValue>(member name: String) -> Value? {
        @inline(never) @_semantics("optimize.sil.specialize.generic.never")
        get { self[name].flatMap(Value.read) }
        @inline(never) @_semantics("optimize.sil.specialize.generic.never")
        set { self[name] = newValue.map { $0.write(over: Value.isWhole ? nil : self[name]) } ?? .null }
        @inline(never) @_semantics("optimize.sil.specialize.generic.never")
        _modify {
            var value: Value? = self[member: name]
            let isPresent = value != nil
            // What is changed in place has one owner.
            if isPresent, Value.isWhole { self[name] = .null }
            // `user.profile?.login = "ann"` writes nil back where there is no profile: that is no assignment of nil.
            defer { if isPresent || value != nil { self[member: name] = value } }
            yield &value
        }
    }

    /// Adds a member, which must be new, unless its value is nil.
    @usableFromInline @inline(never) @_semantics("optimize.sil.specialize.generic.never")
    mutating func add<Value: MemberValue>(_ name: String, _ value: Value?) {
        if let value { withObject { $0.members.append((name, value.write(over: nil))) } }
    }
}

extension String: MemberValue {
    @usableFromInline static func read(_ json: JSON) -> String? { json.string }

    @usableFromInline func write(over _: JSON?) -> JSON { .string(self) }
}

extension Date: MemberValue {
    @usableFromInline static func read(_ json: JSON) -> Date? { json.timestamp }

    /// What is no time is no JSON either, and is refused when it is sent.
    @usableFromInline func write(over _: JSON?) -> JSON { formatTimestamp(self).map(JSON.string) ?? .number("the time \(timeIntervalSince1970)") }
}

extension Int64: MemberValue {
    @usableFromInline static func read(_ json: JSON) -> Int64? { json.integer }

    @usableFromInline func write(over _: JSON?) -> JSON { .number(String(self)) }
}

extension Double: MemberValue {
    @usableFromInline static func read(_ json: JSON) -> Double? { json.double }

    @usableFromInline func write(over _: JSON?) -> JSON { JSON(self) }
}

extension Bool: MemberValue {
    @usableFromInline static func read(_ json: JSON) -> Bool? { json.bool }

    @usableFromInline func write(over _: JSON?) -> JSON { .bool(self) }
}

extension JSON.Object: MemberValue {
    @usableFromInline static func read(_ json: JSON) -> JSON.Object? { json.object }

    @usableFromInline func write(over _: JSON?) -> JSON { .object(self) }
}

extension JSON: MemberValue {
    @usableFromInline static func read(_ json: JSON) -> JSON? { json.isNull ? nil : json }

    @usableFromInline static func readElement(_ json: JSON) -> JSON? { json }

    @usableFromInline func write(over _: JSON?) -> JSON { self }
}

/// An open enum with values that are Booleans on the wire.
protocol TextOrBoolean {}

extension OpenEnum: MemberValue {
    @usableFromInline static func read(_ json: JSON) -> OpenEnum? {
        switch json {
        case .string(let text): OpenEnum(rawValue: text)
        case .bool(let value) where S.self is any TextOrBoolean.Type: OpenEnum(rawValue: String(value))
        default: nil
        }
    }

    @usableFromInline func write(over _: JSON?) -> JSON {
        if let value = Bool(rawValue), S.self is any TextOrBoolean.Type { .bool(value) } else { .string(rawValue) }
    }
}

extension Model: MemberValue {}

/// A model is a view of whatever there is in a list or map.
extension MemberValue where Self: AnyModel {
    @usableFromInline static func read(_ json: JSON) -> Self? { if case .object = json { Self(json: json) } else { nil } }

    @usableFromInline static func readElement(_ json: JSON) -> Self? { Self(json: json) }

    @usableFromInline func write(over _: JSON?) -> JSON { json }
}

/// What may be null inside a list or map.
extension Optional: MemberValue where Wrapped: AnyModel & MemberValue {
    @usableFromInline static func read(_ json: JSON) -> Wrapped?? { .some(json.isNull ? nil : Wrapped(json: json)) }

    @usableFromInline func write(over _: JSON?) -> JSON { self?.write(over: nil) ?? .null }
}

/// Elements of another type are left out, and keep their places when the list is set.
extension Array: MemberValue where Element: MemberValue {
    @usableFromInline static func read(_ json: JSON) -> [Element]? { json.array?.compactMap(Element.readElement) }

    @usableFromInline func write(over before: JSON?) -> JSON {
        var items = map { $0.write(over: nil) }
        for (index, item) in (before?.array ?? []).enumerated() where Element.readElement(item) == nil {
            items.insert(item, at: Swift.min(index, items.count))
        }
        return .array(items)
    }

    @usableFromInline static var isWhole: Bool { isView(Element.self) }
}

/// Members of another type are left out, and stay when the map is set, unless their names are given.
extension Dictionary: MemberValue where Key == String, Value: MemberValue {
    @usableFromInline static func read(_ json: JSON) -> [String: Value]? {
        guard let members = json.object?.members else { return nil }
        var map: [String: Value] = [:]
        for (name, member) in members { map[name] = Value.readElement(member) }
        return map
    }

    @usableFromInline func write(over before: JSON?) -> JSON {
        var members = (before?.object?.members ?? []).filter { self[$0.name] == nil && Value.readElement($0.value) == nil }
        // A dictionary has no order.
        members += sorted { $0.key < $1.key }.map { ($0.key, $0.value.write(over: nil)) }
        return .object(JSON.Object(members: members))
    }

    @usableFromInline static var isWhole: Bool { isView(Value.self) }
}

/// Whether any element is one.
private func isView<Element: MemberValue>(_: Element.Type) -> Bool { Element.readElement(.null) != nil }
