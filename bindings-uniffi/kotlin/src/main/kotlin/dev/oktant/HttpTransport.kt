package dev.oktant

import okhttp3.Headers
import okhttp3.Headers.Companion.toHeaders
import okhttp3.HttpUrl.Companion.toHttpUrl
import java.io.IOException
import kotlin.time.Duration

/**
 * A transport: sends HTTP requests. The default is an [OkHttpTransport]; pass another one to [Settings.transport], for another HTTP
 * client or for tests.
 *
 * A transport sends each request once and unchanged: it follows no redirects, retries nothing and keeps no cookies. It reads the
 * whole body of a 2xx response up to [HttpRequest.maxBody], and the first [HttpResponse.BODY_LIMIT] bytes of any other, within
 * [HttpRequest.timeout]; one that takes a second longer is cancelled. When its coroutine is cancelled, it ends the exchange at once.
 */
public interface HttpTransport {
    /**
     * Sends a request and reads the response.
     *
     * @throws TransportFailure if there is no complete response. Any other exception counts as one after the request was sent
     */
    public suspend fun send(request: HttpRequest): HttpResponse
}

/** An HTTP request, as it is sent. Tests of transports may make one. */
public class HttpRequest(
    /** The HTTP method. */
    public val method: String,
    /** The full URL. */
    public val url: String,
    /** The request headers, `Authorization` among them: send them all, unchanged. */
    public val headers: Headers = Headers.EMPTY,
    /** The body; null for none. */
    public val body: ByteArray? = null,
    /** The timeout, from the start to the last byte of the response; null for no limit. */
    public val timeout: Duration? = null,
    /** The largest body of a 2xx response, in bytes after decompression. One byte more is enough of a larger one: the call fails. */
    public val maxBody: Long = 256_000_000,
    /** True if sending the request twice may do harm: the HTTP stack must not resend it on its own. */
    public val nonIdempotent: Boolean = false,
) {
    /** A request without a timeout; for Java. */
    public constructor(method: String, url: String, headers: Headers, body: ByteArray?) : this(method, url, headers, body, null)

    /** The path of the URL, with its escapes. */
    public val path: String get() = url.toHttpUrl().encodedPath

    // Without query and headers, which may hold secrets.
    override fun toString(): String = "HttpRequest($method ${url.substringBefore('?')})"
}

/** An HTTP response, read to its end or to the limit. */
public class HttpResponse(
    /** The HTTP status. */
    public val status: Int,
    /** The response headers, as they arrived. */
    public val headers: Headers,
    /** The body, decompressed. */
    public val body: ByteArray,
) {
    override fun toString(): String = "HttpResponse($status, ${body.size} bytes)"

    public companion object {
        /** The largest part of the body that is read unless the status is 2xx: 1 MiB, in bytes. */
        public const val BODY_LIMIT: Int = 1 shl 20

        /** A response with this JSON text as its body, and `Content-Type: application/json`. */
        @JvmStatic
        @JvmOverloads
        public fun json(text: String, status: Int = 200, headers: Map<String, String> = emptyMap()): HttpResponse =
            HttpResponse(status, headers.toHeaders().newBuilder().set("Content-Type", "application/json").build(), text.encodeToByteArray())
    }
}

/**
 * The failure of an attempt: there is no complete response. Its cause, or it if it has none, becomes the cause of an
 * [OktantException].
 */
public class TransportFailure(
    /** How far the attempt got. */
    public val phase: OktantException.Phase,
    /** True if the attempt exceeded its timeout. */
    public val timedOut: Boolean = false,
    /** What happened, without secrets. */
    message: String? = null,
    cause: Throwable? = null,
) : IOException(message ?: cause?.message, cause)
