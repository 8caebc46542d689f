/// A documented property of a schema.
public struct SchemaProperty: Sendable {
    let name: String
    let type: ValueType
    let isSecret: Bool

    init(_ name: String, _ type: ValueType, isSecret: Bool = false) {
        self.name = name
        self.type = type
        self.isSecret = isSecret
    }
}

/// The documented type of a value.
indirect enum ValueType: Sendable {
    case text, timestamp, integer, number, boolean, textOrBoolean, object, any
    case model(any Schema.Type)
    case union(any UnionModel.Type)
    case list(ValueType)
    case map(ValueType)
    case nullable(ValueType)
}

/// Finds the values of a document that are of another type than documented.
struct Inspection {
    private(set) var problems: [String] = []

    /// Checks a value and all that is inside it; `pointer` leads to the value.
    mutating func check(_ value: JSON, _ type: ValueType, at pointer: String) {
        switch type {
        case .any: break
        case .text: expect(value.string != nil, "a string", value, pointer)
        case .timestamp: expect(value.timestamp != nil, "a date and time", value, pointer)
        case .integer: expect(value.integer != nil, "an integer", value, pointer)
        case .number: expect(value.double != nil, "a number", value, pointer)
        case .boolean: expect(value.bool != nil, "a boolean", value, pointer)
        case .textOrBoolean: expect(value.textOrBool != nil, "a string or a boolean", value, pointer)
        case .object: expect(value.object != nil, "an object", value, pointer)
        case .model(let schema): checkMembers(value, schema, at: pointer)
        case .union(let type): checkMembers(value, type.init(json: value).schema, at: pointer)
        case .list(let element):
            expect(value.array != nil, "a list", value, pointer)
            for (index, item) in (value.array ?? []).enumerated() { check(item, element, at: "\(pointer)/\(index)") }
        case .map(let element):
            expect(value.object != nil, "an object", value, pointer)
            for (name, member) in value.object ?? [:] { check(member, element, at: pointer + below(name)) }
        case .nullable(let type):
            if !value.isNull { check(value, type, at: pointer) }
        }
    }

    private mutating func checkMembers(_ value: JSON, _ schema: any Schema.Type, at pointer: String) {
        expect(value.object != nil, "an object", value, pointer)
        guard let object = value.object else { return }
        for property in schema.properties {
            guard let member = object[property.name], !member.isNull else { continue }
            check(member, property.type, at: pointer + below(property.name))
        }
    }

    private mutating func expect(_ fits: Bool, _ expected: String, _ found: JSON, _ pointer: String) {
        if !fits { problems.append("\(pointer): expected \(expected), found \(found.kind)") }
    }
}

/// The members of a model for people to read: `(id: "00u1", credentials: (password: ***))`.
func shown(_ json: JSON, _ schema: any Schema.Type) -> String {
    guard json.object != nil else { return "(\(json.kind))" }
    return "(" + shownMembers(json, schema).map { "\($0.name): \($0.text)" }.joined(separator: ", ") + ")"
}

/// The members of a model for people to read, with secrets masked.
func shownMembers(_ json: JSON, _ schema: any Schema.Type) -> [(name: String, text: String)] {
    guard let object = json.object else { return [] }
    let properties = schema.properties
    return object.map { name, member in
        let property = properties.first { $0.name == name }
        if member.isNull { return (name, "null") }
        return (name, property?.isSecret == true || isSecret(name) ? mask : shown(member, property?.type))
    }
}

/// A value by its documented type. No schema contains itself, so this goes a few levels down at most; what is not documented is JSON.
private func shown(_ value: JSON, _ type: ValueType?) -> String {
    switch (value, type) {
    case (.object, .model(let schema)): return shown(value, schema)
    case (.object, .union(let type)): return shown(value, type.init(json: value).schema)
    case (.object(let object), .map(let element)):
        let members = object.map { name, member in "\(name): \(isSecret(name) && !member.isNull ? mask : shown(member, element))" }
        return "(" + members.joined(separator: ", ") + ")"
    case (.array(let items), .list(let element)): return "[" + items.map { shown($0, element) }.joined(separator: ", ") + "]"
    case (_, .nullable(let type)): return shown(value, type)
    default: return value.debugDescription
    }
}

let mask = "***"

extension JSON {
    /// The type of a JSON value in words; never the value itself.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .unpaired: "a string with half a surrogate pair"
        case .array: "a list"
        case .object: "an object"
        }
    }
}

/// One step of a JSON pointer (RFC 6901).
func below(_ name: String) -> String {
    "/" + name.replacing("~", with: "~0").replacing("/", with: "~1")
}
