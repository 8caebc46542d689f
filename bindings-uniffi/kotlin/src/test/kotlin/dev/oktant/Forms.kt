package dev.oktant

import dev.oktant.engine.EngineError
import dev.oktant.engine.HostKey
import dev.oktant.engine.NameValue
import dev.oktant.engine.Now
import dev.oktant.engine.Origin
import dev.oktant.engine.Query
import dev.oktant.engine.Request
import dev.oktant.engine.Setting
import dev.oktant.engine.Step
import dev.oktant.engine.Target
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import java.io.File
import java.util.Base64
import dev.oktant.engine.Body as EngineBody
import dev.oktant.engine.CallOptions as EngineCallOptions
import dev.oktant.engine.RateLimit as EngineRateLimit
import dev.oktant.engine.Settings as EngineSettings

/** The JSON forms of settings, arguments and steps, as tests/vectors/README.md has them. */
internal object Forms {
    private const val EPOCH = 1_700_000_000_000
    private val FILE = File.createTempFile("oktant", ".yaml")

    fun settings(config: Map<String, JsonElement>): EngineSettings {
        val code =
            config["code"]
                ?: JsonObject(mapOf("ORGURL" to JsonPrimitive("https://example.okta.com"), "TOKEN" to JsonPrimitive("00token0123456789")))
        val layers =
            listOf(
                code to Origin.CODE,
                config["environment"] to Origin.ENVIRONMENT,
                config["here"] to Origin.WORKING_FILE,
                config["home"] to Origin.HOME_FILE,
            )
        val file = listOfNotNull(file(config)?.let { Setting("CONFIGFILE", it, Origin.CODE) })
        val named = layers.flatMap { (layer, origin) -> named(layer).map { Setting(it.name, it.value, origin) } } + file
        val key = { name: String -> config[name]?.let { HostKey(it.toWire(), null) } }
        val yes = { name: String -> config[name] == JsonPrimitive(true) }
        return EngineSettings(named, false, yes("callback"), key("client_key"), key("proof_key"), true, yes("browser"))
    }

    /** The path of the configuration file that a vector names, written where it is to be there. */
    private fun file(config: Map<String, JsonElement>): String? {
        val lines = config["file"] ?: return null
        FILE.delete()
        if (lines is JsonArray) FILE.writeText(lines.joinToString("\n") { it.jsonPrimitive.content })
        FILE.deleteOnExit()
        return FILE.path
    }

    /** A text with the name that vectors have for that file. */
    fun withoutPath(text: String): String = text.replace(FILE.path, "{file}")

    fun request(call: JsonObject): Request {
        val operation = call["op"] ?: call["pages"]
        val target =
            call["path_of"]?.let { Target.Path(call["method"]?.jsonPrimitive?.content ?: "GET", it.jsonPrimitive.content) }
                ?: Target.Operation(checkNotNull(operation).jsonPrimitive.content)
        val query =
            call["query"]?.jsonObject.orEmpty().map { (name, value) ->
                Query(name, if (value is JsonArray) value.map { it.jsonPrimitive.content } else listOf(value.jsonPrimitive.content))
            }
        val body =
            call["json"]?.let { EngineBody.Json(it.toWire()) }
                ?: call["file"]?.jsonObject?.let { EngineBody.File(it.text("name")!!, null, it.text("text")!!.toByteArray()) }
                ?: call["bytes"]?.let { EngineBody.Bytes(null, it.jsonPrimitive.content.toByteArray()) }
        val options = call["options"]?.jsonObject.orEmpty()
        val millis = { name: String -> options[name]?.jsonPrimitive?.long?.toULong() }
        val tuning =
            EngineCallOptions(
                millis("timeout"),
                millis("deadline"),
                millis("max_retries")?.toUInt(),
                named(options["headers"]),
                named(options["query"]),
            )
        return Request(target, named(call["path"]), query, named(call["header"]), body, tuning)
    }

    fun now(vector: JsonObject, now: JsonElement): Now {
        if (now is JsonArray) return Now(now[0].jsonPrimitive.long.toULong(), now[1].jsonPrimitive.long.toULong())
        val mono = now.jsonPrimitive.long
        return Now(mono.toULong(), ((vector["epoch"]?.jsonPrimitive?.long ?: EPOCH) + mono).toULong())
    }

