internal import OktantEngine
import Foundation

/// What came of a call: the engine's word, and what the host kept.
struct Carried: Sendable {
    let answer: OktantEngine.Answer
    let kept: Kept
}

/// The answer as it came; `items` are those of a list.
struct Kept: Sendable {
    var headers: [(name: String, value: String)] = []
    var bytes = Data()
    var json: JSON?
    var items: [JSON] = []
}

/// How to begin a call: a seed and the time in, the call and its first step out. Nil at the end of a list.
typealias Begin = (_ seed: UInt64, _ now: Moment) -> Begun?

/// Carries calls over a transport: does what each step says, and decides nothing.
struct Drive: Sendable {
    let transport: any HTTPTransport
    let alarms: Alarms
    /// The headers that the engine reads: the others need not cross.
    let facts: Set<String>
    let bearer: Settings.Bearer?
    let signer: (any Signer)?
    let proofSigner: (any Signer)?

    func carry(_ begin: Begin) async throws -> Carried? {
        guard let begun = begin(UInt64.random(in: 0...UInt64.max), now()) else { return nil }
        let alarm = alarms.set(begun.ticket)
        defer {
            alarms.remove(begun.ticket)
            begun.call.finish()
        }
        var step = begun.step
        var kept = Kept()
        var trouble: (any Error)?
        // A wake may have come before the alarm was set: the engine looks again.
        if case .wait = step { step = begun.call.step(input: .woke, now: now()) }
        while true {
            let input: Input
            switch step {
            case .done(let answer):
                return Carried(answer: answer, kept: kept)
            case .failed(let fault):
                throw OktantError(fault, kept: kept.bytes, underlying: trouble)
            case .wait(let atMostMs, _):
                try await alarm.wait(atMostMs)
                input = .woke
            case .bearer(let fresh, let timeoutMs):
                (input, trouble) = try await asked(timeoutMs, bearer, of: "bearer callback") { .bearer(token: try await $0(fresh)) }
            case .sign(let key, _, let bytes, let timeoutMs):
                let signer = key == .client ? signer : proofSigner
                (input, trouble) = try await asked(timeoutMs, signer, of: "signer") { .signed(signature: try await $0.sign(bytes)) }
            case .send(let method, let url, let headers, let body, let timeoutMs, let next, let items, let text, let maxBody, let once):
                kept = Kept()
                let request = HTTPRequest(
                    method: method, url: url, headers: headers.map { ($0.name, $0.value) }, body: body,
                    timeout: timeoutMs.map { .milliseconds($0) }, maxBody: Int(clamping: maxBody), once: once)
                do {
                    let response = try await transport.send(request)
                    (input, kept) = response.read(next: next, items: items, asText: text, most: request.maxBody, facts: facts)
                    trouble = nil
                } catch {
                    try Task.checkCancellation()
                    (input, trouble) = (failed(error), error)
                }
            }
            step = begun.call.step(input: input, now: now())
        }
    }

    /// What the caller's own code gives.
    private func asked<Asked: Sendable>(
        _ timeoutMs: UInt64?, _ whom: Asked?, of name: String, _ work: @escaping @Sendable (Asked) async throws -> Input
    ) async throws -> (Input, (any Error)?) {
        do {
            guard let whom else { return (.failed(timedOut: false, phase: .connect, text: "there is no \(name)"), nil) }
            return (try await within(timeoutMs) { try await work(whom) }, nil)
        } catch {
            try Task.checkCancellation()
            let late = error is TimeUp
            return (.failed(timedOut: late, phase: .connect, text: late ? "" : "\(error)"), error)
        }
    }

    private func failed(_ error: any Error) -> Input {
        guard let failure = error as? TransportFailure else {
            return .failed(timedOut: false, phase: .answer, text: "\(error)")
        }
        let phase: OktantEngine.Phase =
            switch failure.phase {
            case .connect: .connect
            case .answer: .answer
            case .body: .body
            }
        return .failed(timedOut: failure.timedOut, phase: phase, text: failure.message)
    }
}

extension HTTPResponse {
    /// What the engine is told of an answer, and what the host keeps of it.
    func read(next: String?, items: String?, asText: Bool, most: Int, facts: Set<String>) -> (Input, Kept) {
        let known = headers.filter { facts.contains($0.name.lowercased()) }.map { Named(name: $0.name, value: $0.value) }
        let code = UInt16(clamping: status)
        guard !asText, (200..<300).contains(status) else {
            return (.text(status: code, headers: known, text: body.prefix(HTTPResponse.bodyLimit)), Kept())
        }
        guard body.count <= most else {
            let size = UInt64(body.count)
            return (.kept(status: code, headers: known, bytes: size, json: .tooLarge, found: nil, count: 0), Kept())
        }
        let document = body.withUnsafeBytes { Document($0.bindMemory(to: UInt8.self)) }
        let list = (items.map { document.value?.at($0) } ?? document.value)?.array ?? []
        let link = next.flatMap { document.value?.at($0) }.flatMap { $0.isNull ? nil : $0.string ?? $0.description }
        let input = Input.kept(
            status: code, headers: known, bytes: UInt64(body.count), json: document.shape, found: link, count: UInt64(list.count))
        return (input, Kept(headers: headers, bytes: body, json: document.value, items: list))
    }
}

private let beginning = ContinuousClock.now

private func now() -> Moment {
    let passed = beginning.duration(to: .now).components
    let mono = passed.seconds * 1000 + passed.attoseconds / 1_000_000_000_000_000
    return Moment(monoMs: UInt64(clamping: mono), unixMs: UInt64(max(0, Date().timeIntervalSince1970 * 1000)))
}
