import Foundation
@testable import Oktant
import OktantEngine
import XCTest

/// The vectors of tests/vectors through the shipped library: what every host sees of the engine, as data.
final class VectorTests: XCTestCase {
    func testEveryVectorHolds() throws {
        let folder = URL(fileURLWithPath: try Servers.environment("OKTANT_ROOT") + "/tests/vectors")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
        var played = 0
        for file in files.filter({ $0.pathExtension == "json" }).sorted(by: { $0.path < $1.path }) {
            let name = "\(file.deletingLastPathComponent().lastPathComponent)/\(file.deletingPathExtension().lastPathComponent)"
            let vector = try XCTUnwrap(JSON(parsing: Data(contentsOf: file)), name)
            if vector["not"]?["swift"] != nil { continue }
            let difference = try difference(vector)
            // What test.sh counts: XCTest on Linux knows no tests that are made at run time.
            print("vector \(name) \(difference == nil ? "passed" : "failed")")
            XCTAssertNil(difference, name)
            played += 1
        }
        XCTAssertGreaterThan(played, 100)
    }

    /// The first difference between what the vector expects and what happens; nil if there is none.
    private func difference(_ vector: JSON) throws -> String? {
        let config = try XCTUnwrap(vector["config"])
        let file = URL(fileURLWithPath: "{file}")
        if let lines = config["file"]?.array { try Data(lines.map { $0.string ?? "" }.joined(separator: "\n").utf8).write(to: file) }
        defer { try? FileManager.default.removeItem(at: file) }
        let recorder = WakeRecorder()
        let session: OktantEngine.Session
        do {
            session = try OktantEngine.Session.signedByHost(settings: Forms.settings(config), waker: recorder)
        } catch ConfigError.Invalid(let error) {
            return vector["error"] == Forms.error(error) ? nil : "\(Forms.error(error))"
        }
        if let error = vector["error"] { return "no error, expected \(error)" }
        if let expected = vector["explain"] {
            let seen = JSON.array(session.explain().split(separator: "\n").map { .string(String($0)) })
            if seen != expected { return "explain\n expected \(expected)\n seen     \(seen)" }
        }
        let stage = Stage(vector, session, recorder)
        for (index, expected) in (vector["lines"]?.array ?? []).enumerated() {
            let seen = try stage.line(XCTUnwrap(expected.array))
            if seen != expected { return "line \(index + 1)\n expected \(expected)\n seen     \(seen)" }
        }
        return nil
    }
}

/// Records the calls that are woken.
private final class WakeRecorder: Waker, @unchecked Sendable {
    var callIDs: [UInt64] = []

    func wake(callId: UInt64) { callIDs.append(callId) }
}

/// Plays the lines of a vector.
private final class Stage {
    /// A call, or a list whose pages are calls.
    private struct Actor {
        let definition: JSON
        var call: Call?
        var pages: OktantEngine.Pages?
        var lastPage: PageInfo?
        var step: Step?
        var items = 0
    }

    private let vector: JSON
    private let session: OktantEngine.Session
    private let recorder: WakeRecorder
    private let engineHeaders: Set<String>
    private var names: [UInt64: String] = [:]
    private var actors: [String: Actor] = [:]

    init(_ vector: JSON, _ session: OktantEngine.Session, _ recorder: WakeRecorder) {
        self.vector = vector
        self.session = session
        self.recorder = recorder
        engineHeaders = Set(session.hostConfig().headers)
    }

    /// `[call, now, input, step]` as it happened, and the calls that it woke, if any.
    func line(_ line: [JSON]) throws -> JSON {
        let name = try XCTUnwrap(line[0].string)
        recorder.callIDs = []
        var seen = Array(line.prefix(3))
        if line[2] == "dropped" {
            actors.removeValue(forKey: name)?.call?.finish()
            seen.append(.null)
        } else {
            var actor = try actors[name] ?? Actor(definition: XCTUnwrap(vector["calls"]?[name]))
            seen.append(try step(name, &actor, Forms.now(vector, line[1]), line[2], expected: line[3]))
            actors[name] = actor
        }
        let woken = try recorder.callIDs.map { JSON.string(try XCTUnwrap(names[$0])) }
        return .array(woken.isEmpty ? seen : seen + [.array(woken)])
    }

    private func step(_ name: String, _ actor: inout Actor, _ now: Forms.Time, _ input: JSON, expected: JSON) throws -> JSON {
        let step: Step
        if let seed = input["started"]?.int {
            if let error = actor.lastPage?.error {
                actor.lastPage = nil
                return Forms.failed(error)
            }
            guard let started = try start(&actor, UInt64(seed), now) else { return "end" }
            actor.call = started.call
            names[started.callId] = name
            step = started.step
        } else {
            let input = try toEngine(input, &actor)
            step = try XCTUnwrap(actor.call).step(input: input, monoMs: now.monoMs, unixMs: now.unixMs)
        }
        actor.step = step
        if case .done(let response) = step { actor.lastPage = response.page }
        return try Forms.step(step, items: actor.items, expected: expected)
    }

    private func start(_ actor: inout Actor, _ seed: UInt64, _ now: Forms.Time) throws -> StartedCall? {
        let definition = actor.definition
        let request = try Forms.request(definition)
        guard definition["pages"] != nil else { return session.call(request: request, seed: seed, monoMs: now.monoMs, unixMs: now.unixMs) }
        let follow = definition["follow_ms"]?.int.map { UInt64($0) }
        let pages = actor.pages ?? session.pages(request: request, cursor: definition["cursor"]?.string, followMs: follow)
        actor.pages = pages
        return pages.next(seed: seed, monoMs: now.monoMs, unixMs: now.unixMs)
    }

    /// The input of a line. A response is read as the host reads any other.
    private func toEngine(_ input: JSON, _ actor: inout Actor) throws -> Input {
        if input == "woke" { return .woke }
        if input == "cancelled" { return .cancelled }
        if let token = input["bearer"]?.string { return .bearer(token: token) }
        if let text = input["signed"]?.string { return .signed(signature: Forms.base64(text)) }
        if let failed = input["failed"] {
            let phases: [String: OktantEngine.Phase] = ["connect": .connect, "answer": .answer, "body": .body]
            let phase = try XCTUnwrap(phases[failed["phase"]?.string ?? ""])
            return .failed(timedOut: failed["kind"] == "timed_out", phase: phase, text: failed["message"]?.string ?? "")
        }
        let responded = try XCTUnwrap(input["responded"])
        let bytes = responded["base64"]?.string.map(Forms.base64) ?? Data((responded["body"]?.string ?? "").utf8)
        let body = bytes + Data(repeating: UInt8(ascii: "x"), count: responded["fill"]?.int ?? 0)
        let headers = Forms.named(responded["headers"]).map { (name: $0.name, value: $0.value) }
        let response = HTTPResponse(status: try XCTUnwrap(responded["status"]?.int), headers: headers, body: body)
        var (next, items, isText): (String?, String?, Bool) = (nil, nil, false)
        if case .send(_, _, _, _, _, let nextPointer, let itemsPointer, let text, _, _) = actor.step {
            (next, items, isText) = (nextPointer, itemsPointer, text)
        }
        let (result, received) = response.read(next: next, items: items, asText: isText, maxBody: .max, engineHeaders: engineHeaders)
        actor.items = received.items.count
        return result
    }
}
