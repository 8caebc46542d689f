package dev.oktant

import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlin.time.Instant

/** An open set of strings: the documented values are constants of its companion, and any other value is possible. */
public interface OpenEnum {
    /** The string on the wire. */
    public val value: String

    /** Its JSON. */
    public val json: JsonElement get() = JsonPrimitive(value)
}

/**
 * Builds or changes a model. What is not assigned stays as it was, or absent. Assigning null sends an explicit null; [remove] makes a
 * member absent.
 */
@OktantDsl
public abstract class ModelBuilder internal constructor(json: JsonElement?) {
    private val members = LinkedHashMap((json as? JsonObject).orEmpty())

    /** The document as it is now. */
    internal val json: JsonObject get() = JsonObject(LinkedHashMap(members))

    /** The document as it changes. */
    internal val current: JsonObject = JsonObject(members)

    /** The member of this name on the wire: null if it is absent, [JsonNull] if it is null. */
    public operator fun get(name: String): JsonElement? = members[name]

    /**
     * Sets the member of this name on the wire, such as a custom attribute: `this["badge"] = "42"`. The value is text, a number, a
     * boolean, an [Instant], a [JsonElement], a [Model], an [OpenEnum], a list or map of these, or null.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public operator fun set(name: String, value: Any?) {
        members[name] = toJson(value)
    }

    /** Makes a member absent. */
    public fun remove(name: String) {
        members.remove(name)
    }

    /** Changes the model in a member, or builds it. */
    internal fun <B : ModelBuilder> edit(name: String, builder: B, change: B.() -> Unit) {
        members[name] = builder.apply(change).json
    }
}

/** A document with one member: the tag of a union's variant. */
internal fun tagged(name: String, value: String): JsonObject = JsonObject(mapOf(name to JsonPrimitive(value)))

/** The JSON of an enum that may be a boolean. */
internal fun textOrBoolean(value: String): JsonElement = value.toBooleanStrictOrNull()?.let(::JsonPrimitive) ?: JsonPrimitive(value)

internal fun toJson(value: Any?): JsonElement = when (value) {
    null -> JsonNull
    is JsonElement -> value
    is Model -> value.json
    is OpenEnum -> value.json
    is String -> JsonPrimitive(value)
    is Boolean -> JsonPrimitive(value)
    is Number -> number(value)
    is Instant -> JsonPrimitive(formatTimestamp(value))
    is Iterable<*> -> JsonArray(value.map(::toJson))
    is Map<*, *> -> JsonObject(value.entries.associate { (name, member) -> name as String to toJson(member) })
    else -> throw IllegalArgumentException("no JSON of a ${value.javaClass.name}")
}

private fun number(value: Number): JsonPrimitive {
    require(value !is Double || value.isFinite()) { "no JSON of $value" }
    return JsonPrimitive(value)
}
