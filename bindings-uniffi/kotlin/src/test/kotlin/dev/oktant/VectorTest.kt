package dev.oktant

import dev.oktant.engine.ConfigException
import dev.oktant.engine.Input
import dev.oktant.engine.PageInfo
import dev.oktant.engine.Phase
import dev.oktant.engine.Session
import dev.oktant.engine.StartedCall
import dev.oktant.engine.Step
import dev.oktant.engine.Waker
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import okhttp3.Headers
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import java.io.File
import kotlin.io.path.extension
import kotlin.io.path.readBytes
import kotlin.io.path.relativeTo
import kotlin.io.path.walk
import dev.oktant.engine.Pages as EnginePages

/** The vectors of tests/vectors through the shipped library: what every host sees of the engine, as data. */
internal class VectorTest {
    @TestFactory
    fun `every vector holds`(): List<DynamicTest> {
        val folder = Servers.root.resolve("tests/vectors")
        val files = folder.walk().filter { it.extension == "json" }.sorted().toList()
        assertTrue(files.size > 100)
        val vectors = files.associate { it.relativeTo(folder).toString() to checkNotNull(Document.of(it.readBytes()).value).jsonObject }
        return vectors
            .filterValues { "kotlin" !in it["not"]?.jsonObject.orEmpty() }
            .map { (name, vector) -> DynamicTest.dynamicTest(name) { play(vector) } }
    }

    private fun play(vector: JsonObject) {
        val config = vector.getValue("config").jsonObject
        val file = File("{file}").also { it.delete() }
        config["file"]?.let { lines -> file.writeText(lines.jsonArray.joinToString("\n") { it.text()!! }) }
        val stage =
            try {
                Stage(vector)
            } catch (invalid: ConfigException.Invalid) {
                return assertEquals(vector["error"], Forms.error(invalid.error))
            } finally {
                file.delete()
            }
        assertEquals(null, vector["error"])
        vector["explain"]?.let { assertEquals(it, JsonArray(stage.session.explain().lines().map(::JsonPrimitive))) }
        vector["lines"]?.jsonArray?.forEachIndexed { index, line ->
            assertEquals(line, stage.line(line.jsonArray), "line ${index + 1}")
        }
    }
}

/** Plays the lines of a vector. */
private class Stage(vector: JsonObject) {
    private val epoch = vector["epoch"]
    private val definitions = vector["calls"]?.jsonObject.orEmpty()
    private val woken = Woken()
    private val names = HashMap<ULong, String>()
    private val actors = HashMap<String, Actor>()
    val session = Session.signedByHost(Forms.settings(vector.getValue("config").jsonObject), woken)
    private val engineHeaders = session.hostConfig().headers.toSet()

    /** A call, or a list whose pages are calls. */
    private class Actor(val definition: JsonObject) {
        var started: StartedCall? = null
        var pages: EnginePages? = null
        var lastPage: PageInfo? = null
        var sent: Step.Send? = null
        var items = 0
    }

    /** `[call, now, input, step]` as it happened, and the calls that it woke, if any. */
    fun line(line: JsonArray): JsonElement {
        val name = line[0].jsonPrimitive.content
        woken.calls.clear()
        val step =
            if (line[2] == JsonPrimitive("dropped")) {
                actors.remove(name)?.started?.call?.destroy()
                JsonNull
            } else {
                val actor = actors.getOrPut(name) { Actor(definitions.getValue(name).jsonObject) }
                step(name, actor, Forms.now(epoch, line[1]), line[2], line[3])
            }
        val wokenNames = JsonArray(woken.calls.map { JsonPrimitive(names.getValue(it)) })
        return JsonArray(line.take(3) + step + listOf(wokenNames).filter { it.isNotEmpty() })
    }

    private fun step(name: String, actor: Actor, now: Pair<ULong, ULong>, input: JsonElement, expected: JsonElement): JsonElement {
        val seed = (input as? JsonObject)?.get("started")?.jsonPrimitive?.long
        val step =
            if (seed == null) {
                checkNotNull(actor.started).call.step(toEngine(actor, input), now.first, now.second)
            } else {
                actor.lastPage?.error?.let { error ->
                    actor.lastPage = null
                    return Forms.failed(error)
                }
                val started = start(actor, seed.toULong(), now) ?: return JsonPrimitive("end")
                actor.started = started
                names[started.callId] = name
                started.step
            }
        actor.sent = step as? Step.Send
        if (step is Step.Done) actor.lastPage = step.response.page
        return Forms.step(step, actor.items, expected)
    }

    private fun start(actor: Actor, seed: ULong, now: Pair<ULong, ULong>): StartedCall? {
        val request = Forms.request(actor.definition)
        if ("pages" !in actor.definition) return session.call(request, seed, now.first, now.second)
        val follow = actor.definition["follow_ms"]?.jsonPrimitive?.long?.toULong()
        val pages = actor.pages ?: session.pages(request, actor.definition.text("cursor"), follow).also { actor.pages = it }
        return pages.next(seed, now.first, now.second)
    }

    /** The input of a line. A response is read as the host reads any other. */
    private fun toEngine(actor: Actor, input: JsonElement): Input {
        if (input == JsonPrimitive("woke")) return Input.Woke
        if (input == JsonPrimitive("cancelled")) return Input.Cancelled
        val (kind, value) = input.jsonObject.entries.single()
        return when (kind) {
            "bearer" -> Input.Bearer(value.text()!!)
            "signed" -> Input.Signed(Forms.base64(value.text()!!))
            "responded" -> responded(actor, value)
            else -> {
                val phase = Phase.valueOf(value.text("phase")!!.uppercase())
                Input.Failed(value.text("kind") == "timed_out", phase, value.text("message")!!)
            }
        }
    }

    private fun responded(actor: Actor, value: JsonElement): Input {
        val headers = Headers.Builder()
        Forms.named(value.jsonObject["headers"]).forEach { headers.addUnsafeNonAscii(it.name, it.value) }
        val bytes = value.text("base64")?.let(Forms::base64) ?: value.text("body").orEmpty().toByteArray()
        val body = bytes + "x".repeat(value.text("fill")?.toInt() ?: 0).toByteArray()
        val send = actor.sent ?: Step.Send("", "", emptyList(), null, null, null, null, false, 1_000_000u, false)
        val (input, received) = send.read(value.text("status")!!.toInt(), headers.build(), body, engineHeaders)
        actor.items = received?.items?.size ?: 0
        return input
    }
}

/** The calls that were woken. Holds no session, because the session holds it. */
private class Woken : Waker {
    val calls = ArrayList<ULong>()

    override fun wake(callId: ULong) {
        calls.add(callId)
    }
}
