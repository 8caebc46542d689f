internal import OktantEngine
import Foundation

// What users have, as the types that UniFFI generates, and back. Outside this folder no file knows those types.

extension OktantEngine.Settings {
    init(_ settings: Settings, useEnvironment: Bool) {
        let known = settings.texts.compactMap { key, text in text.map { Setting(key: key, text: $0, origin: .code) } }
        let extra = settings.extraSettings.sorted { $0.key < $1.key }.map { Setting(key: $0.key, text: $0.value, origin: .code) }
        self.init(
            values: known + extra, useEnvironment: useEnvironment, bearerCallback: settings.bearer != nil,
            clientKey: settings.signer.map(HostKey.init), proofKey: settings.proofSigner.map(HostKey.init), supportsProxy: false,
            browser: false)
    }
}

extension HostKey {
    fileprivate init(_ signer: any Signer) {
        self.init(jwk: signer.publicJWK, kid: signer.keyID)
    }
}

extension Request {
    /// - Throws: ``OktantError/invalidArgument(_:)`` for what cannot be handed to the engine, which checks the rest.
    init(_ target: Target, _ arguments: Arguments, _ options: CallOptions) throws {
        do {
            let query = try arguments.query.pairs.compactMap { name, value in
                try value.map { Query(name: name, values: try texts(name, $0)) }
            }
            let headers = arguments.headers.pairs.compactMap { name, value in value.map { NameValue(name: name, value: $0) } }
            self.init(
                target: target, path: arguments.path.engine, query: query, headers: headers,
                body: try arguments.body.map(OktantEngine.Body.init), options: try OktantEngine.CallOptions(options))
        } catch let odd as OddValue {
            throw OktantError.invalidArgument(target.name, odd.text)
        }
    }
}

/// A value that cannot be handed to the engine.
private struct OddValue: Error {
    let text: String
}

extension OktantError {
    static func invalidArgument(_ operation: String, _ text: String) -> OktantError {
        .invalidArgument(Details(text: "\(operation): \(text)", operation: operation))
    }
}

extension Target {
    fileprivate var name: String {
        switch self {
        case .operation(let id): id
        case .path(let method, let path): "\(method) \(path)"
        }
    }
}

extension OktantEngine.Body {
    fileprivate init(_ body: Body) throws {
        self =
            switch body {
            case .json(let value): .json(text: try wireText(value))
            case .file(let name, let bytes, let media): .file(name: name, media: media, bytes: bytes)
            case .bytes(let bytes, let media): .bytes(media: media, bytes: bytes)
            }
    }
}

extension OktantEngine.CallOptions {
    fileprivate init(_ options: CallOptions) throws {
        if let retries = options.maxRetries, retries < 0 { throw OddValue(text: "maxRetries is \(retries): give 0 or more") }
        func milliseconds(_ time: Duration?, _ name: String) throws -> UInt64? {
            if let time, time < .zero { throw OddValue(text: "\(name) is \(time): give 0 or more") }
            return time.map { UInt64($0.milliseconds) }
        }
        let query = try options.query.pairs.flatMap { name, value in
            try value.map { try texts(name, $0) }?.map { NameValue(name: name, value: $0) } ?? []
        }
        self.init(
            timeoutMs: try milliseconds(options.timeout, "timeout"), deadlineMs: try milliseconds(options.deadline, "deadline"),
            maxRetries: options.maxRetries.map(UInt32.init(clamping:)), headers: options.headers.engine, query: query)
    }
}

/// The text of a document.
private func wireText(_ value: JSON) throws -> String {
    let (text, odd) = value.checkedText
    switch odd {
    case nil: return text
    case .number(let number): throw OddValue(text: "the body has \(number) in place of a number: give one that JSON has")
    default: throw OddValue(text: "the body has JSON.unpaired of a text that is no string in JSON: use JSON.string")
    }
}

/// The texts of a query parameter; a list has several.
private func texts(_ name: String, _ value: any ArgumentValue) throws -> [String] {
    switch value {
    case let list as [any ArgumentValue]: return try list.flatMap { try texts(name, $0) }
    case let number as Double where !number.isFinite: throw OddValue(text: "query argument \(name) is \(number): give a finite number")
    case let time as Date:
        guard let text = formatTimestamp(time) else { throw OddValue(text: "query argument \(name) is no time in the years 0 to 9999") }
        return [text]
    default: return ["\(value)"]
    }
}

extension Members<String> {
    fileprivate var engine: [NameValue] { pairs.map { NameValue(name: $0.name, value: $0.value) } }
}

/// Whether a member of this name holds a secret. Custom attributes count too.
func isSecret(_ name: String) -> Bool { OktantEngine.isSecret(name: name) }

