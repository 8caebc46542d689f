package dev.oktant

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.buildJsonObject
import okhttp3.OkHttpClient
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance
import java.io.IOException
import kotlin.io.path.readLines
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

/** What goes on the wire, and what does not: against a server that misbehaves. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
internal class WireTest {
    private val okta = Servers.scripted()

    @AfterAll
    fun close() = okta.close()

    @Test
    fun `every operation of the table goes out and comes in`() = runBlocking {
        val rows = Servers.root.resolve("core/src/generated/operations.txt").readLines().map { it.split('\t') }
        assertEquals(621, rows.size)
        for (row in rows) {
            val (id, _, _, path) = row
            val options = CallOptions(headers = mapOf("X-Operation" to id))
            val answer = okta.raw(id, arguments(path, row[4], row[5]), options)
            val json = row[6].startsWith("json")
            assertEquals(json, answer.json != null, id)
            if (row[7] !=
                "-"
            ) {
                assertEquals(1, okta.pages(id, arguments(path, row[4], row[5]), options).toList().single().items.size, id)
            }
        }
    }

    private fun arguments(path: String, parameters: String, request: String): Arguments {
        val names = Regex("\\{(.*?)\\}").findAll(path).map { it.groupValues[1] }
        val required = parameters.split(' ').filter { it.startsWith("q!:") }.map { it.split(':') }
        val samples = mapOf("int" to 1, "bool" to true)
        val body =
            when {
                request.startsWith("json") -> Body.Json(buildJsonObject { put("a", JsonNull) })
                request.startsWith("multipart") -> Body.File("logo.png", byteArrayOf(1))
                request.startsWith("binary") -> Body.Bytes(byteArrayOf(1))
                else -> null
            }
        return Arguments(
            path = names.associateWith { "x/1" },
            query = required.associate { (_, name, kind) ->
                name to
                    (samples[kind] ?: "a b")
            },
            body = body,
        )
    }

    @Test
    fun `a request goes out as the engine made it`() = runBlocking {
        val options = CallOptions(headers = mapOf("X-Own" to "1"), query = mapOf("odd" to "é&"))
        val sent = okta.request("POST", "/api/v1/x", Arguments(body = Body.Json(JsonNull)), options).json
        assertEquals("POST", sent.text("method"))
        assertEquals("/api/v1/x?odd=%C3%A9%26", sent.text("target"))
        assertEquals("null", sent.text("body"))
        assertEquals("1", sent.text("headers", "x-own"))
        assertEquals("SSWS 00Marked-token", sent.text("headers", "authorization"))
        assertTrue(sent.text("headers", "user-agent")!!.startsWith("oktant/"))
    }

    @Test
    fun `nothing below the engine repeats, or follows`() {
        for (word in listOf("busy", "late", "drop", "elsewhere")) {
            for (warm in listOf(false, true)) {
                val id = fresh(word)
                assertThrows(OktantException::class.java) {
                    runBlocking {
                        if (warm) okta.call("getUser", byId("echo"))
                        okta.call("activateUser", Arguments(path = mapOf("userId" to id)))
                    }
                }
                runBlocking { assertEquals(1, okta.seen("POST /api/v1/users/$id/lifecycle/activate"), id) }
            }
        }
        runBlocking { assertEquals(0, okta.seen("POST /api/v1/users/echo/lifecycle/activate")) }
    }

    @Test
    fun `a client of the caller's own does not repeat either`() {
        val own = OkHttpClient.Builder().retryOnConnectionFailure(true).build()
        val id = fresh("busy")
        Servers.scripted { httpClient = own }.use { client ->
            assertThrows(OktantException.Api::class.java) {
                runBlocking { client.call("activateUser", Arguments(path = mapOf("userId" to id))) }
            }
            runBlocking { assertEquals(1, client.seen("POST /api/v1/users/$id/lifecycle/activate")) }
        }
    }

    @Test
    fun `failures say how far it came, and keep their cause`() {
        val cut = fails<OktantException.Transport> { okta.call("activateUser", Arguments(path = mapOf("userId" to fresh("cut")))) }
        assertEquals(OktantException.Phase.BODY, cut.phase)
        assertTrue(cut.cause is IOException)
        val drop = fails<OktantException.Transport> { okta.call("activateUser", Arguments(path = mapOf("userId" to fresh("drop")))) }
        assertEquals(OktantException.Phase.ANSWER, drop.phase)
        assertTrue(drop.mayHaveBeenSent)
        val closed =
            OktantClient {
                orgUrl = "http://127.0.0.1:9"
                token = "00Marked-token"
            }
        val connect = fails<OktantException.Transport> { closed.call("activateUser", Arguments(path = mapOf("userId" to "x"))) }
        assertEquals(OktantException.Phase.CONNECT, connect.phase)
        assertFalse(connect.mayHaveBeenSent)
        val slow =
            fails<OktantException.Timeout> {
                okta.call(
                    "activateUser",
                    Arguments(path = mapOf("userId" to fresh("hang"))),
                    CallOptions(timeout = 100.milliseconds),
                )
            }
        assertEquals(OktantException.Phase.ANSWER, slow.phase)
    }

    @Test
    fun `bodies are judged by what they hold`() = runBlocking {
        assertEquals("packed", okta.call("getUser", byId("packed")).text("id"))
        for (word in listOf("html", "word", "empty")) {
            assertThrows(OktantException.Decode::class.java) { runBlocking { okta.call("getUser", byId(word)) } }
        }
        val huge = assertThrows(OktantException.Api::class.java) { runBlocking { okta.call("getUser", byId("huge")) } }
        assertEquals(1 shl 20, huge.body?.size)
    }

    @Test
    fun `a log ends at an empty page, and is followed where one asks for that`() = runBlocking {
        val pages = okta.pages("listLogEvents").toList()
        assertEquals(listOf(1, 0), pages.map { it.items.size })
        val followed = okta.pages("listLogEvents", cursor = pages[1].cursor, follow = 1.milliseconds).take(4).toList()
        assertEquals(listOf("2", "4"), followed.flatMap { it.items }.map { it.text("uuid") })
    }

    @Test
    fun `bad arguments fail before anything is sent`() {
        val id = fails<OktantException.InvalidArgument> { okta.call("getUser", byId("..")) }
        assertEquals("getUser", id.operation)
        fails<OktantException.InvalidArgument> { okta.call("getUsr", byId("me")) }
        fails<OktantException.InvalidArgument> { okta.pages("getUser", byId("me")).toList() }
        fails<OktantException.InvalidArgument> { okta.call("getUser") }
    }

    @Test
    fun `a bad configuration fails at once and tells all of it`() {
        val error = assertThrows(OktantException.Config::class.java) { OktantClient { orgUrl = "example.okta.com" } }
        assertTrue("OKTA_CLIENT_ORGURL" in error.message!! && "OKTA_CLIENT_TOKEN" in error.message!!, error.message)
    }

    @Test
    fun `a call that is cancelled while sending lets go of its connection`() = runBlocking {
        val id = fresh("hang")
        val job = launch { okta.call("getUser", byId(id)) }
        while (okta.seen("GET /api/v1/users/$id") == 0) delay(10)
        withTimeout(10.seconds) { job.cancelAndJoin() }
        assertTrue(job.isCancelled)
        withTimeout(10.seconds) { while (okta.seen("closed /api/v1/users/$id") == 0) delay(10) }
        assertEquals(1, okta.seen("GET /api/v1/users/$id"))
    }

    @Test
    fun `many calls run at once, and can be cancelled at once`() = runBlocking {
        val answers = (1..200).map { async { okta.call("getUser", byId("echo")) } }.awaitAll()
        answers.forEach(::assertNotNull)
        val hanging = (1..100).map { async { okta.call("getUser", byId(fresh("hang"))) } }
        delay(300)
        withTimeout(10.seconds) { hanging.forEach { it.cancelAndJoin() } }
        hanging.forEach { assertThrows(CancellationException::class.java) { runBlocking { it.await() } } }
    }

    private inline fun <reified E : OktantException> fails(crossinline call: suspend () -> Unit): E =
        assertThrows(E::class.java) { runBlocking { call() } }
}
