// The replay's runner for Swift: `URL CASES ANSWERS`; ../replay.py says what is in the files.
//
// Each case goes through the typed method that a user would call, its body assigned property by property, and what comes back is read
// through public properties alone. Nothing here sees more of the package than a user's program does.
import Foundation
import Oktant

/// A recorded argument that the typed API cannot take, or a result that it does not show as it should.
struct Unfit: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

var settings = Settings()
settings.orgURL = CommandLine.arguments[1]
settings.token = "00replay"
settings.maxRetries = 0
settings.pacing = false
let okta = try OktantClient(settings)
_ = FileManager.default.createFile(atPath: CommandLine.arguments[3], contents: nil)
let answers = try FileHandle(forWritingTo: URL(fileURLWithPath: CommandLine.arguments[3]))
for line in try Data(contentsOf: URL(fileURLWithPath: CommandLine.arguments[2])).split(separator: UInt8(ascii: "\n")) {
    guard let row = JSON(parsing: line) else { throw Unfit("a case that is not JSON") }
    let replay = try Case(row)
    var answer = await play(replay)
    answer["n"] = row["n"]
    answers.write(Data("\(JSON.object(answer))\n".utf8))
}

/// The outcome of one case.
func play(_ replay: Case) async -> JSON.Object {
    do {
        guard let call = service(of: replay.operation) else { throw Unfit("no operation \(replay.operation)") }
        let response = try await okta.withResponse { try await call($0, replay) }
        return try answer(response.value, response.raw)
    } catch let error as OktantError {
        let details = error.details
        return [
            "outcome": "error", "kind": "OktantError", "message": .string(details.text), "status": orNull(details.status.map { .number("\($0)") }),
            "code": orNull(details.code.map(JSON.string)), "summary": orNull(details.summary.map(JSON.string)),
            "id": orNull(details.id.map(JSON.string)), "causes": .array(details.causes.map(JSON.string)),
        ]
    } catch {
        return ["outcome": "error", "kind": .string("\(type(of: error))"), "message": .string("\(error)")]
    }
}

/// What a typed result holds, and how it goes back on the wire.
func answer(_ value: Any?, _ raw: RawResponse) throws -> JSON.Object {
    switch value {
    case nil: return untyped(raw)
    case let data as Data: return success(nil, String(decoding: data, as: UTF8.self), Places())
    case let text as String where raw.json == nil: return success(nil, text, Places())
    case let value?:
        guard let json = raw.json else { throw Unfit("a value without JSON") }
        let places = try Places(of: value, json)
        return success(encoded(value, json, places), nil, places)
    }
}

/// The JSON of a result. A text in place of a value of another type is the JSON of that.
func encoded(_ value: Any, _ json: JSON, _ places: Places) -> JSON? {
    guard let items = value as? [Any] else { return jsonOf(value) }
    let texts = items.enumerated().map { index, item in
        let isOther = item is String && places.raw.contains("/\(index)")
        return isOther ? json[index] : jsonOf(item)
    }
    return .array(texts.compactMap { $0 })
}

func jsonOf(_ value: Any) -> JSON? {
    switch value {
    case let model as any AnyModel: model.json
    case let json as JSON: json
    case let text as String: .string(text)
    default: nil
    }
}

/// All of a response that no typed result could hold.
func untyped(_ raw: RawResponse) -> JSON.Object {
    let places = Places()
    switch raw.json {
    case nil: break
    case .object(let object): places.open(.object(object), "")
    default: places.extras.append("")
    }
    return success(raw.json, raw.json == nil && !raw.bytes.isEmpty ? raw.text : nil, places)
}

func success(_ document: JSON?, _ text: String?, _ places: Places) -> JSON.Object {
    [
        "outcome": "ok", "document": orNull(document.map { .string($0.description) }), "text": orNull(text.map(JSON.string)),
        "typed": .array(places.typed.map(JSON.string)), "extras": .array(places.extras.map(JSON.string)),
        "raw": .array(places.raw.map(JSON.string)),
    ]
}

func orNull(_ value: JSON?) -> JSON { value ?? .null }
