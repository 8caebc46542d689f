internal import OktantEngine
import Foundation

/// A successful call: the engine's result, and the response that the host kept.
struct CompletedCall: Sendable {
    let response: EngineResponse
    let received: ReceivedResponse
}

/// A 2xx response; `items` are those of a list.
struct ReceivedResponse: Sendable {
    var headers: [(name: String, value: String)] = []
    var bytes = Data()
    var json: JSON?
    var items: [JSON] = []
}

/// Starts a call from a seed and the time, as `monoMs` and `unixMs`; nil at the end of a list.
typealias StartCall = (_ seed: UInt64, _ monoMs: UInt64, _ unixMs: UInt64) -> StartedCall?

/// Runs calls over a transport: does what each step says and decides nothing.
struct CallDriver: Sendable {
    let transport: any HTTPTransport
    let wakeRegistry: WakeRegistry
    /// The headers that the engine reads; others need not cross the FFI boundary.
    let engineHeaders: Set<String>
    let bearer: Settings.Bearer?
    let signer: (any Signer)?
    let proofSigner: (any Signer)?

    func run(_ start: StartCall) async throws -> CompletedCall? {
        guard let started = start(UInt64.random(in: 0...UInt64.max), monoMs(), unixMs()) else { return nil }
        let signal = wakeRegistry.register(started.callId)
        defer {
            wakeRegistry.remove(started.callId)
            started.call.finish()
        }
        var step = started.step
        var received = ReceivedResponse()
        var cause: (any Error)?
        // The call may have been woken before it was registered: the engine looks again.
        if case .wait = step { step = started.call.step(input: .woke, monoMs: monoMs(), unixMs: unixMs()) }
        while true {
            let input: Input
            switch step {
            case .done(let response):
                return CompletedCall(response: response, received: received)
            case .failed(let error):
                throw OktantError(error, received: received.bytes, underlying: cause)
            case .wait(let atMostMs, _):
                try await signal.wait(atMostMs)
                input = .woke
            case .bearer(let fresh, let timeoutMs):
                (input, cause) = try await call(bearer, "bearer callback", timeoutMs) { .bearer(token: try await $0(fresh)) }
            case .sign(let key, _, let bytes, let timeoutMs):
                let signer = key == .client ? signer : proofSigner
                (input, cause) = try await call(signer, "signer", timeoutMs) { .signed(signature: try await $0.sign(bytes)) }
            case .send(let method, let url, let headers, let body, let timeoutMs, let next, let items, let text, let maxBody, let nonIdempotent):
                received = ReceivedResponse()
                let request = HTTPRequest(
                    method: method, url: url, headers: headers.map { ($0.name, $0.value) }, body: body,
                    timeout: timeoutMs.map { .milliseconds($0) }, maxBody: Int(clamping: maxBody), nonIdempotent: nonIdempotent)
                do {
                    let response = try await transport.send(request)
                    (input, received) = response.read(
                        next: next, items: items, asText: text, maxBody: request.maxBody, engineHeaders: engineHeaders)
                    cause = nil
                } catch {
                    try Task.checkCancellation()
                    (input, cause) = (failed(error), error)
                }
            }
            step = started.call.step(input: input, monoMs: monoMs(), unixMs: unixMs())
        }
    }

    /// The result of a callback of the program, and the error that it threw.
    private func call<Callback: Sendable>(
        _ callback: Callback?, _ name: String, _ timeoutMs: UInt64?,
        _ work: @escaping @Sendable (Callback) async throws -> Input
    ) async throws -> (Input, (any Error)?) {
        do {
            guard let callback else { return (.failed(timedOut: false, phase: .connect, text: "there is no \(name)"), nil) }
            return (try await within(timeoutMs) { try await work(callback) }, nil)
        } catch {
            try Task.checkCancellation()
            let timedOut = error is TimedOut
            return (.failed(timedOut: timedOut, phase: .connect, text: timedOut ? "" : "\(error)"), error)
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
    /// What the engine learns from a response, and what the host keeps of it.
    func read(next: String?, items: String?, asText: Bool, maxBody: Int, engineHeaders: Set<String>) -> (Input, ReceivedResponse) {
        let known = headers.filter { engineHeaders.contains($0.name.lowercased()) }.map { NameValue(name: $0.name, value: $0.value) }
        let code = UInt16(clamping: status)
        guard !asText, (200..<300).contains(status) else {
            return (.text(status: code, headers: known, text: body.prefix(HTTPResponse.bodyLimit)), ReceivedResponse())
        }
        let size = UInt64(body.count)
        guard body.count <= maxBody else {
            let summary = BodySummary(bytes: size, kind: .tooLarge, next: nil, count: 0)
            return (.kept(status: code, headers: known, body: summary), ReceivedResponse())
        }
        let document = body.withUnsafeBytes { Document($0.bindMemory(to: UInt8.self)) }
        let list = (items.map { document.value?.at($0) } ?? document.value)?.array ?? []
        let link = next.flatMap { document.value?.at($0) }.flatMap { $0.isNull ? nil : $0.string ?? $0.description }
        let summary = BodySummary(bytes: size, kind: document.kind, next: link, count: UInt64(list.count))
        let received = ReceivedResponse(headers: headers, bytes: body, json: document.value, items: list)
        return (.kept(status: code, headers: known, body: summary), received)
    }
}

private let processStart = ContinuousClock.now

private func monoMs() -> UInt64 { processStart.duration(to: .now).milliseconds }

private func unixMs() -> UInt64 { UInt64(max(0, Date().timeIntervalSince1970 * 1000)) }
