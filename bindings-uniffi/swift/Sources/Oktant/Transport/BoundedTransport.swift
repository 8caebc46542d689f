/// A transport of the program, which may not notice that its time is over or that it is cancelled. URLSessionTransport needs no bound.
struct BoundedTransport: HTTPTransport {
    let inner: any HTTPTransport

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        do {
            return try await within(request.timeout.map { $0 + slack }) { try await inner.send(request) }
        } catch is TimedOut {
            throw TransportFailure(phase: .answer, timedOut: true)
        }
    }
}

/// The time that a transport has to end an attempt by itself, and to say how far it got.
private let slack = Duration.seconds(1)
