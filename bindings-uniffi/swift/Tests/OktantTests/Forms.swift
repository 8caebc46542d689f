import Foundation
@testable import Oktant
import OktantEngine
import XCTest

/// The JSON forms of settings, arguments and steps, as tests/vectors/README.md has them.
enum Forms {
    static func settings(_ config: JSON) -> OktantEngine.Settings {
        let code: JSON = config["code"] ?? ["ORGURL": "https://example.okta.com", "TOKEN": "00token0123456789"]
        let layers: [(JSON?, Origin)] = [
            (code, .code), (config["environment"], .environment), (config["here"], .workingFile), (config["home"], .homeFile),
        ]
        var all = layers.flatMap { layer, origin in named(layer).map { Setting(key: $0.name, text: $0.value, origin: origin) } }
        if let lines = config["file"] { all.append(Setting(key: "CONFIGFILE", text: write(lines).path, origin: .code)) }
        return OktantEngine.Settings(
            values: all, useEnvironment: false, bearerCallback: config["callback"] == true, clientKey: key(config["client_key"]),
            proofKey: key(config["proof_key"]), supportsProxy: true, browser: config["browser"] == true)
    }

    private static let file = FileManager.default.temporaryDirectory.appendingPathComponent("oktant-\(UUID().uuidString).yaml")

    /// The configuration file that a vector names, written where it is to be there.
    private static func write(_ lines: JSON) -> URL {
        try? FileManager.default.removeItem(at: file)
        if let lines = lines.array {
            try? Data(lines.map { $0.string ?? "" }.joined(separator: "\n").utf8).write(to: file)
        }
        return file
    }

    /// A text with the name that vectors have for that file.
    static func withoutPath(_ text: String) -> String { text.replacing(file.path, with: "{file}") }

    private static func key(_ jwk: JSON?) -> HostKey? { jwk.map { HostKey(jwk: $0.description, kid: nil) } }

    static func request(_ call: JSON) throws -> Request {
        let target: Target =
            if let path = call["path_of"]?.string {
                .path(method: call["method"]?.string ?? "GET", path: path)
            } else {
                .operation(id: try XCTUnwrap((call["op"] ?? call["pages"])?.string))
            }
        let query = (call["query"]?.object?.members ?? []).map { name, value in
            Query(name: name, values: value.array?.map(plain) ?? [plain(value)])
        }
        var body: OktantEngine.Body?
        if let json = call["json"] { body = .json(text: json.description) }
        if let file = call["file"] {
            body = .file(name: file["name"]?.string ?? "", media: nil, bytes: Data((file["text"]?.string ?? "").utf8))
        }
        if let bytes = call["bytes"]?.string { body = .bytes(media: nil, bytes: Data(bytes.utf8)) }
        let options: JSON = call["options"] ?? [:]
        func millis(_ name: String) -> UInt64? { options[name]?.int.map(UInt64.init) }
        let tuning = OktantEngine.CallOptions(
            timeoutMs: millis("timeout"), deadlineMs: millis("deadline"), maxRetries: millis("max_retries").map(UInt32.init),
            headers: named(options["headers"]), query: named(options["query"]))
        return Request(
            target: target, path: named(call["path"]), query: query, headers: named(call["header"]), body: body, options: tuning)
    }

    static func now(_ vector: JSON, _ now: JSON) -> Now {
        if let both = now.array { return Now(monoMs: UInt64(both[0].int ?? 0), unixMs: UInt64(both[1].int ?? 0)) }
        let mono = now.int ?? 0
        return Now(monoMs: UInt64(mono), unixMs: UInt64((vector["epoch"]?.int ?? 1_700_000_000_000) + mono))
    }

    static func named(_ value: JSON?) -> [NameValue] {
        if let pairs = value?.array { return pairs.map { NameValue(name: $0[0]?.string ?? "", value: $0[1]?.string ?? "") } }
        return (value?.object?.members ?? []).map { NameValue(name: $0.name, value: $0.value.string ?? "") }
    }

