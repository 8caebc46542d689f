import Foundation
@testable import Oktant
import OktantEngine
import XCTest

/// The JSON forms of settings, arguments and steps, as tests/vectors/README.md has them.
enum Forms {
    static func settings(_ config: JSON) -> OktantEngine.Settings {
        let layers: [(String, Origin)] = [
            ("code", .code), ("environment", .environment), ("working_file", .workingFile), ("home_file", .homeFile),
        ]
        let all = layers.flatMap { name, origin in named(config[name]).map { Setting(key: $0.name, text: $0.value, origin: origin) } }
        func key(_ name: String) -> HostKey? { config[name].map { HostKey(jwk: $0.description, kid: nil) } }
        return OktantEngine.Settings(
            values: all, useEnvironment: false, bearerCallback: config["callback"] != nil, clientKey: key("client_key"),
            proofKey: key("proof_key"), supportsProxy: true, browser: config["browser"] != nil)
    }

    static func request(_ call: JSON) throws -> Request {
        let operation = try XCTUnwrap((call["op"] ?? call["pages"])?.string)
        let words = operation.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let target: Target = words.count == 1 ? .operation(id: operation) : .path(method: words[0], path: words[1])
        let query = (call["query"]?.object?.members ?? []).map { name, value in
            Query(name: name, values: (value.array ?? [value]).map { $0.string ?? $0.description })
        }
        var body: OktantEngine.Body?
        if let json = call["json"] { body = .json(text: json.description) }
        if let name = call["file"]?["name"]?.string, let text = call["file"]?["text"]?.string {
            body = .file(name: name, media: nil, bytes: Data(text.utf8))
        }
        if let bytes = call["bytes"]?.string { body = .bytes(media: nil, bytes: Data(bytes.utf8)) }
        func number(_ name: String) -> UInt64? { call["options"]?[name]?.int.map(UInt64.init) }
        let options = OktantEngine.CallOptions(
            timeoutMs: number("timeout_ms"), deadlineMs: number("deadline_ms"), maxRetries: number("max_retries").map(UInt32.init),
            headers: named(call["options"]?["headers"]), query: named(call["options"]?["query"]))
        return Request(
            target: target, path: named(call["path"]), query: query, headers: named(call["header"]), body: body, options: options)
    }

    /// The time of a line on both clocks.
    typealias Time = (monoMs: UInt64, unixMs: UInt64)

    static func now(_ vector: JSON, _ now: JSON) throws -> Time {
        let mono = try XCTUnwrap(now.int ?? now[0]?.int)
        let unix = try now[1]?.int ?? XCTUnwrap(vector["epoch"]?.int) + mono
        return (UInt64(mono), UInt64(unix))
    }

    static func named(_ value: JSON?) -> [NameValue] {
        if let pairs = value?.array { return pairs.map { NameValue(name: $0[0]?.string ?? "", value: $0[1]?.string ?? "") } }
        return (value?.object?.members ?? []).map { NameValue(name: $0.name, value: $0.value.string ?? "") }
    }

    static func step(_ step: Step, items: Int, expected: JSON) throws -> JSON {
        if case .failed(let error) = step { return failed(error) }
        if case .done(let response) = step {
            var seen = some([
                ("status", form(response.status)), ("request_id", form(response.requestId)), ("rate", form(response.rate)),
            ])
            if let page = response.page { seen += [("items", form(items)), ("cursor", form(page.cursor)), ("rest_ms", form(page.restMs))] }
            return ["done": ["ok": .object(.init(members: some(seen, 0)))]]
        }
        let (name, members) = try XCTUnwrap(Mirror(reflecting: step).children.first)
        var seen = try XCTUnwrap(form(members).object)
        switch step {
        case .send(_, _, let headers, _, _, _, _, _, _, _):
            let isExpected = expected["send"]?["headers"]?["User-Agent"] != nil
            let sent = headers.filter { $0.name != "User-Agent" || isExpected }
            let named = sent.map { ($0.name, JSON.string($0.value.replacing(/(oktant\/)[0-9.]+/) { "\($0.1){version}" })) }
            for extra in ["text", "max_body", "non_idempotent"] { seen[extra] = nil }
            seen["headers"] = .object(.init(members: named))
        case .sign(_, _, let bytes, _):
            // The JWT that is to be signed, in the clear.
            let parts = String(decoding: bytes, as: UTF8.self).split(separator: ".").map { JSON(parsing: base64(String($0))) }
            seen["bytes"] = nil
            (seen["header"], seen["claims"]) = (parts[0], parts[1])
        default: break
        }
        return .object(.init(members: [(name ?? "", .object(.init(members: some(seen.members))))]))
    }

    static func failed(_ error: EngineError) -> JSON { ["done": ["error": Forms.error(error)]] }

    static func error(_ error: EngineError) -> JSON {
        let members = form(error).object?.members ?? []
        return .object(.init(members: some(members.filter { $0.name != "body" }, 0)))
    }

    /// The bytes of base64url.
    static func base64(_ text: String) -> Data {
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.count % 4) % 4)) ?? Data()
    }

    /// A value of the engine as JSON: members by their own names, absent ones null.
    private static func form(_ value: Any?) -> JSON {
        guard let value else { return .null }
        switch value {
        case let text as String: return .string(text)
        case let flag as Bool: return .bool(flag)
        case let number as any BinaryInteger: return .number("\(number)")
        case let bytes as Data: return .string(String(decoding: bytes, as: UTF8.self))
        case let items as [Any]: return .array(items.map(form))
        default: break
        }
        let mirror = Mirror(reflecting: value)
        if mirror.displayStyle == .optional { return mirror.children.first.map { form($0.value) } ?? .null }
        if mirror.displayStyle == .enum { return .string(snake("\(value)")) }
        return .object(.init(members: some(mirror.children.map { (snake($0.label ?? ""), form($0.value)) })))
    }

    /// Null, false and empty members of a step are left out, as `more` are.
    private static func some(_ members: [(name: String, value: JSON)], _ more: JSON...) -> [(name: String, value: JSON)] {
        members.filter { member in !([.null, false, [], [:]] + more).contains(member.value) }
    }

    /// `rateLimit` as `rate_limit`.
    private static func snake(_ name: String) -> String { name.replacing(/[A-Z]/) { "_\($0.0.lowercased())" } }
}