extension JSONKind {
    var engine: BodyKind {
        switch self {
        case .empty: .empty
        case .object: .object
        case .array: .array
        case .other: .other
        case .broken: .broken
        case .notJSON: .notJson
        }
    }
}

extension RawResponse {
    init(_ response: EngineResponse, _ received: ReceivedResponse) {
        self.init(
            status: Int(response.status), headers: received.headers, bytes: received.bytes, json: received.json,
            requestID: response.requestId, rate: RateLimit(response.rate), attempts: Int(response.attempts),
            missingDocument: response.missingDocument.map { OktantError($0, received: received.bytes) })
    }
}

extension NextPage {
    init(_ info: PageInfo) {
        self.init(
            more: info.more, rest: .milliseconds(info.restMs), cursor: info.cursor, error: info.error.map { OktantError($0) })
    }
}

extension RateLimit {
    fileprivate init(_ rate: OktantEngine.RateLimit) {
        self.init(
            limit: rate.limit.map(Int.init(clamping:)), remaining: rate.remaining.map(Int.init(clamping:)),
            reset: rate.reset.map { Date(timeIntervalSince1970: TimeInterval($0)) })
    }
}

extension RateLimitStatus {
    init(_ status: OktantEngine.RateLimitStatus) {
        self.init(
            name: status.name, rate: RateLimit(status.rate), inFlight: Int(clamping: status.inFlight), held: Int(clamping: status.held))
    }
}

extension OktantError {
    /// `received`: the body that the host kept; `underlying`: what the program threw.
    init(_ error: EngineError, received: Data = Data(), underlying: (any Error)? = nil) {
        let details = Details(error, received: received, underlying: underlying)
        self =
            switch error.kind {
            case .api: .api(details)
            case .auth: .auth(details)
            case .rateLimited: .rateLimited(details)
            case .timeout: .timeout(details)
            case .transport: .transport(details)
            case .decode: .decode(details)
            case .page: .page(details)
            case .config: .config(details)
            case .invalidArgument: .invalidArgument(details)
            case .cancelled: .cancelled(details)
            case .other: .other(details)
            }
    }
}

extension OktantError.Details {
    fileprivate init(_ error: EngineError, received: Data, underlying: (any Error)?) {
        self.init(
            text: error.text, operation: error.operation, status: error.status.map(Int.init), code: error.code, summary: error.summary,
            link: error.link, id: error.id, causes: error.causes, requestID: error.requestId, rate: RateLimit(error.rate),
            retryAfter: error.retryAfterMs.map { .milliseconds($0) }, phase: error.phase.map(TransportFailure.Phase.init),
            body: error.body ?? (received.isEmpty ? nil : received), attempts: Int(error.attempts), elapsed: .milliseconds(error.elapsedMs),
            mayHaveBeenSent: error.mayHaveBeenSent, isRetryable: error.retryable, isDuplicate: error.isDuplicate, underlying: underlying)
    }
}

extension TransportFailure.Phase {
    init(_ phase: Phase) {
        self =
            switch phase {
            case .connect: .connect
            case .answer: .answer
            case .body: .body
            }
    }

    var engine: Phase {
        switch self {
        case .connect: .connect
        case .answer: .answer
        case .body: .body
        }
    }
}

/// Passes events to a listener. Holds no session, because the session holds it.
final class ListenerAdapter: EventListener {
    private let listener: @Sendable (Event) -> Void

    init(_ listener: @escaping @Sendable (Event) -> Void) {
        self.listener = listener
    }

    func onEvent(event: OktantEngine.Event) {
        listener(Event(callID: event.callId, operation: event.operation, attempts: Int(event.attempts), kind: Event.Kind(event.kind)))
    }
}

extension Event.Kind {
    fileprivate init(_ kind: EventKind) {
        self =
            switch kind {
            case .request: .request
            case .response(let status, let requestID, let rate):
                .response(status: Int(status), requestID: requestID, rate: RateLimit(rate))
            case .failure(let timedOut, let phase): .failure(timedOut: timedOut, phase: TransportFailure.Phase(phase))
            case .retry(let afterMs, let reason): .retry(after: .milliseconds(afterMs), reason: Event.Reason(reason))
            case .pace(let atMostMs, let reason): .pace(atMost: .milliseconds(atMostMs), reason: Event.Reason(reason))
            case .tokenRequested: .tokenRequested
            case .tokenReceived: .tokenReceived
            case .tokenFailed: .tokenFailed
            case .warning(let text): .warning(text: text)
            case .other: .other
            }
    }
}

extension Event.Reason {
    fileprivate init(_ reason: Reason) {
        self =
            switch reason {
            case .backoff: .backoff
            case .rateLimit: .rateLimit
            case .concurrentLimit: .concurrentLimit
            case .pace: .pace
            case .token: .token
            }
    }
}
