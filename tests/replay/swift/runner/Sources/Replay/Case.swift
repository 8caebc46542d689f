import Foundation
import Oktant

/// One call to make. It is asked for each argument of the typed method by its name on the wire.
final class Case {
    let n: Int
    let operation: String
    private let recorded: String?
    private let body: JSON?
    private var left: [String: [String]] = [:]
    private let extraQuery: [String: [String]]

    init(_ row: JSON) throws {
        guard let n = row["n"]?.int, let operation = row["operation"]?.string else { throw Unfit("a case without n") }
        (self.n, self.operation) = (n, operation)
        recorded = row["body"]?.string
        body = recorded.flatMap { JSON(parsing: $0.utf8) }
        extraQuery = Case.texts(row["extra_query"])
        for (name, text) in row["path"]?.object ?? [:] { left[name] = [text.string ?? ""] }
        left.merge(Case.texts(row["query"])) { $1 }
    }

    private static func texts(_ json: JSON?) -> [String: [String]] {
        var texts: [String: [String]] = [:]
        for (name, values) in json?.object ?? [:] { texts[name] = values.array?.compactMap(\.string) }
        return texts
    }

    /// The options, which are asked for last: what no argument holds, such as a text that is no time, is a query member like any other.
    var options: CallOptions {
        var query: Members<(any ArgumentValue)?> = [:]
        for (name, values) in left { query.pairs.append((name, values)) }
        for (name, values) in extraQuery { query.pairs.append((name, values)) }
        return CallOptions(headers: ["X-Replay-Case": "\(n)"], query: query)
    }

    func list(_ name: String) -> [String]? { left.removeValue(forKey: name) }
    func text(_ name: String) -> String? { list(name)?.first }
    func integer(_ name: String) -> Int? { text(name).flatMap { Int($0) } }
    func number(_ name: String) -> Double? { text(name).flatMap { Double($0) } }
    func boolean(_ name: String) -> Bool? { text(name).flatMap { Bool($0.lowercased()) } }
    func openEnum<S>(_ name: String) -> OpenEnum<S>? { text(name).map { OpenEnum($0) } }

    /// A time that the package writes as it was recorded.
    func timestamp(_ name: String) -> Date? {
        guard let text = left[name]?.first, text.hasSuffix("Z"), text.utf8.count == 24,
            let time = try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        else { return nil }
        left[name] = nil
        return time
    }

    func requiredText(_ name: String) -> String { text(name) ?? "" }
    func requiredInteger(_ name: String) -> Int { integer(name) ?? 0 }
    func requiredNumber(_ name: String) -> Double { number(name) ?? 0 }
    func requiredBoolean(_ name: String) -> Bool { boolean(name) ?? false }
    func requiredList(_ name: String) -> [String] { list(name) ?? [] }
    func requiredOpenEnum<S>(_ name: String) -> OpenEnum<S> { openEnum(name) ?? "" }
    func requiredTimestamp(_ name: String) -> Date { timestamp(name) ?? Date(timeIntervalSince1970: 0) }

    /// A body, made by assigning its properties; an empty one where the recording lost it.
    func body<M: AnyModel>(_ type: M.Type) throws -> M { try built(type, body ?? [:]) }

    func body<M: AnyModel>(_ type: [M].Type) throws -> [M] { try (body?.array ?? []).map { try built(M.self, $0) } }

    func body(_ type: JSON.Object.Type) throws -> JSON.Object { body?.object ?? [:] }

    func optionalBody<M: AnyModel>(_ type: M.Type) throws -> M? { try body.map { try built(type, $0) } }

    func optionalBody<M: AnyModel>(_ type: [M].Type) throws -> [M]? { try body.map { _ in try self.body(type) } }

    /// A file; one byte where the recording lost it.
    func file() -> Body { .file(name: "upload.png", bytes: bytes) }

    /// Content other than JSON; one byte where the recording lost it.
    func content() -> Body { .bytes(bytes) }

    private var bytes: Data { Data((recorded ?? "x").utf8) }
}

/// What the public properties of a model read, by the names of members, and a copy that is made by assigning them.
protocol Readable: Schema {
    static var names: Set<String> { get }
    static func values(_ model: Model<Self>) -> [String: Any]
    static func assign(_ old: Model<Self>, to new: inout Model<Self>)
}

extension Readable {
    static func assign(_ old: Model<Self>, to new: inout Model<Self>) {}

    static func values(_ json: JSON) -> [String: Any] { values(Model(json: json)) }

    /// A model that says the same, by properties where they can be assigned, else by names.
    static func rebuilt(_ json: JSON) -> JSON {
        guard let members = json.object else { return json }
        let old = Model<Self>(json: json)
        var new = Model<Self>(json: [:])
        assign(old, to: &new)
        // What no property holds as it was recorded, such as the digits of a number, is assigned as JSON.
        for (name, member) in members where new[name]?.description != member.description { new[name] = member }
        return new.json
    }
}

func built<M: AnyModel>(_ type: M.Type, _ json: JSON) throws -> M {
    guard let schema = M(json: json).schema as? any Readable.Type else { throw Unfit("no properties of \(type)") }
    let model = M(json: schema.rebuilt(json))
    guard model.json == json else { throw Unfit("the body is not held by \(type)") }
    return model
}

func firstPage<T>(_ list: PagedSequence<T>) async throws -> [T] { try await list.firstPage().items }

/// The first page of a list whose pages are documents.
func firstPage<T, D>(_ list: PagedDocuments<T, D>) async throws -> D? {
    for try await document in list.documents() { return document }
    return nil
}
