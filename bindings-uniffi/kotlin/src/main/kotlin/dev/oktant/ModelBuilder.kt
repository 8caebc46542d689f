package dev.oktant

import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import java.nio.file.Path
import java.util.function.Consumer
import kotlin.time.Instant
import java.lang.reflect.Array as ArrayOfAny

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
     * boolean, an [Instant], a [JsonElement], a [Model], an [OpenEnum], a list, array or map of these, or null.
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

    public companion object {
        /** A block of a builder, for Java: `new User(with(user -> user.profile(with(profile -> profile.setLogin("ann")))))`. */
        @JvmStatic
        public fun <B> with(block: Consumer<B>): (B) -> Unit = block::accept
    }

    /** Sets a list. What the property does not show of the list before, elements of another type than [of], keeps its place. */
    internal fun setList(name: String, value: List<*>?, of: Type<*>) {
        val before = members[name] as? JsonArray
        val items = value?.mapTo(ArrayList(), ::toJson)
        if (items != null) before?.forEachIndexed { index, item -> if (of.read(item) == null) items.add(minOf(index, items.size), item) }
        members[name] = items?.let(::JsonArray) ?: JsonNull
    }

    /** Sets a map. What the property does not show of the map before, values of another type than [of], stays. */
    internal fun setMap(name: String, value: Map<String, *>?, of: Type<*>) {
        val before = members[name] as? JsonObject
        val shown = value?.mapValues { toJson(it.value) }
        members[name] = shown?.let { JsonObject(before?.filterValues { of.read(it) == null }.orEmpty() + it) } ?: JsonNull
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
    is Map<*, *> -> JsonObject(value.entries.associate { (name, member) -> memberName(name) to toJson(member) })
    else -> JsonArray(requireNotNull(elements(value)) { "no JSON of a ${value.javaClass.name}" }.map(::toJson))
}

private fun number(value: Number): JsonPrimitive {
    require(isFinite(value)) { "no JSON of $value" }
    return JsonPrimitive(value)
}

private fun memberName(name: Any?): String =
    requireNotNull(name as? String) { "no JSON of a map with a name that is a ${name?.javaClass?.name}: names are text" }

/** False for NaN and infinities, which neither JSON nor Okta has. */
internal fun isFinite(value: Any?): Boolean = when (value) {
    is Double -> value.isFinite()
    is Float -> value.isFinite()
    else -> true
}

/** The elements of a list or an array; null of anything else. A path iterates over itself, and is none. */
internal fun elements(value: Any): List<Any?>? = when {
    value is Path -> null
    value is Iterable<*> -> value.toList()
    value.javaClass.isArray -> List(ArrayOfAny.getLength(value)) { ArrayOfAny.get(value, it) }
    else -> null
}
