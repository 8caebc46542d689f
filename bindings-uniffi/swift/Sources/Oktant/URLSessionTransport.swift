import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Sends over URLSession, with everything off that repeats, follows or remembers.
final class URLSessionTransport: HTTPTransport, @unchecked Sendable {
    private let lock = NSLock()
    private var shared = Pool()

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        // libcurl, below URLSession on Linux, sends a request without a body again where a kept connection dies under it. What may
        // not be sent twice goes over a connection of its own.
        guard request.once, request.body == nil else { return try await sendShared(request) }
        return try await Pool().send(request)
    }

    /// A request that waits all of its time while nothing else comes takes its pool along: the connections may be dead, and HTTP/2
    /// would send every further call over the same.
    private func sendShared(_ request: HTTPRequest) async throws -> HTTPResponse {
        let pool = lock.withLock { shared }
        let answers = pool.connections.answers
        do {
            return try await pool.send(request)
        } catch let failure as TransportFailure where failure.timedOut && pool.connections.answers == answers {
            lock.withLock {
                if shared === pool { shared = Pool() }
            }
            throw failure
        }
    }
}

/// Connections, which are closed when nobody sends over them any more.
private final class Pool: Sendable {
    let connections = Connections()

    deinit {
        connections.close()
    }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await connections.send(request)
    }
}

/// What one URLSession has under way.
private final class Connections: NSObject, URLSessionDataDelegate, @unchecked Sendable {
    private let lock = NSLock()
    private var exchanges: [Int: Exchange] = [:]
    private var opened: URLSession?
    private var answered = 0

    /// How many answers have begun.
    var answers: Int {
        lock.withLock { answered }
    }

    private var session: URLSession {
        lock.withLock {
            if let opened { return opened }
            let configuration = URLSessionConfiguration.ephemeral
            configuration.httpCookieStorage = nil
            configuration.httpShouldSetCookies = false
            configuration.urlCache = nil
            configuration.urlCredentialStorage = nil
            configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
            configuration.httpMaximumConnectionsPerHost = 64
            // The engine's own limit holds over the whole exchange.
            configuration.timeoutIntervalForRequest = 7 * 86_400
            let session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
            opened = session
            return session
        }
    }

    func close() {
        lock.withLock { opened }?.finishTasksAndInvalidate()
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
        lock.withLock { exchanges[task.taskIdentifier] = exchange }
        let alarm = request.timeout.map { limit in
            Task {
                try await Task.sleep(for: limit)
                exchange.stop(late: true)
            }
        }
        defer { alarm?.cancel() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { exchange.start($0) }
        } onCancel: {
            exchange.stop(late: false)
        }
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
    ) {
        lock.withLock { answered += 1 }
        exchange(dataTask)?.begin(response)
        completionHandler(.allow)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        exchange(dataTask)?.append(data)
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        let exchange = lock.withLock { exchanges.removeValue(forKey: task.taskIdentifier) }
        exchange?.complete(error)
    }

    private func exchange(_ task: URLSessionTask) -> Exchange? {
        lock.withLock { exchanges[task.taskIdentifier] }
    }
}

/// One request and its answer.
private final class Exchange: @unchecked Sendable {
    private enum End {
        case complete((any Error)?)
        case late
        case cancelled
    }

    private let lock = NSLock()
    private let task: URLSessionDataTask
    private var waiting: CheckedContinuation<HTTPResponse, any Error>?
    private var result: Result<HTTPResponse, any Error>?
    private var response: HTTPURLResponse?
    private var body = Data()
    private let maxBody: Int

    init(_ task: URLSessionDataTask, maxBody: Int) {
        self.task = task
        self.maxBody = maxBody
    }

    func start(_ continuation: CheckedContinuation<HTTPResponse, any Error>) {
        let early = lock.withLock {
            if result == nil { waiting = continuation }
            return result
        }
        if let early { continuation.resume(with: early) } else { task.resume() }
    }

    func begin(_ response: URLResponse) {
        lock.withLock { self.response = response as? HTTPURLResponse }
    }

    func append(_ data: Data) {
        let isEnough = lock.withLock {
            body.append(data.prefix(enough - body.count))
            return body.count >= enough
        }
        if isEnough { task.cancel() }
    }

    func complete(_ error: (any Error)?) {
        end(.complete(error))
    }

    func stop(late: Bool) {
        end(late ? .late : .cancelled)
        task.cancel()
    }

    /// The first end counts.
    private func end(_ end: End) {
        let continuation = lock.withLock {
            defer { waiting = nil }
            result = result ?? outcome(end)
            return waiting
        }
        if let result { continuation?.resume(with: result) }
    }

    /// So many bytes of the body say all: of a 2xx one more than it may have shows that it is too long.
    private var enough: Int {
        let isGood = response.map { (200..<300).contains($0.statusCode) } ?? false
        return isGood ? (maxBody == .max ? .max : maxBody + 1) : HTTPResponse.bodyLimit
    }

    private func outcome(_ end: End) -> Result<HTTPResponse, any Error> {
        let error: (any Error)?
        switch end {
        case .cancelled: return .failure(CancellationError())
        case .late: error = URLError(.timedOut)
        case .complete(let given): error = given
        }
        // No more is read: its end is one of our own.
        if let response, error == nil || body.count >= enough {
            let headers = response.allHeaderFields.map { (name: "\($0.key)", value: "\($0.value)") }
            return .success(HTTPResponse(status: response.statusCode, headers: headers, body: body))
        }
        let code = (error as? URLError)?.code
        let unconnected = code.map(Exchange.unconnected.contains) ?? false
        let phase: TransportFailure.Phase = response != nil ? .body : unconnected ? .connect : .answer
        let message = code == .timedOut ? "" : error?.localizedDescription ?? "no HTTP answer"
        return .failure(TransportFailure(phase: phase, timedOut: code == .timedOut, message: message))
    }

    private static let unconnected: Set<URLError.Code> = [
        .cannotConnectToHost, .cannotFindHost, .dnsLookupFailed, .notConnectedToInternet, .secureConnectionFailed,
        .serverCertificateUntrusted, .serverCertificateHasBadDate, .serverCertificateHasUnknownRoot, .serverCertificateNotYetValid,
        .unsupportedURL, .badURL,
    ]
}
