// Typed values of JSON, built as a user's program builds them: models by their builders, enums by their constructors.

import dev.oktant.Model
import dev.oktant.ModelBuilder
import dev.oktant.OpenEnum
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlin.reflect.KClass
import kotlin.reflect.KMutableProperty1
import kotlin.reflect.KType
import kotlin.reflect.KVisibility
import kotlin.reflect.full.isSubclassOf
import kotlin.reflect.full.memberProperties
import kotlin.reflect.full.primaryConstructor
import kotlin.time.Instant

/** A value of a type with this JSON; null if the type has none. */
fun built(type: KType, json: JsonElement): Any? = when (val of = type.classifier as KClass<*>) {
    JsonElement::class -> json
    JsonObject::class -> json as? JsonObject
    String::class -> json.literal(true)
    Boolean::class -> json.literal(false)?.toBooleanStrictOrNull()
    Long::class -> json.literal(false)?.toLongOrNull()
    Double::class -> json.literal(false)?.toDoubleOrNull()
    Instant::class -> json.literal(true)?.let(Instant::parseOrNull)
    List::class -> (json as? JsonArray)?.let { all(it, type.arguments.single().type!!) }
    Map::class -> (json as? JsonObject)?.let { members ->
        all(members.values, type.arguments.last().type!!)?.let { members.keys.zip(it).toMap() }
    }
    else ->
        when {
            !of.isSubclassOf(Model::class) -> (json as? JsonPrimitive)?.takeIf { it !is JsonNull }?.let { openEnum(of, it.content) }
            json is JsonObject -> model(of, json)
            of.isSealed -> null
            else -> checkNotNull(of.primaryConstructor).call(json)
        }
}

private fun all(values: Collection<JsonElement>, type: KType): List<Any>? =
    values.mapNotNull { built(type, it) }.takeIf { it.size == values.size }

/** An enum's value. */
fun openEnum(of: KClass<*>, text: String): OpenEnum = checkNotNull(of.primaryConstructor).call(text) as OpenEnum

/** The JSON of a value. */
fun jsonOf(value: Any): JsonElement = when (value) {
    is JsonElement -> value
    is Model -> value.json
    is List<*> -> JsonArray(value.map { jsonOf(it!!) })
    is String -> JsonPrimitive(value)
    else -> throw Unfit("a ${value.javaClass.name}")
}

/** A model, built by its constructor that takes a lambda; null if there is none. */
private fun model(of: KClass<*>, json: JsonObject): Model? {
    if (of.isSealed) {
        val (unknown, known) = of.sealedSubclasses.partition { it.simpleName == "Unknown" }
        val tagged = known.filter { variant -> preset(variant).let { it.isNotEmpty() && json.entries.containsAll(it.entries) } }
        return model(tagged.firstOrNull() ?: unknown.single(), json)
    }
    return construct(of) { builder ->
        preset(of).keys.filter { it !in json }.forEach(builder::remove)
        assign(builder, json)
    }
}

/** The members of a new model: the tag of a union's variant. */
private fun preset(of: KClass<*>): JsonObject = construct(of) {}?.json as JsonObject? ?: JsonObject(emptyMap())

private fun construct(of: KClass<*>, build: (ModelBuilder) -> Unit): Model? {
    val constructor = of.constructors.singleOrNull { one ->
        one.visibility == KVisibility.PUBLIC && one.parameters.singleOrNull()?.type?.classifier == Function1::class
    }
    return constructor?.call(build) as Model?
}

/** Assigns all members: to properties where their types fit, else by their names. */
private fun assign(builder: ModelBuilder, json: JsonObject) {
    val properties = builder::class.memberProperties.filterIsInstance<KMutableProperty1<*, *>>()
        .filter { it.visibility == KVisibility.PUBLIC }.associateBy { plain(it.name) }
    for ((name, member) in json) {
        val property = properties[plain(name)]
        val value = if (property == null || member is JsonNull) null else built(property.returnType, member)
        if (property != null && (value != null || member is JsonNull)) property.setter.call(builder, value)
        // What no property holds as it was recorded, such as the digits of a number, is assigned as JSON.
        if (builder[name] != member) builder[name] = member
    }
}

/** The text of a primitive that is quoted, or not. */
fun JsonElement.literal(quoted: Boolean): String? = (this as? JsonPrimitive)?.takeIf { it.isString == quoted && it !is JsonNull }?.content
