package dev.oktant

import dev.oktant.engine.ConfigException
import dev.oktant.engine.Input
import dev.oktant.engine.Now
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
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import okhttp3.Headers
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
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
        val stage =
            try {
                Stage(vector)
            } catch (refused: ConfigException.Invalid) {
                return assertEquals(vector["error"], Forms.error(refused.error))
            }
        assertEquals(null, vector["error"])
        vector["explain"]?.let { assertEquals(it, JsonArray(Forms.withoutPath(stage.session.explain()).lines().map(::JsonPrimitive))) }
        vector["lines"]?.jsonArray?.forEachIndexed { index, line ->
            assertEquals(line, stage.line(line.jsonArray), "line ${index + 1}")
        }
    }
}

/** Plays the lines of a vector. */
private class Stage(private val vector: JsonObject) {
    private val woken = ArrayList<ULong>()
    private val names = HashMap<ULong, String>()
    private val actors = HashMap<String, Actor>()
    val session = Session.signedByHost(Forms.settings(vector["config"]?.jsonObject.orEmpty()), waker())
    private val facts = session.hostConfig().headers.toSet()

    /** A call, or a list whose pages are calls. */
    private class Actor {
        var begun: StartedCall? = null
        var pages: EnginePages? = null
        var turn: PageInfo? = null
        var sending: Step.Send? = null
        var items = 0
    }

    private fun waker() = object : Waker {
        override fun wake(callId: ULong) {
            woken.add(callId)
        }
    }

    /** `[call, now, input, step]`, and whom it wakes where it wakes somebody. */
    fun line(line: JsonArray): JsonElement {
        val who = line[0].jsonPrimitive.content
        woken.clear()
        val step =
            if (line[2] == JsonPrimitive("dropped")) {
                actors.remove(who)?.begun?.call?.destroy()
                JsonNull
            } else {
                step(who, Forms.now(vector, line[1]), line[2], line[3])
            }
        val heard = woken.map { JsonPrimitive(names.getValue(it)) }
        return JsonArray(line.take(3) + step + listOfNotNull(JsonArray(heard).takeIf { heard.isNotEmpty() }))
    }

    private fun step(who: String, now: Now, input: JsonElement, due: JsonElement): JsonElement {
        val actor = actors.getOrPut(who) { Actor() }
        val seed = (input as? JsonObject)?.get("started")?.jsonPrimitive?.long
        val step =
            if (seed == null) {
                val given = given(actor, input)
                checkNotNull(actor.begun).call.step(given, now)
            } else {
                val definition = vector.getValue("calls").jsonObject.getValue(who).jsonObject
                actor.turn?.error?.let { fault ->
                    actor.turn = null
                    return Forms.failed(fault)
                }
                val begun = begin(actor, definition, seed.toULong(), now) ?: return JsonPrimitive("end")
                actor.begun = begun
                names[begun.callId] = who
                begun.step
            }
        actor.sending = step as? Step.Send
        if (step is Step.Done) actor.turn = step.response.page
        return Forms.step(step, actor.items, due)
    }

    private fun begin(actor: Actor, definition: JsonObject, seed: ULong, now: Now): StartedCall? {
        if ("pages" !in definition) return session.call(Forms.request(definition), seed, now)
        val pages = actor.pages ?: list(definition).also { actor.pages = it }
        return pages.next(seed, now)
    }

    private fun list(definition: JsonObject): EnginePages {
        val follow = definition["follow"]?.jsonPrimitive?.long?.toULong()
        return session.pages(Forms.request(definition), definition["cursor"]?.jsonPrimitive?.content, follow)
    }

    /** What a host hands in: an answer is read as any other. */
    private fun given(actor: Actor, input: JsonElement): Input {
        if (input == JsonPrimitive("woke")) return Input.Woke
        if (input == JsonPrimitive("cancelled")) return Input.Cancelled
        val (kind, value) = input.jsonObject.entries.single()
        if (kind == "bearer") return Input.Bearer(value.jsonPrimitive.content)
        if (kind == "signed") return Input.Signed(Forms.base64(value.jsonPrimitive.content))
        if (kind == "failed") {
            val failed = value.jsonObject
            val phase = Phase.valueOf(failed.getValue("phase").jsonPrimitive.content.uppercase())
            return Input.Failed(failed["kind"] == JsonPrimitive("timed_out"), phase, failed["message"]?.jsonPrimitive?.content.orEmpty())
        }
        val responded = value.jsonObject
        val headers = Headers.Builder()
        Forms.named(responded["headers"]).forEach { headers.addUnsafeNonAscii(it.name, it.value) }
        val text = responded["body"]?.jsonPrimitive?.contentOrNull.orEmpty()
        val bytes = responded["base64"]?.let { Forms.base64(it.jsonPrimitive.content) } ?: text.toByteArray()
        val body = bytes + ByteArray(responded["fill"]?.jsonPrimitive?.content?.toInt() ?: 0) { 'x'.code.toByte() }
        val status = responded.getValue("status").jsonPrimitive.content.toInt()
        val sending =
            actor.sending
                ?: Step.Send("", "", emptyList(), null, null, null, null, text = false, maxBody = 1_000_000u, nonIdempotent = false)
        val (given, kept) = sending.read(status, headers.build(), body, facts)
        actor.items = kept?.items?.size ?: 0
        return given
    }
}
