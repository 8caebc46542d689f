package dev.oktant

import dev.oktant.engine.EngineError
import dev.oktant.engine.HostKey
import dev.oktant.engine.NameValue
import dev.oktant.engine.Origin
import dev.oktant.engine.Query
import dev.oktant.engine.Request
import dev.oktant.engine.Setting
import dev.oktant.engine.Step
import dev.oktant.engine.Target
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import java.lang.reflect.Modifier
import java.util.Base64
import dev.oktant.engine.Body as EngineBody
import dev.oktant.engine.CallOptions as EngineCallOptions
import dev.oktant.engine.Settings as EngineSettings

/** The JSON forms of settings, arguments and steps, as tests/vectors/README.md has them. */
internal object Forms {
    fun settings(config: Map<String, JsonElement>): EngineSettings {
        val origins = listOf(Origin.CODE, Origin.ENVIRONMENT, Origin.WORKING_FILE, Origin.HOME_FILE)
        val named = origins.flatMap { origin -> named(config[origin.name.lowercase()]).map { Setting(it.name, it.value, origin) } }
        val key = { name: String -> config[name]?.let { HostKey(it.toWire(), null) } }
        return EngineSettings(named, false, "callback" in config, key("client_key"), key("proof_key"), true, "browser" in config)
    }

    fun request(call: JsonObject): Request {
        val operation = (call["op"] ?: call.getValue("pages")).jsonPrimitive.content
        val (method, path) = operation.substringBefore(' ', "") to operation.substringAfter(' ')
        val target = if (method == "") Target.Operation(operation) else Target.Path(method, path)
        val query = call["query"]?.jsonObject.orEmpty().map { (name, value) -> Query(name, texts(value)) }
        val body =
            call["json"]?.let { EngineBody.Json(it.toWire()) }
                ?: call["file"]?.let { EngineBody.File(it.text("name")!!, null, it.text("text")!!.toByteArray()) }
                ?: call["bytes"]?.let { EngineBody.Bytes(null, it.text()!!.toByteArray()) }
        val options = call["options"]?.jsonObject.orEmpty()
        val number = { name: String -> options[name]?.jsonPrimitive?.long?.toULong() }
        val retries = number("max_retries")?.toUInt()
        val engineOptions =
            EngineCallOptions(number("timeout_ms"), number("deadline_ms"), retries, named(options["headers"]), named(options["query"]))
        return Request(target, named(call["path"]), query, named(call["header"]), body, engineOptions)
    }

    /** The time of a line, in milliseconds of both clocks. */
    fun now(epoch: JsonElement?, now: JsonElement): Pair<ULong, ULong> {
        val number = { value: JsonElement? -> value!!.jsonPrimitive.long.toULong() }
        if (now is JsonArray) return number(now[0]) to number(now[1])
        return number(now) to number(epoch) + number(now)
    }

    fun step(step: Step, items: Int, expected: JsonElement): JsonElement {
        val seen = form(step).jsonObject
        return when (step) {
            is Step.Send -> {
                val isExpected = (expected as? JsonObject)?.get("send")?.text("headers", "User-Agent") != null
                val headers = step.headers.filter { it.name != "User-Agent" || isExpected }
                val named = headers.associate { it.name to JsonPrimitive(it.value.replace(VERSION, "{version}")) }
                member("send", some(seen - listOf("text", "max_body", "non_idempotent") + ("headers" to JsonObject(named))))
            }
            is Step.Sign -> {
                // The JWT that is to be signed, in the clear.
                val (header, claims) = step.bytes.decodeToString().split(".").map { checkNotNull(Document.of(base64(it)).value) }
                member("sign", some(seen - "bytes" + ("header" to header) + ("claims" to claims)))
            }
            is Step.Failed -> failed(step.error)
            is Step.Done -> {
                val response = seen.getValue("response").jsonObject
                val page = response["page"]?.jsonObject?.let { it - "error" - "more" + ("items" to form(items)) }.orEmpty()
                member("done", member("ok", some(response.filterKeys { it in RESPONSE } + page, form(0))))
            }
            else -> member(step.javaClass.simpleName.lowercase(), some(seen))
        }
    }

    fun failed(error: EngineError): JsonElement = member("done", member("error", error(error)))

    fun error(error: EngineError): JsonObject = some(form(error).jsonObject - "body", form(0))

    fun base64(text: String): ByteArray = Base64.getUrlDecoder().decode(text)

    fun named(value: JsonElement?): List<NameValue> = when (value) {
        is JsonArray -> value.map { NameValue(it.jsonArray[0].text()!!, it.jsonArray[1].text()!!) }
        else -> (value as? JsonObject).orEmpty().map { (name, text) -> NameValue(name, text.text()!!) }
    }

    private fun texts(value: JsonElement): List<String> = (value as? JsonArray ?: listOf(value)).map { it.text()!! }

    /** A value of the engine as JSON: members by their own names, absent ones left out. */
    private fun form(value: Any): JsonElement = when (value) {
        is Boolean -> JsonPrimitive(value)
        is String -> JsonPrimitive(value)
        is ByteArray -> JsonPrimitive(value.decodeToString())
        is Enum<*> -> JsonPrimitive(value.name.lowercase())
        is List<*> -> JsonArray(value.map { form(it!!) })
        // As the reader gives numbers.
        is Number, is UInt, is ULong, is UShort -> checkNotNull(Document.of(value.toString().toByteArray()).value)
        else -> {
            val fields = value.javaClass.declaredFields.filter { !Modifier.isStatic(it.modifiers) }.onEach { it.isAccessible = true }
            val members = fields.mapNotNull { field -> field.get(value)?.let { field.name to it } }
            JsonObject(members.associate { (name, value) -> name.replace(CAPITAL) { "_${it.value.lowercase()}" } to form(value) })
        }
    }

    /** Null, false and empty members of a step are left out, as [more] are. */
    private fun some(members: Map<String, JsonElement>, vararg more: JsonElement): JsonObject {
        val nothing = setOf(JsonPrimitive(false), JsonArray(emptyList()), JsonObject(emptyMap()), *more)
        return JsonObject(members.filterValues { it !in nothing })
    }

    private fun member(name: String, value: JsonElement) = JsonObject(mapOf(name to value))

    private val RESPONSE = setOf("status", "request_id", "rate")
    private val CAPITAL = Regex("[A-Z]")
    private val VERSION = Regex("(?<=oktant/)[0-9.]+")
}
