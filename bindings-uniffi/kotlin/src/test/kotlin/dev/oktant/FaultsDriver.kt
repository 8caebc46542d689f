package dev.oktant

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.int
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import java.util.concurrent.ConcurrentHashMap
import java.util.logging.Level
import java.util.logging.Logger
import kotlin.system.exitProcess

/** The driver of the fault scenarios for Kotlin; tests/faults/driver.py says what goes in and out. */
fun main(): Unit = runBlocking(Dispatchers.Default) {
    Logger.getLogger("").apply { level = Level.ALL }.handlers.forEach { it.level = Level.ALL }
    val driver = FaultsDriver(this)
    say(mapOf("ready" to JsonPrimitive(true), "typed" to JsonPrimitive(true)))
    while (true) {
        val line = withContext(Dispatchers.IO) { readlnOrNull() } ?: break
        driver.take(Json.parseToJsonElement(line).jsonObject)
    }
    exitProcess(0)
}

private fun say(row: Map<String, JsonElement>) = synchronized(System.out) { println(JsonObject(row)) }

/** Clients by name, and the running commands. */
private class FaultsDriver(private val scope: CoroutineScope) {
    private val clients = ConcurrentHashMap<String, OktantClient>()
    private val running = ConcurrentHashMap<Long, Job>()

    fun take(command: JsonObject) {
        val id = command["id"]
        val cancel = command["cancel"]
        when {
            cancel != null -> running[cancel.jsonPrimitive.long]?.cancel()
            "close" in command -> clients.remove(command.text("close"))?.close()
            "open" in command -> say(open(command) + ("id" to id!!))
            else -> running[id!!.jsonPrimitive.long] = scope.launch(start = CoroutineStart.UNDISPATCHED) { run(command, id) }
        }
    }

    private fun open(command: JsonObject): Map<String, JsonElement> = try {
        val settings = command.getValue("settings").jsonObject
        val client = OktantClient {
            settings.forEach { (name, text) -> set(name, text.jsonPrimitive.content) }
            onEvent = { say(mapOf("log" to JsonPrimitive(it.toString()))) }
        }
        clients[checkNotNull(command.text("open"))] = client
        mapOf("outcome" to JsonPrimitive("ok"), "texts" to texts(client.toString(), client.explain()))
    } catch (exception: OktantException) {
        failed(exception)
    }

    private suspend fun run(command: JsonObject, id: JsonElement) {
        val row = LinkedHashMap<String, JsonElement>()
        try {
            row["outcome"] = JsonPrimitive("ok")
            Command(clients.getValue(checkNotNull(command.text("on"))), row).act(command)
        } catch (exception: OktantException) {
            row += failed(exception)
        } catch (_: CancellationException) {
            row += mapOf("outcome" to JsonPrimitive("error"), "kind" to JsonPrimitive("cancelled"))
        }
        running.remove(id.jsonPrimitive.long)
        say(row + ("id" to id))
    }

    private fun failed(exception: OktantException): Map<String, JsonElement> = mapOf(
        "outcome" to JsonPrimitive("error"),
        "kind" to JsonPrimitive(exception::class.simpleName!!.replace(Regex("(?<=.)[A-Z]"), "_$0").lowercase()),
        "message" to JsonPrimitive(exception.message),
        "status" to JsonPrimitive(exception.status),
        "code" to JsonPrimitive(exception.code),
        "error_id" to JsonPrimitive(exception.id),
        "request_id" to JsonPrimitive(exception.requestId),
        "causes" to JsonArray(exception.causes.map(::JsonPrimitive)),
        "phase" to JsonPrimitive(exception.phase?.name?.lowercase()),
        "texts" to texts(exception.toString(), exception.stackTraceToString()),
    )
}

/** Runs a command; [row] holds its results even if it fails. */
private class Command(private val client: OktantClient, private val row: MutableMap<String, JsonElement>) {
    suspend fun act(command: JsonObject) {
        val kind = listOf("call", "items", "pages").first { it in command }
        val call = command.getValue(kind).jsonObject
        if ("parse" in call) {
            row += client.typed(call)
            return
        }
        val operation = checkNotNull(call.text("op"))
        val take = call["take"]?.jsonPrimitive?.int ?: Int.MAX_VALUE
        when (kind) {
            "call" -> {
                val answer = client.raw(operation, arguments(call))
                row["value"] = JsonPrimitive((answer.json ?: JsonPrimitive(null as String?)).toWire())
                row["texts"] = texts(answer.toString())
            }
            "items" -> {
                row["items"] = JsonArray(emptyList())
                client.items(operation, arguments(call)).take(take).collect { add(listOf(it)) }
            }
            else -> {
                row["items"] = JsonArray(emptyList())
                var pages = 0
                client.items(operation, arguments(call)).pages().take(take).collect {
                    add(it.items)
                    row["pages"] = JsonPrimitive(++pages)
                }
            }
        }
    }

    private fun add(items: List<JsonElement>) {
        row["items"] = JsonArray(row.getValue("items") as JsonArray + items.map { JsonPrimitive(it.toWire()) })
    }

    private fun arguments(call: JsonObject): Arguments = Arguments(
        path = call["path"]?.jsonObject.orEmpty().mapValues { it.value.jsonPrimitive.content },
        query =
        call["query"]?.jsonObject.orEmpty().mapValues { (_, value) ->
            if (value is JsonArray) value.map { it.jsonPrimitive.content } else value.jsonPrimitive.content
        },
        headers = call["header"]?.jsonObject.orEmpty().mapValues { it.value.jsonPrimitive.content },
        body = call.text("body")?.let { Body.Json(checkNotNull(Document.of(it.toByteArray()).value)) },
    )
}

private fun texts(vararg texts: String): JsonElement = JsonArray(texts.map(::JsonPrimitive))

private fun JsonObject.text(name: String): String? = this[name]?.jsonPrimitive?.content
