internal import OktantEngine
import Foundation

/// A successful call; `items` are those of a page, and `next` says what follows it.
struct CompletedCall: Sendable {
    let raw: RawResponse
    let items: [JSON]
    let next: NextPage?
}

/// A 2xx response; `items` are those of a list.
struct ReceivedResponse: Sendable {
    var headers: [(name: String, value: String)] = []
    var bytes = Data()
    var json: JSON?
    var items: [JSON] = []
}

/// Starts a call from a seed and the time, as `monoMs` and `unixMs`; nil at the end of a list.
private typealias StartCall = (_ seed: UInt64, _ monoMs: UInt64, _ unixMs: UInt64) -> StartedCall?

/// The session of a client, and its calls: does what each step says and decides nothing.
final class CallDriver: Sendable {
    private let session: OktantEngine.Session
    private let transport: any HTTPTransport
    private let wakeRegistry = WakeRegistry()
    /// The headers that the engine reads; others need not cross the FFI boundary.
    private let engineHeaders: Set<String>
    private let bearer: Settings.Bearer?
    private let signer: (any Signer)?
    private let proofSigner: (any Signer)?

    init(_ settings: Settings, useEnvironment: Bool) throws {
        do {
            let engineSettings = OktantEngine.Settings(settings, useEnvironment: useEnvironment)
            session = try OktantEngine.Session(settings: engineSettings, waker: wakeRegistry)
        } catch ConfigError.Invalid(let error) {
            throw OktantError(error)
        }
        if let listener = settings.onEvent { session.onEvent(listener: ListenerAdapter(listener)) }
        engineHeaders = Set(session.hostConfig().headers)
        transport = settings.transport.map(BoundedTransport.init) ?? URLSessionTransport()
        bearer = settings.bearer
        signer = settings.signer
        proofSigner = settings.proofSigner
    }

    func explain() -> String { session.explain() }

    func rates() -> [RateLimitStatus] { session.rates().map(RateLimitStatus.init) }

    func call(_ operation: String, _ arguments: Arguments, _ options: CallOptions) async throws -> RawResponse {
        try await send(Request(.operation(id: operation), arguments, options))
    }

    func request(_ method: String, _ path: String, _ arguments: Arguments, _ options: CallOptions) async throws -> RawResponse {
        try await send(Request(.path(method: method, path: path), arguments, options))
    }

    /// A list from its first page or from `cursor`; with `every` it is followed.
    func pages(_ operation: String, _ arguments: Arguments, _ options: CallOptions, _ cursor: String?, _ every: Duration?) -> PageReader {
        do {
            let request = try Request(.operation(id: operation), arguments, options)
            if let every, every < .zero {
                throw OktantError.invalidArgument(operation, "cannot follow a list every \(every): give 0 or more")
            }
            let list = session.pages(request: request, cursor: cursor, followMs: every.map { UInt64($0.milliseconds) })
            return PageReader { try await self.run(list.next) }
        } catch {
            return PageReader { throw error }
        }
    }

    private func send(_ request: Request) async throws -> RawResponse {
        guard let call = try await run({ session.call(request: request, seed: $0, monoMs: $1, unixMs: $2) }) else {
            preconditionFailure("only lists end")
        }
        return call.raw
    }

    private func run(_ start: StartCall) async throws -> CompletedCall? {
        guard let started = start(UInt64.random(in: 0...UInt64.max), monoMs(), unixMs()) else { return nil }
        let signal = wakeRegistry.register(started.callId)
        // Freeing the call, when this returns, also finishes it.
        defer { wakeRegistry.remove(started.callId) }
        let completed = try await drive(started, signal)
        ResponseCollector.current?.collect(completed.raw)
        return completed
    }

