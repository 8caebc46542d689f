import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The default transport: over URLSession, without redirects, cookies, caches and stored credentials.
public final class URLSessionTransport: HTTPTransport, @unchecked Sendable {
    private let configuration: URLSessionConfiguration
    private let shared: Locked<Pool>

    /// A transport whose sessions have this configuration, with its proxies and its TLS versions. Cookies, caches and credentials stay
    /// off, and timeouts are those of requests.
    public init(configuration: URLSessionConfiguration = .ephemeral) {
        self.configuration = configuration
        shared = Locked(Pool(configuration))
    }

    /// Sends a request and reads the response.
    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        // On Linux, libcurl below URLSession resends a request without a body when a pooled connection dies. Non-idempotent requests
        // therefore get their own connection.
        guard request.nonIdempotent, request.body == nil else { return try await sendShared(request) }
        return try await Pool(configuration).send(request)
    }

    /// Sends over the shared pool, and drops the pool if the request times out while no other response arrives: its connections may be
    /// dead, and HTTP/2 would send every further call over them.
    private func sendShared(_ request: HTTPRequest) async throws -> HTTPResponse {
        let pool = shared.with { $0 }
        let responses = pool.connections.responses
        do {
            return try await pool.send(request)
        } catch let failure as TransportFailure where failure.timedOut && pool.connections.responses == responses {
            shared.with { if $0 === pool { $0 = Pool(configuration) } }
            throw failure
        }
    }
}

/// A pool of connections, which are closed when no request uses them any more.
private final class Pool: Sendable {
    let connections: Connections

    init(_ configuration: URLSessionConfiguration) {
        connections = Connections(configuration)
    }

    deinit {
        connections.close()
    }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await connections.send(request)
    }
}

/// The running requests of one URLSession.
private final class Connections: NSObject, URLSessionDataDelegate, @unchecked Sendable {
    private struct State {
        var exchanges: [Int: Exchange] = [:]
        var session: URLSession?
        var responses = 0
    }

    private let configuration: URLSessionConfiguration
    private let state = Locked(State())

    init(_ configuration: URLSessionConfiguration) {
        self.configuration = configuration.copy() as? URLSessionConfiguration ?? configuration
        super.init()
        let configuration = self.configuration
        configuration.httpCookieStorage = nil
        configuration.httpShouldSetCookies = false
        configuration.urlCache = nil
        configuration.urlCredentialStorage = nil
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        configuration.httpMaximumConnectionsPerHost = 64
        // The engine's timeout covers the whole exchange.
        configuration.timeoutIntervalForRequest = 7 * 86_400
    }

    /// The number of responses that have begun.
    var responses: Int { state.with { $0.responses } }

    private var session: URLSession {
        state.with { state in
            if let session = state.session { return session }
            let session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
            state.session = session
            return session
        }
    }

    func close() {
        state.with { $0.session }?.finishTasksAndInvalidate()
    }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard let url = URL(string: request.url) else {
            throw TransportFailure(phase: .connect, message: "the address cannot be used")
        }
        var sent = URLRequest(url: url)
        sent.httpMethod = request.method
        sent.httpBody = request.body
        sent.httpShouldHandleCookies = false
        for (name, value) in request.headers { sent.setValue(value, forHTTPHeaderField: name) }
        let task = session.dataTask(with: sent)
        let exchange = Exchange(task, maxBody: request.maxBody)
        state.with { $0.exchanges[task.taskIdentifier] = exchange }
        // URLSession may not tell of the end of a task that was stopped.
        defer { forget(task) }
        let timer = request.timeout.map { limit in
            Task {
                try await Task.sleep(for: limit.bounded)
                exchange.stop(URLError(.timedOut))
            }
        }
        defer { timer?.cancel() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { exchange.start($0) }
        } onCancel: {
            exchange.stop(CancellationError())
        }
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    #if canImport(FoundationNetworking)
        // On Linux, a task whose response asks for a password does not complete before it gets one. All of the response is here by then.
        func urlSession(
            _ session: URLSession, task: URLSessionTask, didReceive challenge: URLAuthenticationChallenge,
            completionHandler: @escaping (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
        ) {
            forget(task)?.end(nil)
            completionHandler(.rejectProtectionSpace, nil)
        }
    #endif

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
    ) {
        state.with { $0.responses += 1 }
        exchange(dataTask)?.begin(response)
        completionHandler(.allow)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        exchange(dataTask)?.append(data)
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        forget(task)?.end(error)
    }

