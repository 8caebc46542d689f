// Where the members of a result stand.

import dev.oktant.Model
import dev.oktant.OpenEnum
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlin.reflect.KClass
import kotlin.reflect.KProperty1
import kotlin.reflect.KVisibility
import kotlin.reflect.full.isSubclassOf
import kotlin.reflect.full.memberProperties
import kotlin.reflect.jvm.javaGetter
import kotlin.time.Instant

/** JSON pointers to the members that typed properties, extras and raw values hold. */
class Places {
    val typed = ArrayList<String>()
    val extras = ArrayList<String>()
    val raw = ArrayList<String>()

    /** What models say is of another type. */
    private val problems = HashSet<String>()

    /** Says of a value what its public properties read of its JSON. */
    private fun look(value: Any, json: JsonElement, at: String) {
        when (value) {
            is Model -> lookInto(value, at)
            is JsonElement -> open(value, at)
            is List<*> -> lookThrough(value, json, at)
            is Map<*, *> -> lookUnder(value, json, at)
        }
        if (!holds(value, json)) throw Unfit("$at is $value, not $json")
    }

    private fun lookInto(model: Model, at: String) {
        val json = model.json as? JsonObject ?: return misfit(at)
        val properties = propertiesOf(model::class)
        val others = json.keys.filter { plain(it) !in properties }
        if (model.extras.keys != others.toSet()) throw Unfit("$at has the extras ${model.extras.keys}, not $others")
        for ((name, member) in json) {
            val place = below(at, name)
            val property = properties[plain(name)]
            if (property == null || member is JsonNull) {
                extras += place
                continue
            }
            val value = read(property, model)
            when {
                value != null -> {
                    typed += place
                    look(value, member, place)
                }
                // The text of a time that cannot be read stays in the JSON; its type is right.
                property.returnType.classifier == Instant::class && member.literal(true) != null -> {
                    if (!problems.remove(place)) throw Unfit("$place is no problem")
                    typed += place
                }
                else -> misfit(place)
            }
        }
    }

    /** The elements of a list. One of another type keeps its place as a model, and as a text where it has no problems to be among. */
    private fun lookThrough(list: List<*>, json: JsonElement, at: String) {
        val values = list.iterator()
        (json as JsonArray).forEachIndexed { index, element ->
            val place = "$at/$index"
            if (list.size < json.size && place in problems) return@forEachIndexed misfit(place)
            val value = values.next()!!
            if (value == "$element") raw += place else look(value, element, place)
        }
        if (values.hasNext()) throw Unfit("$at has more elements than its JSON")
    }

    /** The values of a map. */
    private fun lookUnder(map: Map<*, *>, json: JsonElement, at: String) {
        for ((name, member) in json as JsonObject) {
            val place = below(at, name)
            val value = map[name]
            if (value == null) {
                misfit(place)
            } else {
                typed += place
                look(value, member, place)
            }
        }
    }

    /** What is inside a value without a documented type. */
    fun open(json: JsonElement, at: String) {
        when (json) {
            is JsonObject -> json.keys.forEach { extras += below(at, it) }
            is JsonArray -> json.indices.forEach { extras += "$at/$it" }
            is JsonPrimitive -> Unit
        }
    }

    /** A value of another type, which must be among the problems. */
    private fun misfit(at: String) {
        if (!problems.remove(at)) throw Unfit("$at is no problem")
        raw += at
    }

    companion object {
        /** The places of a whole result. */
        fun of(value: Any, json: JsonElement): Places = Places().apply {
            val models = if (value is List<*>) value.withIndex().map { (index, one) -> "/$index" to one } else listOf("" to value)
            for ((at, model) in models) (model as? Model)?.problems()?.mapTo(problems) { at + it.substringBefore(": expected ") }
            look(value, json, "")
            if (problems.isNotEmpty()) throw Unfit("no problems are $problems")
        }
    }
}

private val PROPERTIES = HashMap<KClass<*>, Map<String, KProperty1<Any, *>>>()
private val OF_MODELS = Model::class.memberProperties.map { it.name }.toSet()

/** The public properties of a model that are its own. */
private fun propertiesOf(model: KClass<out Model>): Map<String, KProperty1<Any, *>> = PROPERTIES.getOrPut(model) {
    @Suppress("UNCHECKED_CAST")
    val all = model.memberProperties as Collection<KProperty1<Any, *>>
    all.filter { it.visibility == KVisibility.PUBLIC && it.name !in OF_MODELS }.associateBy { plain(it.name) }
}

/** What a property reads. The getter is asked itself: kotlin-reflect makes a value class of null where one is null. */
private fun read(property: KProperty1<*, *>, model: Model): Any? {
    val of = property.returnType.classifier as KClass<*>
    val value = checkNotNull(property.javaGetter).invoke(model)
    return if (value is String && of.isSubclassOf(OpenEnum::class)) openEnum(of, value) else value
}

/** Whether a value that was read says what the JSON says. */
private fun holds(value: Any, json: JsonElement): Boolean = when (value) {
    is Model -> value.json == json
    is JsonElement -> value == json
    is OpenEnum -> value.json == json
    is String -> json.literal(true) == value
    is Boolean -> json.literal(false) == "$value"
    is Long -> json.literal(false) == "$value"
    is Double -> json.literal(false)?.toDouble() == value
    is Instant -> json.literal(true)?.let { Instant.parseOrNull(it) ?: value } == value
    is List<*>, is Map<*, *> -> true // each of what they hold was looked at
    else -> false
}

private fun below(pointer: String, name: String): String = "$pointer/${name.replace("~", "~0").replace("/", "~1")}"