    private func drive(_ started: StartedCall, _ signal: WakeSignal) async throws -> CompletedCall {
        var step = started.step
        var received = ReceivedResponse()
        var cause: (any Error)?
        // The call may have been woken before it was registered: the engine looks again.
        if case .wait = step { step = started.call.step(input: .woke, monoMs: monoMs(), unixMs: unixMs()) }
        while true {
            let input: Input
            switch step {
            case .done(let response):
                return CompletedCall(
                    raw: RawResponse(response, received), items: received.items, next: response.page.map { NextPage($0) })
            case .failed(let error):
                throw OktantError(error, received: received.bytes, underlying: cause)
            case .wait(let atMostMs, _):
                try await signal.wait(.milliseconds(atMostMs))
                input = .woke
            case .bearer(let fresh, let timeoutMs):
                (input, cause) = try await call(bearer, "bearer callback", timeoutMs) { .bearer(token: try await $0(fresh)) }
            case .sign(let key, _, let bytes, let timeoutMs):
                let signer = key == .client ? signer : proofSigner
                (input, cause) = try await call(signer, "signer", timeoutMs) { .signed(signature: try await $0.sign(bytes)) }
            case .send(let method, let url, let headers, let body, let timeoutMs, let next, let items, let text, let maxBody, let nonIdempotent):
                let request = HTTPRequest(
                    method: method, url: url, headers: headers.map { ($0.name, $0.value) }, body: body,
                    timeout: timeoutMs.map { .milliseconds($0) }, maxBody: Int(clamping: maxBody), nonIdempotent: nonIdempotent)
                (input, received, cause) = try await send(request) {
                    $0.read(next: next, items: items, asText: text, maxBody: maxBody, engineHeaders: self.engineHeaders)
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
        guard let callback else { return (.failed(timedOut: false, phase: .connect, text: "there is no \(name)"), nil) }
        do {
            return (try await within(timeoutMs.map { .milliseconds($0) }) { try await work(callback) }, nil)
        } catch {
            try Task.checkCancellation()
            let timedOut = error is TimedOut
            return (.failed(timedOut: timedOut, phase: .connect, text: timedOut ? "" : words(error)), timedOut ? nil : error)
        }
    }

    /// The result of a request, what the host keeps of the response, and the error that the transport threw.
    private func send(
        _ request: HTTPRequest, _ read: (HTTPResponse) -> (Input, ReceivedResponse)
    ) async throws -> (Input, ReceivedResponse, (any Error)?) {
        do {
            let (input, received) = read(try await transport.send(request))
            return (input, received, nil)
        } catch {
            try Task.checkCancellation()
            let failure = error as? TransportFailure ?? TransportFailure(phase: .answer, underlying: error)
            let input = Input.failed(timedOut: failure.timedOut, phase: failure.phase.engine, text: failure.message)
            return (input, ReceivedResponse(), failure.underlying ?? failure)
        }
    }
}

extension HTTPResponse {
    /// What the engine learns from a response, and what the host keeps of it.
    func read(next: String?, items: String?, asText: Bool, maxBody: UInt64, engineHeaders: Set<String>) -> (Input, ReceivedResponse) {
        guard (100...999).contains(status) else {
            return (.failed(timedOut: false, phase: .answer, text: "the transport returned the HTTP status \(status)"), ReceivedResponse())
        }
        let code = UInt16(status)
        let known = headers.filter { engineHeaders.contains($0.name.lowercased()) }.map { NameValue(name: $0.name, value: $0.value) }
        guard !asText, (200..<300).contains(status) else {
            return (.text(status: code, headers: known, text: body.prefix(HTTPResponse.bodyLimit)), ReceivedResponse())
        }
        let size = UInt64(body.count)
        guard size <= maxBody else {
            let summary = BodySummary(bytes: size, kind: .tooLarge, next: nil, count: nil)
            return (.kept(status: code, headers: known, body: summary), ReceivedResponse())
        }
        let document = body.withUnsafeBytes { Document($0.bindMemory(to: UInt8.self)) }
        let list = (items.map { document.value?.at($0) } ?? document.value)?.array
        let link = next.flatMap { document.value?.at($0) }.flatMap { $0.isNull ? nil : $0.string ?? $0.description }
        let summary = BodySummary(bytes: size, kind: document.kind.engine, next: link, count: list.map { UInt64($0.count) })
        let received = ReceivedResponse(headers: headers, bytes: body, json: document.value, items: list ?? [])
        return (.kept(status: code, headers: known, body: summary), received)
    }
}

private let processStart = ContinuousClock.now

private func monoMs() -> UInt64 { UInt64(max(0, processStart.duration(to: .now).milliseconds)) }

private func unixMs() -> UInt64 { UInt64(max(0, Date().timeIntervalSince1970 * 1000)) }
