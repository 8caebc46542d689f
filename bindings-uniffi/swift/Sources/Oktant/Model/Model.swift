/// A typed view of a JSON object. A property reads nil if its member is absent, null or of another type than documented;
/// ``subscript(_:)``, ``contains(_:)`` and ``problems()`` tell these apart.
///
/// Assigning nil to a property sends an explicit null; ``remove(_:)`` makes a member absent. Two models are equal if they have the
/// same type and JSON.
public struct Model<S: Schema>: AnyModel {
    /// The whole document as it was received or built: with unknown members, and with all digits of numbers.
    public var json: JSON

    /// The model of this JSON, whatever it is.
    public init(json: JSON) {
        self.json = json
    }

    /// What the API document says of this model's properties.
    public var schema: any Schema.Type { S.self }
}

/// A schema of the API document: what tells a ``Model`` which properties it has.
public protocol Schema: Sendable {
    /// The documented properties.
    static var properties: [SchemaProperty] { get }
}

/// The schemas of the API document, each with the ``Model`` that has its name.
public enum Schemas {}

/// What ``Model``s and the unions of them have in common.
public protocol AnyModel: Sendable, Hashable, Codable, CustomDebugStringConvertible, CustomReflectable {
    /// The model of this JSON, whatever it is.
    init(json: JSON)

    /// The whole document as it was received or built: with unknown members, and with all digits of numbers.
    var json: JSON { get set }

    /// The schema.
    var schema: any Schema.Type { get }
}

extension AnyModel {
    /// The members without a property, such as custom attributes, in the order of the document.
    public var extras: JSON.Object {
        let known = Set(schema.properties.map(\.name))
        var extras: JSON.Object = [:]
        for member in json.object ?? [:] where !known.contains(member.name) { extras.members.append(member) }
        return extras
    }

    /// The member of this name on the wire: nil if it is absent, ``JSON/null`` if it is null. Assigning nil sends an explicit null.
    ///
    ///     user.profile?["badge"] = "42"
    public subscript(name: String) -> JSON? {
        get { json[name] }
        set { json[name] = newValue ?? .null }
        _modify {
            var value = json[name]
            let isPresent = value != nil
            // What is changed in place has one owner.
            if isPresent { json[name] = .null }
            defer { if isPresent || value != nil { json[name] = value ?? .null } }
            yield &value
        }
    }

    /// Whether there is a member of this name on the wire, be it null.
    public func contains(_ name: String) -> Bool { json[name] != nil }

    /// Makes a member absent.
    public mutating func remove(_ name: String) { json.withObject { $0[name] = nil } }

    /// The values of another type than documented, each with its place as a JSON pointer: `/profile/login: expected a string, found a
    /// number`. They stay in ``json`` and are sent back.
    public func problems() -> [String] {
        var inspection = Inspection()
        inspection.check(json, .model(schema), at: "")
        return inspection.problems
    }
}

extension AnyModel {
    /// Whether both have the same JSON.
    public static func == (left: Self, right: Self) -> Bool { left.json == right.json }

    /// Equal models hash alike.
    public func hash(into hasher: inout Hasher) { json.hash(into: &hasher) }

    /// Reads the JSON of a model.
    public init(from decoder: any Decoder) throws { self.init(json: try JSON(from: decoder)) }

    /// Writes the JSON of the model.
    public func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }

    /// The members, with secrets masked. `description` may be a property of the document.
    public var debugDescription: String { String(describing: schema) + shown(json, schema) }

    /// A mirror of the members, with secrets masked.
    public var customMirror: Mirror {
        Mirror(self, children: shownMembers(json, schema).map { (label: $0.name, value: $0.text) }, displayStyle: .struct)
    }
}
