import Foundation

// How properties read and write the members of a document.

extension JSON {
    @inline(never)
    func text(_ name: String) -> String? { self[name]?.string }

    @inline(never)
    func timestamp(_ name: String) -> Date? { self[name]?.timestamp }

    @inline(never)
    func integer(_ name: String) -> Int64? { self[name]?.integer }

    @inline(never)
    func number(_ name: String) -> Double? { self[name]?.double }

    @inline(never)
    func boolean(_ name: String) -> Bool? { self[name]?.bool }

    @inline(never)
    func object(_ name: String) -> Object? { self[name]?.object }

    @inline(never)
    func any(_ name: String) -> JSON? { self[name].flatMap { $0.isNull ? nil : $0 } }

    @inline(__always)
    func openEnum<E: OpenEnum>(_ name: String) -> E? { text(name).map(E.init(rawValue:)) }

    func openEnumOrBool<E: OpenEnumOrBool>(_ name: String) -> E? { self[name]?.textOrBool.map(E.init(rawValue:)) }

    @inline(never)
    func objectMember(_ name: String) -> JSON? { self[name].flatMap { if case .object = $0 { $0 } else { nil } } }

    @inline(__always)
    func model<M: AnyModel>(_ name: String) -> M? { objectMember(name).map(M.init(json:)) }

    /// A list; elements of another type are left out.
    @inline(never)
    func texts(_ name: String) -> [String]? { self[name]?.array?.compactMap(\.string) }

    @inline(never)
    func objects(_ name: String) -> [Object]? { self[name]?.array?.compactMap(\.object) }

    @inline(never)
    func anys(_ name: String) -> [JSON]? { self[name]?.array }

    @inline(never)
    func openEnums<E: OpenEnum>(_ name: String) -> [E]? { self[name]?.array?.compactMap { $0.string.map(E.init(rawValue:)) } }

    /// A list of models. An element of another type keeps its place, as a model over it.
    @inline(never)
    func models<M: AnyModel>(_ name: String) -> [M]? { self[name]?.array?.map(M.init(json:)) }

    /// An object with values of one type; values of another type are left out.
    @inline(never)
    func textMap(_ name: String) -> [String: String]? { map(name, \.string) }

    @inline(never)
    func booleanMap(_ name: String) -> [String: Bool]? { map(name, \.bool) }

    @inline(never)
    func objectMap(_ name: String) -> [String: Object]? { map(name, \.object) }

    /// An object whose values are models.
    @inline(never)
    func modelMap<M: AnyModel>(_ name: String) -> [String: M]? { map(name) { M(json: $0) } }

    /// An object whose values are models, or null.
    @inline(never)
    func nullableModelMap<M: AnyModel>(_ name: String) -> [String: M?]? { map(name) { .some($0.isNull ? nil : M(json: $0)) } }

    private func map<T>(_ name: String, _ read: (JSON) -> T?) -> [String: T]? {
        guard let members = self[name]?.object?.members else { return nil }
        var map: [String: T] = [:]
        for (name, member) in members { map[name] = read(member) }
        return map
    }

    /// Sets a member; nil is an explicit null.
    @inline(never)
    mutating func set(_ name: String, _ value: JSON?) { withObject { $0[name] = value ?? .null } }

    @inline(never)
    mutating func set(_ name: String, _ value: String?) { set(name, value.map(JSON.string)) }

    @inline(never)
    mutating func set(_ name: String, _ value: Bool?) { set(name, value.map(JSON.bool)) }

    @inline(never)
    mutating func set(_ name: String, _ value: Int64?) { set(name, value?.json) }

    @inline(never)
    mutating func set(_ name: String, _ value: Double?) { set(name, value?.json) }

    @inline(never)
    mutating func set(_ name: String, _ value: Date?) { set(name, value?.json) }

    @inline(never)
    mutating func set(_ name: String, _ value: Object?) { set(name, value.map(JSON.object)) }

    @inline(never)
    mutating func set(_ name: String, _ value: [String]?) { set(name, value?.json) }

    /// Adds a member; nil leaves it out.
    @inline(never)
    mutating func add(_ name: String, _ value: JSON?) { if let value { withObject { $0.members.append((name, value)) } } }

    @inline(never)
    mutating func add(_ name: String, _ value: String?) { add(name, value.map(JSON.string)) }

    @inline(never)
    mutating func add(_ name: String, _ value: Bool?) { add(name, value.map(JSON.bool)) }

    @inline(never)
    mutating func add(_ name: String, _ value: Int64?) { add(name, value?.json) }

    @inline(never)
    mutating func add(_ name: String, _ value: Double?) { add(name, value?.json) }

    @inline(never)
    mutating func add(_ name: String, _ value: Date?) { add(name, value?.json) }

    @inline(never)
    mutating func add(_ name: String, _ value: Object?) { add(name, value.map(JSON.object)) }

    @inline(never)
    mutating func add(_ name: String, _ value: [String]?) { add(name, value?.json) }

    /// Changes an object in place. What is no object becomes one.
    mutating func withObject(_ change: (inout Object) -> Void) {
        var object = object ?? [:]
        self = .null
        change(&object)
        self = .object(object)
    }
}

extension JSON {
    var integer: Int64? {
        if case .number(let text) = self { Int64(text) } else { nil }
    }

    var timestamp: Date? { string.flatMap(parseTimestamp) }

    /// A document that is a list of models.
    @inline(never)
    func models<M: AnyModel>() -> [M] { (array ?? []).map(M.init(json:)) }

    var textOrBool: String? { string ?? bool.map(String.init) }
}

// The JSON of the values of properties.

extension String {
    var json: JSON { .string(self) }
}

extension Bool {
    var json: JSON { .bool(self) }
}

extension Int64 {
    var json: JSON { .number(String(self)) }
}

extension Double {
    var json: JSON { JSON(floatLiteral: self) }
}

extension Date {
    var json: JSON { .string(formatTimestamp(self)) }
}

extension JSON {
    var json: JSON { self }
}

extension JSON.Object {
    var json: JSON { .object(self) }
}

extension [String] {
    var json: JSON { .array(map(JSON.string)) }
}

extension [JSON] {
    var json: JSON { .array(self) }
}

extension [JSON.Object] {
    var json: JSON { .array(map(JSON.object)) }
}

extension Array where Element: OpenEnum {
    @inline(never)
    var json: JSON { .array(map(\.json)) }
}

extension Array where Element: AnyModel {
    @inline(never)
    var json: JSON { .array(map(\.json)) }
}

extension [String: String] {
    var json: JSON { jsonObject(self, JSON.string) }
}

extension [String: Bool] {
    var json: JSON { jsonObject(self, JSON.bool) }
}

extension [String: JSON.Object] {
    var json: JSON { jsonObject(self, JSON.object) }
}

extension Dictionary where Key == String, Value: AnyModel {
    @inline(never)
    var json: JSON { jsonObject(self, \.json) }
}

/// The JSON of a map whose values may be null.
func jsonOfNullable(_ values: [String: (some AnyModel)?]) -> JSON { jsonObject(values) { $0?.json ?? .null } }

/// An object with its members by name: a dictionary has no order.
private func jsonObject<T>(_ values: [String: T], _ json: (T) -> JSON) -> JSON {
    var object: JSON.Object = [:]
    for (name, value) in values.sorted(by: { $0.key < $1.key }) { object.members.append((name, json(value))) }
    return .object(object)
}
