// The replay's runner for Kotlin: `URL CASES ANSWERS`; ../replay.py says what stands in the files.
//
// Each case goes through the typed method that a user would call, its body built as a typed model where it is one, and what comes
// back is read through public properties alone. Nothing here sees more of the package than a user's program does.

import dev.oktant.OktantClient
import dev.oktant.OktantException
import dev.oktant.RawResponse
import dev.oktant.Response
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.int
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.put
import kotlinx.serialization.json.putJsonArray
import java.io.File

/** One call to make. */
class Case(row: JsonObject) {
    val n = row.getValue("n").jsonPrimitive.int
    val operation = row.getValue("operation").jsonPrimitive.content
    val body = (row.getValue("body") as? JsonPrimitive)?.takeIf { it !is JsonNull }?.content
    val extraQuery = texts(row, "extra_query")

    /** The texts of arguments, by their names on the wire. */
    val arguments =
        row.getValue("path").jsonObject.mapValues { (_, text) -> listOf(text.jsonPrimitive.content) } + texts(row, "query")

    private fun texts(row: JsonObject, name: String) =
        row.getValue(name).jsonObject.mapValues { (_, values) -> values.jsonArray.map { it.jsonPrimitive.content } }
}

/** A recorded argument that the typed API cannot take, or a result that it does not show as it should. */
class Unfit(message: String) : Exception(message)

fun main(arguments: Array<String>) = runBlocking {
    val (url, cases, answers) = arguments
    val settings = OktantClient {
        orgUrl = url
        token = "00replay"
        maxRetries = 0
        pacing = false
    }
    settings.use { okta ->
        File(answers).bufferedWriter().use { out ->
            for (line in File(cases).readLines()) {
                val case = Case(Json.parseToJsonElement(line).jsonObject)
                val row = JsonObject(mapOf("n" to JsonPrimitive(case.n)) + play(okta, case))
                out.appendLine(row.toString())
            }
        }
    }
}

/** The outcome of one case. */
private suspend fun play(okta: OktantClient, case: Case): JsonObject = try {
    answer(call(okta, case))
} catch (error: OktantException) {
    val about = buildJsonObject {
        put("status", error.status)
        put("code", error.code)
        put("summary", error.summary)
        put("id", error.id)
        putJsonArray("causes") { error.causes.forEach { add(JsonPrimitive(it)) } }
    }
    JsonObject(failure(error) + about)
} catch (error: Exception) {
    failure(error)
}

private fun failure(error: Exception) = buildJsonObject {
    put("outcome", "error")
    put("kind", error.javaClass.simpleName)
    put("message", error.message ?: "$error")
}

/** What a typed result holds, and how it goes back on the wire. */
private fun answer(response: Response<Any?>): JsonObject {
    val (value, raw) = response
    return when {
        value == Unit || value == null -> untyped(raw)
        value is ByteArray -> success(null, value.decodeToString(), Places())
        value is String && raw.json == null -> success(null, value, Places())
        else -> Places.of(value, raw.json ?: throw Unfit("a value without JSON")).let { success(encoded(value, it), null, it) }
    }
}

/** The JSON of a result. A text in place of a value of another type is the JSON of that. */
private fun encoded(value: Any, places: Places): JsonElement {
    if (value !is List<*>) return jsonOf(value)
    val items = value.mapIndexed { index, item ->
        val isOther = item is String && "/$index" in places.raw
        if (isOther) Json.parseToJsonElement(item) else jsonOf(item!!)
    }
    return JsonArray(items)
}

/** All of a response that no typed result could hold. */
private fun untyped(raw: RawResponse): JsonObject {
    val places = Places()
    val json = raw.json
    when (json) {
        null -> Unit
        is JsonObject -> places.open(json, "")
        else -> places.extras += ""
    }
    return success(json, if (json == null && raw.bytes.isNotEmpty()) raw.text else null, places)
}

private fun success(document: JsonElement?, text: String?, places: Places) = buildJsonObject {
    put("outcome", "ok")
    put("document", document?.toString())
    put("text", text)
    put("typed", places.typed.json())
    put("extras", places.extras.json())
    put("raw", places.raw.json())
}

private fun List<String>.json() = JsonArray(map(::JsonPrimitive))
