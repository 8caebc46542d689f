package dev.oktant

import kotlinx.serialization.json.JsonElement
import okhttp3.Headers

/** The full response of a successful call. */
public class RawResponse internal constructor(
    /** The HTTP status. */
    public val status: Int,
    /** All response headers. */
    public val headers: Headers,
    /** The response body. */
    public val bytes: ByteArray,
    /** The body as JSON, whatever its `Content-Type`; null if it is not JSON. */
    public val json: JsonElement?,
    /** The request ID, from `X-Okta-Request-Id`. Okta support asks for it. */
    public val requestId: String?,
    /** The rate limit that the response reported. */
    public val rate: RateLimit,
    /** The number of requests sent, retries included. */
    public val attempts: Int,
    /** The error of a caller that needs a document, if the operation returns one and the response has none. */
    internal val missingDocument: OktantException?,
) {
    /** The body as text. */
    public val text: String get() = bytes.decodeToString()

    override fun toString(): String = "RawResponse($status, ${bytes.size} bytes)"
}
