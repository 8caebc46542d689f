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
            let vector = try XCTUnwrap(JSON(Data(contentsOf: file)), name)
            if vector["not"]?["swift"] != nil { continue }
            let difference = try difference(vector)
            // What test.sh counts: XCTest on Linux knows no tests that are made at run time.
            print("vector \(name) \(difference == nil ? "passed" : "failed")")
            XCTAssertNil(difference, name)
            played += 1
        }
        XCTAssertGreaterThan(played, 100)
    }

    /// Where what was seen leaves what is due.
    private func difference(_ vector: JSON) throws -> String? {
        let woken = Woken()
        let session: Session
        let config = try XCTUnwrap(vector["config"])
        let file = URL(fileURLWithPath: "{file}")
        if let lines = config["file"]?.array { try Data(lines.map { $0.string ?? "" }.joined(separator: "\n").utf8).write(to: file) }
        defer { try? FileManager.default.removeItem(at: file) }
        do {
            session = try Session.signedByHost(settings: Forms.settings(config), waker: woken)
        } catch ConfigError.Invalid(let fault) {
            return vector["error"] == Forms.error(fault) ? nil : "\(Forms.error(fault))"
        }
        if let error = vector["error"] { return "no error, due \(error)" }
        if let due = vector["explain"] {
            let seen = JSON.array(session.explain().split(separator: "\n").map { .string(String($0)) })
            if seen != due { return "explain\n due  \(due)\n seen \(seen)" }
        }
        let stage = Stage(vector, session, woken)
        for (index, due) in (vector["lines"]?.array ?? []).enumerated() {
            let seen = try stage.line(XCTUnwrap(due.array))
            if seen != due { return "line \(index + 1)\n due  \(due)\n seen \(seen)" }
        }
        return nil
    }
}

private final class Woken: Waker, @unchecked Sendable {
    var tickets: [UInt64] = []

    func wake(callId: UInt64) {
        tickets.append(callId)
    }
}

/// Plays the lines of a vector.
private final class Stage {
    /// A call, or a list whose pages are calls.
    private struct Actor {
        var call: Call?
        var pages: OktantEngine.Pages?
        var turn: PageInfo?
        var next: String?
        var list: String?
        var isText = false
        var count = 0
    }

    private let vector: JSON
    private let session: Session
    private let woken: Woken
    private let facts: Set<String>
    private var names: [UInt64: String] = [:]
    private var actors: [String: Actor] = [:]

    init(_ vector: JSON, _ session: Session, _ woken: Woken) {
        self.vector = vector
        self.session = session
        self.woken = woken
        facts = Set(session.hostConfig().headers)
    }

    /// `[call, now, input, step]`, and whom it wakes where it wakes somebody.
    func line(_ line: [JSON]) throws -> JSON {
        let who = try XCTUnwrap(line[0].string)
        woken.tickets = []
        var seen = Array(line.prefix(3))
        if line[2] == "dropped" {
            actors[who]?.call?.finish()
            actors[who] = nil
            seen.append(.null)
        } else {
            seen.append(try step(who, try Forms.now(vector, line[1]), line[2], due: line[3]))
        }
        if !woken.tickets.isEmpty { seen.append(.array(try woken.tickets.map { .string(try XCTUnwrap(names[$0])) })) }
        return .array(seen)
    }

    private func step(_ who: String, _ now: Now, _ input: JSON, due: JSON) throws -> JSON {
        var actor = actors[who] ?? Actor()
        defer { actors[who] = actor }
        let step: Step
        if let seed = input["started"]?.int {
            if let fault = actor.turn?.error {
                actor.turn = nil
                return Forms.failed(fault)
            }
            let definition = try XCTUnwrap(vector["calls"]?[who])
            guard let begun = try begin(&actor, definition, UInt64(seed), now) else { return "end" }
            actor.call = begun.call
            names[begun.callId] = who
            step = begun.step
        } else {
            let given = try given(&actor, input)
            step = try XCTUnwrap(actor.call).step(input: given, now: now)
        }
        (actor.next, actor.list, actor.isText) = (nil, nil, false)
        if case .send(_, _, _, _, _, let next, let items, let text, _, _) = step { (actor.next, actor.list, actor.isText) = (next, items, text) }
        if case .done(let answer) = step { actor.turn = answer.page }
        return try Forms.step(step, items: actor.count, due: due)
    }

    private func begin(_ actor: inout Actor, _ definition: JSON, _ seed: UInt64, _ now: Now) throws -> StartedCall? {
        let request = try Forms.request(definition)
        guard definition["pages"] != nil else { return session.call(request: request, seed: seed, now: now) }
        let follow = definition["follow_ms"]?.int.map { UInt64($0) }
        let pages = actor.pages ?? session.pages(request: request, cursor: definition["cursor"]?.string, followMs: follow)
        actor.pages = pages
        return pages.next(seed: seed, now: now)
    }

    /// What a host hands in: an answer is read as any other.
    private func given(_ actor: inout Actor, _ input: JSON) throws -> Input {
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
        let (given, kept) = response.read(next: actor.next, items: actor.list, asText: actor.isText, maxBody: .max, engineHeaders: facts)
        actor.count = kept.items.count
        return given
    }
}
