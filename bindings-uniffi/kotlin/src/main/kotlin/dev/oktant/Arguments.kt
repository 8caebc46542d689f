package dev.oktant

import dev.oktant.engine.Named
import dev.oktant.engine.Query
import dev.oktant.engine.Tuning
import kotlinx.serialization.json.JsonElement
import kotlin.time.Duration
import dev.oktant.engine.Body as EngineBody

/** The arguments of an operation, by the names of Okta's document. Null is as good as absent. */
public class Arguments(
    /** What fills the path. */
    public val path: Map<String, String> = emptyMap(),
    /** Query members: text, numbers, truth values, or lists of these. */
    public val query: Map<String, Any?> = emptyMap(),
    /** Headers that the document tells of. */
    public val headers: Map<String, String?> = emptyMap(),
    /** What is sent. */
    public val body: Body? = null,
) {
    internal fun pathPairs(): List<Named> = path.pairs()

    internal fun headerPairs(): List<Named> = headers.pairs()

    internal fun queryPairs(): List<Query> = query.mapNotNull { (name, value) ->
        when (value) {
            null -> null
            is Iterable<*> -> Query(name, value.map(Any?::toString))
            else -> Query(name, listOf(value.toString()))
        }
    }
}

/** What an operation sends. */
public sealed class Body {
    /** A document. */
    public class Json(
        /** The document. */
        public val value: JsonElement,
    ) : Body()

    /** A file to upload. */
    public class File(
        /** File name. */
        public val name: String,
        /** What it holds. */
        public val bytes: ByteArray,
        /** Its media type, where that does not follow from the name. */
        public val media: String? = null,
    ) : Body()

    /** Bytes of a media type of the operation. */
    public class Bytes(
        /** What they are. */
        public val bytes: ByteArray,
        /** Their media type, where it is not the operation's first. */
        public val media: String? = null,
    ) : Body()

    internal fun toEngine(): EngineBody = when (this) {
        is Json -> EngineBody.Json(value.toWire())
        is File -> EngineBody.File(name, media, bytes)
        is Bytes -> EngineBody.Bytes(media, bytes)
    }
}

/** What can be said of one call, instead of what the client says of all. */
public class CallOptions(
    /** How long one attempt may take; zero is for ever. */
    public val timeout: Duration? = null,
    /** How long the whole call may take, pauses and tokens included; zero is for ever. */
    public val deadline: Duration? = null,
    /** How often it may be repeated. */
    public val maxRetries: Int? = null,
    /** Headers beside the operation's own. */
    public val headers: Map<String, String> = emptyMap(),
    /** Query members that the document does not tell of. */
    public val query: Map<String, String> = emptyMap(),
) {
    internal fun toEngine(): Tuning =
        Tuning(timeout?.toMillis(), deadline?.toMillis(), maxRetries?.coerceAtLeast(0)?.toUInt(), headers.pairs(), query.pairs())

    private fun Duration.toMillis() = inWholeMilliseconds.toULong()
}

private fun Map<String, String?>.pairs(): List<Named> = mapNotNull { (name, value) -> value?.let { Named(name, it) } }