    static func step(_ step: Step, items: Int, due: JSON) -> JSON {
        switch step {
        case .send(let method, let url, let headers, let body, let timeout, let next, let list, _, _, _):
            let isDue = due["send"]?["headers"]?["User-Agent"] != nil
            var seen = JSON.Object(members: [])
            for header in headers where header.name != "User-Agent" || isDue {
                let isAgent = header.name == "User-Agent"
                seen[header.name] = .string(isAgent ? header.value.replacing(/(oktant\/)[0-9.]+/) { "\($0.1){version}" } : header.value)
            }
            let find = next.map { JSON.object(form([("next", .string($0)), ("items", text(list))])) }
            let send = form([
                ("method", .string(method)), ("url", .string(url)), ("headers", .object(seen)),
                ("body", text(body.map { String(decoding: $0, as: UTF8.self) })), ("find", find), ("timeout", number(timeout) ?? .null),
            ])
            return ["send": .object(send)]
        case .wait(let atMost, let reason):
            return ["wait": ["at_most": number(atMost) ?? .null, "for": lower(reason)]]
        case .bearer(let fresh, let timeout):
            return ["bearer": ["fresh": .bool(fresh), "timeout": number(timeout) ?? .null]]
        case .sign(let key, let algorithm, let bytes, let timeout):
            // The JWT that is to be signed, in the clear.
            let parts = String(decoding: bytes, as: UTF8.self).split(separator: ".").map { JSON(base64(String($0))) ?? .null }
            return [
                "sign": [
                    "key": lower(key), "algorithm": .string(algorithm), "header": parts.first ?? .null, "claims": parts.last ?? .null,
                    "timeout": number(timeout) ?? .null,
                ]
            ]
        case .done(let answer):
            let ok = form([
                ("status", number(answer.status)), ("request_id", text(answer.requestId)), ("rate", rate(answer.rate)),
                ("items", answer.page.flatMap { _ in number(items) }), ("cursor", text(answer.page?.cursor)),
                ("rest", answer.page.flatMap { $0.restMs > 0 ? number($0.restMs) : nil }),
            ])
            return ["done": ["ok": .object(ok)]]
        case .failed(let fault): return failed(fault)
        }
    }

    static func failed(_ fault: EngineError) -> JSON { ["done": ["error": error(fault)]] }

    /// Nothing, no, none and zero are left out.
    static func error(_ fault: EngineError) -> JSON {
        var whole = form([
            ("kind", lower(fault.kind)), ("text", .string(withoutPath(fault.text))), ("operation", text(fault.operation)),
            ("status", number(fault.status)), ("code", text(fault.code)), ("summary", text(fault.summary)), ("link", text(fault.link)),
            ("id", text(fault.id)), ("causes", .array(fault.causes.map(JSON.string))), ("request_id", text(fault.requestId)),
            ("rate", rate(fault.rate)), ("phase", fault.phase.map(lower)), ("attempts", number(fault.attempts)),
            ("elapsed", number(fault.elapsedMs)), ("retryable", .bool(fault.retryable)),
            ("may_have_been_sent", .bool(fault.mayHaveBeenSent)),
        ])
        whole.members.removeAll { [false, 0, []].contains($0.value) }
        return .object(whole)
    }

    /// The bytes of base64url.
    static func base64(_ text: String) -> Data {
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.count % 4) % 4)) ?? Data()
    }

    private static func form(_ members: [(String, JSON?)]) -> JSON.Object {
        var object = JSON.Object(members: [])
        for (name, value) in members { object[name] = value }
        return object
    }

    private static func rate(_ rate: OktantEngine.RateLimit) -> JSON? {
        let seen = form([("limit", number(rate.limit)), ("remaining", number(rate.remaining)), ("reset", number(rate.reset))])
        return seen.members.isEmpty ? nil : .object(seen)
    }

    private static func text(_ text: String?) -> JSON? { text.map(JSON.string) }

    private static func number(_ value: (some BinaryInteger)?) -> JSON? { value.map { .number("\($0)") } }

    private static func plain(_ value: JSON) -> String { value.string ?? value.description }

    /// `rateLimit` as `rate_limit`.
    private static func lower(_ value: some Any) -> JSON {
        .string("\(value)".replacing(/[A-Z]/) { "_\($0.0.lowercased())" })
    }
}
