package dev.oktant

import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.withTimeout
import java.util.concurrent.CopyOnWriteArrayList
import kotlin.time.Duration

/**
 * A transport for tests: a function responds to each request, without a network. What is above a transport is the same as with an
 * org: retries, pages, rate limits, errors.
 *
 *     val transport = FakeTransport { request ->
 *         when (request.path) {
 *             "/api/v1/users/me" -> HttpResponse.json("""{"id": "00u1"}""")
 *             else -> HttpResponse.json("""{"errorCode": "E0000007"}""", status = 404)
 *         }
 *     }
 *     val okta = OktantClient { orgUrl = "https://example.okta.com"; token = "00token"; this.transport = transport }
 *
 * The function may throw a [TransportFailure], and suspend for longer than the timeout of the request. It may run on several threads
 * at once.
 */
public class FakeTransport(private val respond: suspend (HttpRequest) -> HttpResponse) : HttpTransport {
    private val received = CopyOnWriteArrayList<HttpRequest>()

    /** The requests so far, retries and those for access tokens included. */
    public val requests: List<HttpRequest> get() = received.toList()

    override suspend fun send(request: HttpRequest): HttpResponse {
        received += request
        return try {
            withTimeout(request.timeout ?: Duration.INFINITE) { respond(request) }
        } catch (timeout: TimeoutCancellationException) {
            throw TransportFailure(OktantException.Phase.ANSWER, timedOut = true, cause = timeout)
        }
    }
}
