package dev.oktant

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelAndJoin
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
            if (row[7] == "-") continue
            assertEquals(1, okta.items(id, arguments(path, row[4], row[5]), options = options).pages().toList().single().items.size, id)
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
            query = required.associate { (_, name, kind) -> name to (samples[kind] ?: "a b") },
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
    fun `nothing below the engine retries or follows redirects, even in the caller's own client`() = runBlocking {
        val own = OkHttpClient.Builder().retryOnConnectionFailure(true).build()
        for (okta in listOf(okta, Servers.scripted { transport = OkHttpTransport(own) })) {
            for (word in listOf("busy", "late", "drop", "elsewhere")) {
                for (warm in listOf(false, true)) {
                    val id = fresh(word)
                    if (warm) okta.call("getUser", byId("echo"))
                    fails<OktantException> { okta.activate(id) }
                    assertEquals(1, okta.seen("POST /api/v1/users/$id/lifecycle/activate"), id)
                }
            }
            assertEquals(0, okta.seen("POST /api/v1/users/echo/lifecycle/activate"))
        }
    }

    @Test
    fun `failures report how far the attempt got, and keep their cause`() {
        val cut = fails<OktantException.Transport> { okta.activate(fresh("cut")) }
        assertEquals(OktantException.Phase.BODY, cut.phase)
        assertTrue(cut.cause is IOException)
        val drop = fails<OktantException.Transport> { okta.activate(fresh("drop")) }
        assertEquals(OktantException.Phase.ANSWER, drop.phase)
        assertTrue(drop.mayHaveBeenSent)
        val connect = fails<OktantException.Transport> { Servers.scripted { orgUrl = "http://127.0.0.1:9" }.activate("x") }
        assertEquals(OktantException.Phase.CONNECT, connect.phase)
        assertFalse(connect.mayHaveBeenSent)
        val slow = fails<OktantException.Timeout> { okta.activate(fresh("hang"), CallOptions(timeout = 100.milliseconds)) }
        assertEquals(OktantException.Phase.ANSWER, slow.phase)
    }

    @Test
    fun `bodies are decompressed, and cut to a limit`() = runBlocking {
        assertEquals("packed", okta.call("getUser", byId("packed")).text("id"))
        val html = fails<OktantException.Decode> { okta.call("getUser", byId("html")) }
        assertEquals("<html></html>", html.body?.decodeToString())
        val huge = fails<OktantException.Api> { okta.call("getUser", byId("huge")) }
        assertEquals(1 shl 20, huge.body?.size)
    }

    @Test
    fun `a log ends at an empty page, and is followed on request`() = runBlocking {
        val pages = okta.items("listLogEvents").pages().toList()
        assertEquals(listOf(1, 0), pages.map { it.items.size })
        val followed = okta.items("listLogEvents", cursor = pages[1].cursor).follow(1.milliseconds).pages().take(4).toList()
        assertEquals(listOf("2", "4"), followed.flatMap { it.items }.map { it.text("uuid") })
        val noList = fails<OktantException.InvalidArgument> { okta.items("getUser", byId("me")).toList() }
        assertEquals("getUser", noList.operation)
    }

    @Test
    fun `a call that is cancelled while sending closes its connection`() = runBlocking {
        val id = fresh("hang")
        val job = launch { okta.call("getUser", byId(id)) }
        eventually { okta.seen("GET /api/v1/users/$id") > 0 }
        withTimeout(10.seconds) { job.cancelAndJoin() }
        assertTrue(job.isCancelled)
        eventually { okta.seen("closed /api/v1/users/$id") > 0 }
        assertEquals(1, okta.seen("GET /api/v1/users/$id"))
    }

    @Test
    fun `many calls run at once, and can be cancelled at once`() = runBlocking {
        val answers = (1..200).map { async { okta.call("getUser", byId("echo")) } }.awaitAll()
        answers.forEach(::assertNotNull)
        val events = Events()
        Servers.scripted { onEvent = events }.use { okta ->
            val hanging = (1..100).map { async { okta.call("getUser", byId(fresh("hang"))) } }
            events.await(Event.Kind.Request::class, count = hanging.size)
            withTimeout(10.seconds) { hanging.forEach { it.cancelAndJoin() } }
            hanging.forEach { assertThrows(CancellationException::class.java) { runBlocking { it.await() } } }
        }
    }
}