    @discardableResult
    private func forget(_ task: URLSessionTask) -> Exchange? {
        state.with { $0.exchanges.removeValue(forKey: task.taskIdentifier) }
    }

    private func exchange(_ task: URLSessionTask) -> Exchange? {
        state.with { $0.exchanges[task.taskIdentifier] }
    }
}

/// One request and its response.
private final class Exchange: Sendable {
    private let task: URLSessionDataTask
    private let state: Locked<ExchangeState>

    init(_ task: URLSessionDataTask, maxBody: Int) {
        self.task = task
        state = Locked(ExchangeState(maxBody: maxBody))
    }

    func start(_ continuation: CheckedContinuation<HTTPResponse, any Error>) {
        let early = state.with { state in
            if state.result == nil { state.waiting = continuation }
            return state.result
        }
        if let early { continuation.resume(with: early) } else { task.resume() }
    }

    func begin(_ response: URLResponse) {
        state.with { $0.response = response as? HTTPURLResponse }
    }

    func append(_ data: Data) {
        let isEnough = state.with { $0.append(data) }
        if isEnough { task.cancel() }
    }

    func stop(_ reason: any Error) {
        end(reason)
        task.cancel()
    }

    /// Ends the exchange; only the first end counts.
    func end(_ error: (any Error)?) {
        let (continuation, result) = state.with { $0.end(error) }
        continuation?.resume(with: result)
    }
}

/// What has arrived of a response, and who waits for it.
private struct ExchangeState {
    let maxBody: Int
    var waiting: CheckedContinuation<HTTPResponse, any Error>?
    var result: Result<HTTPResponse, any Error>?
    var response: HTTPURLResponse?
    private var body = Data()

    init(maxBody: Int) {
        self.maxBody = maxBody
    }

    /// True if no more of the body is needed.
    mutating func append(_ data: Data) -> Bool {
        body.append(data.prefix(enough - body.count))
        return body.count >= enough
    }

    mutating func end(_ error: (any Error)?) -> (CheckedContinuation<HTTPResponse, any Error>?, Result<HTTPResponse, any Error>) {
        let first = result ?? outcome(error)
        defer { (waiting, result) = (nil, first) }
        return (waiting, first)
    }

    /// The number of bytes after which reading stops. For a 2xx one beyond the limit, which shows that the body is too long.
    private var enough: Int {
        let isGood = response.map { (200..<300).contains($0.statusCode) } ?? false
        return isGood ? (maxBody == .max ? .max : maxBody + 1) : HTTPResponse.bodyLimit
    }

    private func outcome(_ error: (any Error)?) -> Result<HTTPResponse, any Error> {
        if let error = error as? CancellationError { return .failure(error) }
        // After `enough` bytes the task was cancelled here, and its error does not count.
        if let response, error == nil || body.count >= enough {
            let headers = response.allHeaderFields.map { (name: "\($0.key)", value: "\($0.value)") }
            return .success(HTTPResponse(status: response.statusCode, headers: headers, body: body))
        }
        let code = (error as? URLError)?.code
        let unconnected = code.map(ExchangeState.unconnected.contains) ?? false
        let phase: TransportFailure.Phase = response != nil ? .body : unconnected ? .connect : .answer
        let message = code == .timedOut ? "" : error?.localizedDescription ?? "no HTTP response"
        return .failure(TransportFailure(phase: phase, timedOut: code == .timedOut, message: message))
    }

    private static let unconnected: Set<URLError.Code> = [
        .cannotConnectToHost, .cannotFindHost, .dnsLookupFailed, .notConnectedToInternet, .secureConnectionFailed,
        .serverCertificateUntrusted, .serverCertificateHasBadDate, .serverCertificateHasUnknownRoot, .serverCertificateNotYetValid,
    ]
}
