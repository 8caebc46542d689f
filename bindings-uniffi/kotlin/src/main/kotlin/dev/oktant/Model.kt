package dev.oktant

import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject

/**
 * A typed view of a JSON object, which it does not copy: one over a map that changes changes too. A property reads null if its member is
 * absent, null or of another type than documented; [get], [contains] and [problems] tell these apart. A list or map of texts, numbers or
 * times does not show elements of another type; they are in [json], and stay when a builder sets the list. Two models are equal if they
 * have the same class and JSON.
 */
public interface Model {
    /** The whole document as it was received or built: with unknown members, and with all digits of numbers. */
    public val json: JsonElement

    /** The members without a property, such as custom attributes. */
    public val extras: Map<String, JsonElement>

    /** The member of this name on the wire: null if it is absent, [JsonNull] if it is null. */
    public operator fun get(name: String): JsonElement?

    /** Whether there is a member of this name on the wire, be it null. */
    public operator fun contains(name: String): Boolean

    /**
     * The values of another type than documented, each with its place as a JSON pointer: `/profile/login: expected a string, found
     * a number`. They stay in [json] and are sent back.
     */
    public fun problems(): List<String>
}

/** What generated models have in common. */
public abstract class AbstractModel internal constructor(final override val json: JsonElement) : Model {
    /** Where this instance reports what is read of it; null for all but those that [readAll] makes. */
    internal var inspection: Inspection? = null

    /** Reads every property once. */
    internal abstract fun readAll(): Inspection

    final override val extras: Map<String, JsonElement>
        get() = readAll().values.let { known -> (json as? JsonObject)?.filterKeys { it !in known }.orEmpty() }

    final override fun get(name: String): JsonElement? = (json as? JsonObject)?.get(name)

    final override fun contains(name: String): Boolean = json is JsonObject && name in json

    final override fun problems(): List<String> = buildList { problemsOf(this@AbstractModel, "", this) }

    final override fun equals(other: Any?): Boolean = other is Model && other.javaClass == javaClass && other.json == json

    final override fun hashCode(): Int = json.hashCode()

    /** The members, with secrets masked. */
    final override fun toString(): String = javaClass.simpleName + shown(this)
}
