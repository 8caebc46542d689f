package dev.oktant

import dev.oktant.engine.NameValue
import dev.oktant.engine.Query
import dev.oktant.engine.Request
import dev.oktant.engine.Target
import kotlinx.serialization.json.JsonElement
import kotlin.time.Duration
import kotlin.time.Instant
import kotlin.time.toKotlinDuration
import dev.oktant.engine.Body as EngineBody
import dev.oktant.engine.CallOptions as EngineCallOptions

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
) {
    internal fun toEngine(target: Target, options: CallOptions?): Request {
        val query = query.mapNotNull { (name, value) -> value?.let { Query(name, texts(it)) } }
        return Request(target, path.pairs(), query, headers.pairs(), body?.toEngine(), options?.toEngine())
    }
}

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

    internal fun toEngine(): EngineBody = when (this) {
        is Json -> EngineBody.Json(value.toWire())
        is File -> EngineBody.File(name, media, bytes)
        is Bytes -> EngineBody.Bytes(media, bytes)
    }
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
    internal fun toEngine(): EngineCallOptions {
        val query = query.flatMap { (name, value) -> value?.let(::texts).orEmpty().map { NameValue(name, it) } }
        return EngineCallOptions(timeout?.toMillis(), deadline?.toMillis(), maxRetries?.coerceAtLeast(0)?.toUInt(), headers.pairs(), query)
    }

    private fun Duration.toMillis() = inWholeMilliseconds.toULong()

    public companion object {
        /** Call options, for Java; null for the client's. */
        @JvmStatic
        public fun of(
            timeout: java.time.Duration?,
            deadline: java.time.Duration?,
            maxRetries: Int?,
            headers: Map<String, String>,
            query: Map<String, Any?>,
        ): CallOptions = CallOptions(timeout?.toKotlinDuration(), deadline?.toKotlinDuration(), maxRetries, headers, query)
    }
}

private fun Map<String, String?>.pairs(): List<NameValue> = mapNotNull { (name, value) -> value?.let { NameValue(name, it) } }

/** The texts of a query parameter. */
private fun texts(value: Any): List<String> =
    (value as? Iterable<*> ?: listOf(value)).map { if (it is Instant) formatTimestamp(it) else it.toString() }
