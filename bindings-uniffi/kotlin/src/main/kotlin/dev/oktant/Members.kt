package dev.oktant

import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlin.time.Instant

/** A documented type: [expected] is its name, [read] gives null for a value of another type. */
internal class Type<out T : Any>(val expected: String, val read: (JsonElement) -> T?)

internal val TEXT: Type<String> = Type("a string") { value -> value.literal(true) }
internal val TIMESTAMP: Type<Instant> = Type("a date and time") { value -> value.literal(true)?.let(::parseTimestamp) }
internal val INTEGER: Type<Long> = Type("an integer") { value -> value.literal(false)?.toLongOrNull() }
internal val NUMBER: Type<Double> = Type("a number") { value -> value.literal(false)?.toDoubleOrNull() }
internal val BOOLEAN: Type<Boolean> = Type("a boolean") { value -> value.literal(false)?.toBooleanStrictOrNull() }
internal val OBJECT: Type<JsonObject> = Type("an object") { value -> value as? JsonObject }
internal val ANY: Type<JsonElement> = Type("any value") { value -> value }
internal val TEXT_OR_BOOLEAN: Type<String> = Type("a string or a boolean") { value -> TEXT.read(value) ?: BOOLEAN.read(value)?.toString() }
private val LIST: Type<JsonArray> = Type("a list") { value -> value as? JsonArray }

private fun JsonElement.literal(quoted: Boolean): String? = (this as? JsonPrimitive)?.takeIf { it.isString == quoted }?.content

internal fun Model.text(name: String): String? = read(name, TEXT)

/** Reports a member as a secret, which is masked where the model is shown. */
internal fun Model.secret(name: String) {
    (this as AbstractModel).inspection?.secrets?.add(name)
}

internal fun Model.timestamp(name: String): Instant? = read(name, TIMESTAMP)

internal fun Model.integer(name: String): Long? = read(name, INTEGER)

internal fun Model.number(name: String): Double? = read(name, NUMBER)

internal fun Model.boolean(name: String): Boolean? = read(name, BOOLEAN)

internal fun Model.jsonObject(name: String): JsonObject? = read(name, OBJECT)

internal fun Model.any(name: String): JsonElement? = read(name, ANY)

internal fun Model.textOrBoolean(name: String): String? = read(name, TEXT_OR_BOOLEAN)

/** An object as the model that [view] makes of it. */
internal inline fun <M : Model> Model.model(name: String, view: (JsonElement) -> M): M? = read(name, OBJECT)?.let { note(name, view(it)) }

/** A list; elements of another type are left out, and kept by [ModelBuilder.setList]. */
internal fun <T : Any> Model.list(name: String, of: Type<T>): List<T>? = read(name, LIST)?.let { array ->
    note(name, array.mapIndexedNotNull { index, item -> of.read(item) ?: mismatch(name, "/$index", of, item) })
}

/** A list of models, each made when it is read. An element of another type keeps its place, as a model over it. */
internal fun <M : Model> Model.models(name: String, view: (JsonElement) -> M): List<M>? =
    read(name, LIST)?.let { note(name, ModelList(it, view)) }

/** An object with values of one type; values of another type are left out, and kept by [ModelBuilder.setMap]. */
internal fun <T : Any> Model.map(name: String, of: Type<T>): Map<String, T>? = read(name, OBJECT)?.let { members ->
    val map = LinkedHashMap<String, T>()
    for ((key, value) in members) map[key] = of.read(value) ?: mismatch(name, below(key), of, value) ?: continue
    note(name, map)
}

/** An object whose values are models. */
internal fun <M : Model> Model.modelMap(name: String, view: (JsonElement) -> M): Map<String, M>? =
    read(name, OBJECT)?.let { members -> note(name, members.mapValues { (_, value) -> view(value) }) }

/** The value of a tag, by which a union is told apart. */
internal fun JsonElement.tag(name: String): String? = (this as? JsonObject)?.get(name)?.literal(true)

/** A document that is a list of models. */
internal fun <M : Model> modelsOf(json: JsonElement, view: (JsonElement) -> M): List<M> =
    ModelList(json as? JsonArray ?: JsonArray(emptyList()), view)

/** A document that is a text. */
internal fun textOf(json: JsonElement): String = TEXT.read(json) ?: json.toString()

/** A list of models over an array. */
internal class ModelList<out M : Model>(private val array: JsonArray, private val view: (JsonElement) -> M) :
    AbstractList<M>(),
    RandomAccess {
    override val size: Int get() = array.size

    override fun get(index: Int): M = view(array[index])
}

internal fun <T : Any> Model.read(name: String, of: Type<T>): T? {
    val found = (this as AbstractModel).inspection
    val member = (json as? JsonObject)?.get(name)
    val value = if (member == null || member is JsonNull) null else of.read(member) ?: mismatch(name, "", of, member)
    if (found != null) found.values[name] = value
    return value
}

/** Reports what a property reads, if the model is inspected. */
internal fun <T> Model.note(name: String, value: T): T {
    (this as AbstractModel).inspection?.values?.put(name, value)
    return value
}

private fun Model.mismatch(name: String, place: String, of: Type<*>, value: JsonElement): Nothing? {
    (this as AbstractModel).inspection?.mismatches?.getOrPut(name, ::ArrayList)?.add(Mismatch(place, of.expected, value))
    return null
}
