#if canImport(AsyncHTTPClient)
    import AsyncHTTPClient
    import Foundation
    import NIOCore
    import NIOHTTP1
    import Oktant

    /// A transport over AsyncHTTPClient, whose client must follow no redirects:
    /// `HTTPClient(configuration: .init(redirectConfiguration: .disallow, decompression: .enabled(limit: .none)))`.
    struct AsyncHTTPClientTransport: HTTPTransport {
        let client: HTTPClient

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            var outgoing = HTTPClientRequest(url: request.url)
            outgoing.method = HTTPMethod(rawValue: request.method)
            for (name, value) in request.headers { outgoing.headers.add(name: name, value: value) }
            outgoing.body = request.body.map { .bytes($0) }
            let deadline = request.timeout.map { NIODeadline.now() + TimeAmount($0) } ?? .distantFuture
            var phase = TransportFailure.Phase.answer
            do {
                let response = try await client.execute(outgoing, deadline: deadline)
                phase = .body
                let isGood = (200..<300).contains(response.status.code)
                let enough = isGood ? min(request.maxBody, .max - 1) + 1 : HTTPResponse.bodyLimit
                var body = Data()
                for try await part in response.body {
                    body.append(contentsOf: part.readableBytesView.prefix(enough - body.count))
                    if body.count == enough { break }
                }
                return HTTPResponse(status: Int(response.status.code), headers: response.headers.map { ($0.name, $0.value) }, body: body)
            } catch let error as HTTPClientError {
                let unconnected: [HTTPClientError] = [.connectTimeout, .tlsHandshakeTimeout, .httpProxyHandshakeTimeout]
                if unconnected.contains(error) { phase = .connect }
                throw TransportFailure(phase: phase, timedOut: phase == .connect || error == .deadlineExceeded, underlying: error)
            } catch let error where !(error is CancellationError) {
                throw TransportFailure(phase: phase, underlying: error)
            }
        }
    }
#endif
