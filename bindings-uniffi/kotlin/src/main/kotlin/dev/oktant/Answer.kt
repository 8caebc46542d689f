package dev.oktant

import kotlinx.serialization.json.JsonElement
import okhttp3.Headers
import java.time.Instant

/** A good answer as it came. */
public class Answer internal constructor(private val carried: Carried) {
    /** The HTTP status. */
    public val status: Int get() = carried.answer.status.toInt()

    /** Response headers. */
    public val headers: Headers get() = carried.kept.headers

    /** The body. */
    public val bytes: ByteArray get() = carried.kept.bytes

    /** The body where it is JSON, whatever its media type says. */
    public val json: JsonElement? get() = carried.kept.json

    /** The body as text. */
    public val text: String get() = bytes.decodeToString()

    /** The org's name for the exchange; its support asks for it. */
    public val requestId: String? get() = carried.answer.requestId

    /** What was said of the rate limit. */
    public val rate: Rate get() = Rate.of(carried.answer.rate)

    /** How many requests it took. */
    public val attempts: Int get() = carried.answer.attempts.toInt()

    override fun toString(): String = "Answer($status, ${bytes.size} bytes)"
}

/** One page of a list. */
public class Page internal constructor(
    /** What stands on it; a page may be empty and not be the last. */
    public val items: List<JsonElement>,
    /** Where the next page is, as text that another process can go on from; null on the last one. */
    public val cursor: String?,
) {
    override fun toString(): String = "Page(${items.size} items)"
}

/** What an answer says of the rate limit of its operation. */
public data class Rate(
    /** Requests a window. */
    public val limit: Long?,
    /** Requests left in this one. */
    public val remaining: Long?,
    /** When the next one begins, by the org's clock. */
    public val reset: Instant?,
) {
    internal companion object {
        fun of(rate: dev.oktant.engine.Rate): Rate =
            Rate(rate.limit?.toLong(), rate.remaining?.toLong(), rate.reset?.let { Instant.ofEpochSecond(it.toLong()) })
    }
}
