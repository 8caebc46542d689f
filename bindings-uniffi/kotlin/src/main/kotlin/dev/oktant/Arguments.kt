package dev.oktant

import kotlinx.serialization.json.JsonElement
import kotlin.time.Duration
import kotlin.time.toKotlinDuration

/** The arguments of an operation, by the parameter names of Okta's API document. A null argument is left out. */
public class Arguments(
    /** Path parameters. */
    public val path: Map<String, String> = emptyMap(),
    /** Query parameters: text, numbers, booleans, times, or lists of these. */
    public val query: Map<String, Any?> = emptyMap(),
    /** Header parameters. */
    public val headers: Map<String, String?> = emptyMap(),
    /** The request body. */
    public val body: Body? = null,
)

/** A request body. */
public sealed class Body {
    /** A JSON document. */
    public class Json(
        /** The document. */
        public val value: JsonElement,
    ) : Body()

    /** A file to upload. */
    public class File(
        /** The file name. */
        public val name: String,
        /** The content. */
        public val bytes: ByteArray,
        /** The media type. Default: derived from the file name. */
        public val media: String? = null,
    ) : Body()

    /** Any other content. */
    public class Bytes(
        /** The content. */
        public val bytes: ByteArray,
        /** The media type. Default: the first that the operation accepts. */
        public val media: String? = null,
    ) : Body()
}

/** Options of one call, in place of the client's settings. */
public class CallOptions(
    /** The timeout of one attempt, up to the last byte of the response; zero for no limit. Default: the client's. */
    public val timeout: Duration? = null,
    /** The timeout of the whole call, with retries, pauses and token requests; zero for no limit. Default: the client's. */
    public val deadline: Duration? = null,
    /** The largest number of retries. Default: the client's. */
    public val maxRetries: Int? = null,
    /** Further request headers. */
    public val headers: Map<String, String> = emptyMap(),
    /** Further query parameters: text, numbers, booleans, times, or lists of these. A null is left out. */
    public val query: Map<String, Any?> = emptyMap(),
) {
    public companion object {
        /** Call options, for Java; null, or left out at the end, for the client's. */
        @JvmStatic
        @JvmOverloads
        public fun of(
            timeout: java.time.Duration?,
            deadline: java.time.Duration? = null,
            maxRetries: Int? = null,
            headers: Map<String, String> = emptyMap(),
            query: Map<String, Any?> = emptyMap(),
        ): CallOptions = CallOptions(timeout?.toKotlinDuration(), deadline?.toKotlinDuration(), maxRetries, headers, query)
    }
}
