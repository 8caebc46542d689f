import Foundation

// How properties read and write the members of a document. Thousands of properties call these functions: to inline them, or to compile
// the generic ones once for each model, would take minutes.

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

    @inline(never) @_semantics("optimize.sil.specialize.generic.never")
    func openEnum<S>(_ name: String) -> OpenEnum<S>? { text(name).map(OpenEnum.init(rawValue:)) }

    func openEnumOrBool<S>(_ name: String) -> OpenEnum<S>? { self[name]?.textOrBool.map(OpenEnum.init(rawValue:)) }

    @inline(never) @_semantics("optimize.sil.specialize.generic.never")
    func model<S>(_ name: String) -> Model<S>? { self[name].flatMap { if case .object = $0 { Model(json: $0) } else { nil } } }

    func union<U: UnionModel>(_ name: String) -> U? { object(name).map { U(json: .object($0)) } }

    /// A list; elements of another type are left out, and stay when it is set.
    @inline(never)
    func texts(_ name: String) -> [String]? { self[name]?.array?.compactMap(\.string) }

    @inline(never)
    func objects(_ name: String) -> [Object]? { self[name]?.array?.compactMap(\.object) }

    @inline(never)
    func anys(_ name: String) -> [JSON]? { self[name]?.array }

    @inline(never)
    func openEnums<S>(_ name: String) -> [OpenEnum<S>]? { texts(name)?.map(OpenEnum.init(rawValue:)) }

    /// A list of models. An element of another type keeps its place, as a model over it.
    @inline(never)
    func models<M: AnyModel>(_ name: String) -> [M]? { self[name]?.array?.map(M.init(json:)) }

    /// An object with values of one type; values of another type are left out, and stay when it is set.
    func textMap(_ name: String) -> [String: String]? { map(name, \.string) }

    func booleanMap(_ name: String) -> [String: Bool]? { map(name, \.bool) }

    @inline(never)
    func objectMap(_ name: String) -> [String: Object]? { map(name, \.object) }

    /// An object whose values are models.
    func modelMap<S>(_ name: String) -> [String: Model<S>]? { map(name) { Model(json: $0) } }

    /// An object whose values are models, or null.
    func nullableModelMap<S>(_ name: String) -> [String: Model<S>?]? { map(name) { .some($0.isNull ? nil : Model(json: $0)) } }

    private func map<T>(_ name: String, _ read: (JSON) -> T?) -> [String: T]? {
        guard let members = self[name]?.object?.members else { return nil }
        var map: [String: T] = [:]
        for (name, member) in members { map[name] = read(member) }
        return map
    }
}

extension JSON {
    /// Sets a member; nil is an explicit null.
    @inline(never)
    mutating func set(_ name: String, _ value: JSON?) { withObject { $0[name] = value ?? .null } }

    @inline(never)
    mutating func set(_ name: String, _ value: String?) { set(name, value.map(JSON.string)) }

    @inline(never)
    mutating func set(_ name: String, _ value: Bool?) { set(name, value.map(JSON.bool)) }

    @inline(never)
    mutating func set(_ name: String, _ value: Int64?) { set(name, value.map { .number(String($0)) }) }

    @inline(never)
    mutating func set(_ name: String, _ value: Double?) { set(name, value.map { JSON($0) }) }

    @inline(never)
    mutating func set(_ name: String, _ value: Date?) { set(name, value.map(JSON.time)) }

    @inline(never)
    mutating func set(_ name: String, _ value: Object?) { set(name, value.map(JSON.object)) }

    @inline(never) @_semantics("optimize.sil.specialize.generic.never")
    mutating func set<S>(_ name: String, _ value: OpenEnum<S>?) { set(name, value?.rawValue) }

    @inline(never) @_semantics("optimize.sil.specialize.generic.never")
    mutating func set<S>(_ name: String, _ value: Model<S>?) { set(name, value?.json) }

    @inline(never)
    mutating func set(_ name: String, _ value: [String]?) { setList(name, value?.map(JSON.string), \.string) }

