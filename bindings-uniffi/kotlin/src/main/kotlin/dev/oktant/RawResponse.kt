package dev.oktant

import kotlinx.serialization.json.JsonElement
import okhttp3.Headers

/** The full response of a successful call. */
public class RawResponse internal constructor(private val call: CompletedCall) {
    /** The HTTP status. */
    public val status: Int get() = call.response.status.toInt()

    /** All response headers. */
    public val headers: Headers get() = call.received.headers

    /** The response body. */
    public val bytes: ByteArray get() = call.received.bytes

    /** The body as JSON, whatever its `Content-Type`; null if it is not JSON. */
    public val json: JsonElement? get() = call.received.json

    /** The body as text. */
    public val text: String get() = bytes.decodeToString()

    /** The request ID, from `X-Okta-Request-Id`. Okta support asks for it. */
    public val requestId: String? get() = call.response.requestId

    /** The rate limit that the response reported. */
    public val rate: RateLimit get() = RateLimit.of(call.response.rate)

    /** The number of requests sent, retries included. */
    public val attempts: Int get() = call.response.attempts.toInt()

    override fun toString(): String = "RawResponse($status, ${bytes.size} bytes)"
}
