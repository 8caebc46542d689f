package dev.oktant

import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive

/** What the properties of one model read. */
internal class Inspection {
    /** The values by their names on the wire, in the order of the properties. */
    val values: LinkedHashMap<String, Any?> = LinkedHashMap()

    /** The names of documented secrets. */
    val secrets: HashSet<String> = HashSet()

    /** The values of another type, by the property that has them. */
    val mismatches: LinkedHashMap<String, MutableList<Mismatch>> = LinkedHashMap()
}

/** A value of another type than documented; [place] is its JSON pointer from the property. */
internal class Mismatch(val place: String, val expected: String, val value: JsonElement)

/** Runs [read] on a new view, which reports what it reads. */
internal inline fun <M : AbstractModel> inspect(view: M, read: M.() -> Unit): Inspection {
    val inspection = Inspection()
    view.inspection = inspection
    view.read()
    return inspection
}

/** Adds the problems of a model and of all that is inside it; [pointer] leads to the model. */
internal fun problemsOf(model: AbstractModel, pointer: String, out: MutableList<String>) {
    fun report(mismatch: Mismatch, at: String) {
        out.add("$at${mismatch.place}: expected ${mismatch.expected}, found ${kindOf(mismatch.value)}")
    }
    if (model.json !is JsonObject) report(Mismatch("", "an object", model.json), pointer)
    val found = model.readAll()
    for ((name, value) in found.values) {
        val at = pointer + below(name)
        found.mismatches[name]?.forEach { report(it, at) }
        when (value) {
            is AbstractModel -> problemsOf(value, at, out)
            is List<*> -> value.forEachIndexed { index, item -> if (item is AbstractModel) problemsOf(item, "$at/$index", out) }
            is Map<*, *> -> value.forEach { (key, item) -> if (item is AbstractModel) problemsOf(item, at + below("$key"), out) }
        }
    }
}

/** The members of a model for people to read: `(id="00u1", credentials=(password=***))`. */
internal fun shown(model: AbstractModel): String {
    val members = model.json as? JsonObject ?: return "(${kindOf(model.json)})"
    val found = model.readAll()
    val parts = members.map { (name, member) ->
        val value = found.values[name]
        val text =
            when {
                member is JsonNull -> "null"
                name in found.secrets || isSecret(name) -> MASK
                value is AbstractModel -> shown(value)
                value is List<*> && value.firstOrNull() is AbstractModel ->
                    value.joinToString(", ", "[", "]") { shown(it as AbstractModel) }
                else -> masked(member)
            }
        "$name=$text"
    }
    return parts.joinToString(", ", "(", ")")
}

private fun masked(value: JsonElement): String = when (value) {
    is JsonObject -> value.entries.joinToString(", ", "(", ")") { (name, member) ->
        "$name=${if (isSecret(name) && member !is JsonNull) MASK else masked(member)}"
    }
    is JsonArray -> value.joinToString(", ", "[", "]", transform = ::masked)
    is JsonPrimitive -> value.toString()
}

/** The type of a JSON value in words; never the value itself. */
internal fun kindOf(value: JsonElement): String = when (value) {
    is JsonNull -> "null"
    is JsonObject -> "an object"
    is JsonArray -> "a list"
    is JsonPrimitive ->
        when {
            value.isString -> "a string"
            value.content == "true" || value.content == "false" -> "a boolean"
            else -> "a number"
        }
}

/** One step of a JSON pointer (RFC 6901). */
internal fun below(name: String): String = "/" + name.replace("~", "~0").replace("/", "~1")

private const val MASK = "***"