    fun step(step: Step, items: Int, due: JsonElement): JsonElement = when (step) {
        is Step.Send -> form("send" to send(step, due))
        is Step.Wait -> form("wait" to form("at_most" to number(step.atMostMs), "for" to lower(step.reason)))
        is Step.Bearer -> form(
            "bearer" to form("fresh" to JsonPrimitive(step.fresh), "timeout" to (step.timeoutMs?.let(::number) ?: JsonNull)),
        )
        is Step.Sign -> form("sign" to sign(step))
        is Step.Failed -> failed(step.error)
        is Step.Done -> {
            val answer = step.response
            val ok =
                form(
                    "status" to number(answer.status),
                    "request_id" to text(answer.requestId),
                    "rate" to rate(answer.rate),
                    "items" to answer.page?.let { number(items) },
                    "cursor" to text(answer.page?.cursor),
                    "rest" to answer.page?.restMs?.takeIf { it > 0uL }?.let(::number),
                )
            form("done" to form("ok" to ok))
        }
    }

    fun failed(fault: EngineError): JsonElement = form("done" to form("error" to error(fault)))

    /** Nothing, no, none and zero are left out. */
    fun error(fault: EngineError): JsonObject {
        val whole =
            form(
                "kind" to lower(fault.kind),
                "text" to text(withoutPath(fault.text)),
                "operation" to text(fault.operation),
                "status" to fault.status?.let(::number),
                "code" to text(fault.code),
                "summary" to text(fault.summary),
                "link" to text(fault.link),
                "id" to text(fault.id),
                "causes" to JsonArray(fault.causes.map(::JsonPrimitive)),
                "request_id" to text(fault.requestId),
                "rate" to rate(fault.rate),
                "phase" to fault.phase?.let(::lower),
                "attempts" to number(fault.attempts),
                "elapsed" to number(fault.elapsedMs),
                "retryable" to JsonPrimitive(fault.retryable),
                "may_have_been_sent" to JsonPrimitive(fault.mayHaveBeenSent),
            )
        val nothing = setOf(JsonArray(emptyList()), JsonPrimitive(false), number(0))
        return JsonObject(whole.filterValues { it !in nothing })
    }

    /** The JWT that is to be signed, in the clear. */
    private fun sign(step: Step.Sign): JsonObject {
        val (header, claims) = step.bytes.decodeToString().split(".").map { Document.of(base64(it)).value }
        return form(
            "key" to lower(step.key),
            "algorithm" to text(step.algorithm),
            "header" to header,
            "claims" to claims,
            "timeout" to (step.timeoutMs?.let(::number) ?: JsonNull),
        )
    }

    fun base64(text: String): ByteArray = Base64.getUrlDecoder().decode(text)

    private fun send(step: Step.Send, due: JsonElement): JsonObject {
        val isDue = (due as? JsonObject)?.get("send")?.jsonObject?.get("headers")?.jsonObject?.containsKey("User-Agent") == true
        val headers =
            step.headers
                .filter { it.name != "User-Agent" || isDue }
                .associate { it.name to JsonPrimitive(if (it.name == "User-Agent") it.value.replace(VERSION, "{version}") else it.value) }
        val find = step.next?.let { form("next" to text(it), "items" to text(step.items)) }
        return form(
            "method" to text(step.method),
            "url" to text(step.url),
            "headers" to JsonObject(headers),
            "body" to text(step.body?.decodeToString()),
            "find" to find,
            "timeout" to (step.timeoutMs?.let(::number) ?: JsonNull),
        )
    }

    private fun rate(rate: EngineRateLimit): JsonObject? =
        form("limit" to rate.limit?.let(::number), "remaining" to rate.remaining?.let(::number), "reset" to rate.reset?.let(::number))
            .takeIf { it.isNotEmpty() }

    fun named(value: JsonElement?): List<NameValue> = when (value) {
        is JsonArray -> value.map { NameValue(it.jsonArray[0].jsonPrimitive.content, it.jsonArray[1].jsonPrimitive.content) }
        is JsonObject -> value.map { (name, text) -> NameValue(name, text.jsonPrimitive.contentOrNull.orEmpty()) }
        else -> emptyList()
    }

    private fun form(vararg members: Pair<String, JsonElement?>): JsonObject =
        JsonObject(members.mapNotNull { (name, value) -> value?.let { name to it } }.toMap())

    private fun text(text: String?): JsonElement? = text?.let(::JsonPrimitive)

    private fun lower(name: Enum<*>): JsonElement = JsonPrimitive(name.name.lowercase())

    /** As the reader gives numbers. */
    private fun number(value: Any): JsonElement = checkNotNull(Document.of(value.toString().toByteArray()).value)

    private val VERSION = Regex("(?<=oktant/)[0-9.]+")
}