    @inline(never)
    mutating func set(_ name: String, _ value: [Object]?) { setList(name, value?.map(JSON.object), \.object) }

    @inline(never) @_semantics("optimize.sil.specialize.generic.never")
    mutating func set<S>(_ name: String, _ value: [OpenEnum<S>]?) { set(name, value?.map(\.rawValue)) }

    @inline(never)
    mutating func set(_ name: String, _ value: [String: String]?) { setMap(name, value.map { jsonObject($0, JSON.string) }, \.string) }

    @inline(never)
    mutating func set(_ name: String, _ value: [String: Bool]?) { setMap(name, value.map { jsonObject($0, JSON.bool) }, \.bool) }

    @inline(never)
    mutating func set(_ name: String, _ value: [String: Object]?) { setMap(name, value.map { jsonObject($0, JSON.object) }, \.object) }

    /// Sets a list. Elements of another type, which `shown` does not read, keep their places.
    private mutating func setList<T>(_ name: String, _ value: [JSON]?, _ shown: (JSON) -> T?) {
        guard var items = value else { return set(name, JSON.null) }
        for (index, item) in (self[name]?.array ?? []).enumerated() where shown(item) == nil {
            items.insert(item, at: min(index, items.count))
        }
        set(name, JSON.array(items))
    }

    /// Sets a map. Values of another type, which `shown` does not read, stay unless their name is given.
    private mutating func setMap<T>(_ name: String, _ value: Object?, _ shown: (JSON) -> T?) {
        guard let value else { return set(name, JSON.null) }
        var all: Object = [:]
        for (key, member) in self[name]?.object?.members ?? [] where shown(member) == nil { all[key] = member }
        for (key, member) in value { all[key] = member }
        set(name, JSON.object(all))
    }

    /// A time. What is none is no JSON either, and is refused when it is sent.
    private static func time(_ time: Date) -> JSON {
        formatTimestamp(time).map(JSON.string) ?? .number("the time \(time.timeIntervalSince1970)")
    }

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
    func models<M: AnyModel>() -> [M] { (array ?? []).map(M.init(json:)) }

    var textOrBool: String? { string ?? bool.map(String.init) }
}

// The JSON of lists and maps, and of what is sent in their place.

extension JSON {
    var json: JSON { self }
}

extension JSON.Object {
    var json: JSON { .object(self) }
}

extension OpenEnum {
    /// The JSON of one that may be a boolean.
    var textOrBool: JSON { Bool(rawValue).map(JSON.bool) ?? .string(rawValue) }
}

extension [String] {
    @inline(never)
    var json: JSON { .array(map(JSON.string)) }
}

extension [JSON] {
    var json: JSON { .array(self) }
}

extension [JSON.Object] {
    @inline(never)
    var json: JSON { .array(map(JSON.object)) }
}

extension Array where Element: AnyModel {
    @inline(never) @_semantics("optimize.sil.specialize.generic.never")
    var json: JSON { .array(map(\.json)) }
}

extension [String: String] {
    var json: JSON { .object(jsonObject(self, JSON.string)) }
}

extension [String: Bool] {
    var json: JSON { .object(jsonObject(self, JSON.bool)) }
}

extension [String: JSON.Object] {
    @inline(never)
    var json: JSON { .object(jsonObject(self, JSON.object)) }
}

extension Dictionary where Key == String, Value: AnyModel {
    @inline(never) @_semantics("optimize.sil.specialize.generic.never")
    var json: JSON { .object(jsonObject(self, \.json)) }
}

/// The JSON of a map whose values may be null.
func jsonOfNullable(_ values: [String: (some AnyModel)?]) -> JSON { .object(jsonObject(values) { $0?.json ?? .null }) }

/// An object with its members by name: a dictionary has no order.
private func jsonObject<T>(_ values: [String: T], _ json: (T) -> JSON) -> JSON.Object {
    var object: JSON.Object = [:]
    for (name, value) in values.sorted(by: { $0.key < $1.key }) { object.members.append((name, json(value))) }
    return object
}
