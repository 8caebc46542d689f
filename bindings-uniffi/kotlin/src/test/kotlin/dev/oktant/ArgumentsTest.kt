package dev.oktant

import dev.oktant.models.UserProfile
import dev.oktant.models.UserStatus
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import okhttp3.HttpUrl.Companion.toHttpUrl
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.nio.file.Path
import kotlin.time.Duration
import kotlin.time.Duration.Companion.microseconds
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

/** Arguments that cannot be sent, and texts that are none. */
internal class ArgumentsTest {
    private val transport = FakeTransport { HttpResponse.json("[]") }
    private val okta = fake(transport)

    @Test
    fun `half a surrogate pair in an argument is an invalid argument`() {
        fun query(vararg pairs: Pair<String, Any?>) = Arguments(query = mapOf(*pairs))
        for ((what, call) in listOf<Pair<String, suspend () -> Unit>>(
            "getUser: path argument id" to { okta.users.getUser(HALF) },
            "getUser: header argument Content-Type" to { okta.users.getUser("me", contentType = HALF) },
            "listUsers: query argument search" to { okta.users.listUsers(search = HALF).toList() },
            "listUsers: query argument q" to { okta.call("listUsers", query("q" to listOf("a", HALF))) },
            "listUsers: the name of an argument" to { okta.call("listUsers", query(HALF to 1)) },
            "listUsers: query argument x" to { okta.call("listUsers", options = CallOptions(query = mapOf("x" to HALF))) },
            "listUsers: header argument X" to { okta.call("listUsers", options = CallOptions(headers = mapOf("X" to HALF))) },
            "GET /x$HALF: the operation" to { okta.request("GET", "/x$HALF") },
            "uploadApplicationLogo: the file name" to { okta.applicationLogos.uploadApplicationLogo("1", Body.File(HALF, ByteArray(0))) },
        )) {
            val error = fails<OktantException.InvalidArgument> { call() }
            assertEquals("$what has half of a surrogate pair, which is no text: leave it out", error.message)
        }
        val error = fails<OktantException.InvalidArgument> { okta.users.listUsers(cursor = HALF).toList() }
        assertEquals("listUsers: the cursor has half of a surrogate pair, which is no text: leave it out", error.message)
        assertEquals("listUsers", error.operation)
        assertEquals(0, transport.requests.size)
    }

    @Test
    fun `half a surrogate pair from elsewhere is shown as a replacement character`() {
        val broken = FakeTransport { error("odd $HALF") }
        val failed = fails<OktantException.Transport> { fake(broken).activate("00u1") }
        assertTrue("odd \uFFFD" in failed.message!!, failed.message)
        val link = FakeTransport { HttpResponse.json("""{"roles":[],"_links":{"next":{"href":"https://example.okta.com:x/\ud800"}}}""") }
        val page = fails<OktantException.Page> { fake(link).customRoles.listRoles().toList() }
        assertTrue("\uFFFD" in page.message!!, page.message)
        val odd =
            OktantClient {
                orgUrl = "https://example.okta.com"
                transport = broken
                bearer = { HALF }
            }
        fails<OktantException.Auth> { odd.users.getUser("me") }
        for (configure in listOf<Settings.() -> Unit>({ orgUrl = "https://$HALF.okta.com" }, { token = HALF }, { set(HALF, "1") })) {
            fails<OktantException.Config> { fake(transport, configure) }
        }
    }

    @Test
    fun `a time is rounded up, because zero is no limit`() = runBlocking {
        okta.call("listUsers", options = CallOptions(timeout = 500.microseconds))
        okta.call("listUsers", options = CallOptions(timeout = 1_000_001.microseconds))
        assertEquals(listOf(1.milliseconds, 1001.milliseconds), transport.requests.map { it.timeout })
        assertEquals("1ms", 1.microseconds.toText())
        assertEquals("0ms", Duration.ZERO.toText())
        okta.call("listUsers", options = CallOptions(timeout = Duration.INFINITE))
        assertEquals(3, transport.requests.size)
    }

    @Test
    fun `what is below zero is an error`() {
        for ((text, options) in listOf(
            "timeout is -5s" to CallOptions(timeout = (-5).seconds),
            "deadline is -1us" to CallOptions(deadline = (-1).microseconds),
            "maxRetries is -1" to CallOptions(maxRetries = -1),
        )) {
            val error = fails<OktantException.InvalidArgument> { okta.users.getUser("me", options = options) }
            assertEquals("getUser: $text: give 0 or more", error.message)
        }
        val error = assertThrows(OktantException.InvalidArgument::class.java) { okta.systemLog.listLogEvents().follow((-5).seconds) }
        assertEquals("listLogEvents: cannot follow a list every -5s: give 0 or more", error.message)
        for (configure in listOf<Settings.() -> Unit>({ timeout = (-5).seconds }, { maxWait = (-1).milliseconds }, { maxRetries = -1 })) {
            fails<OktantException.Config> { fake(transport, configure) }
        }
        assertEquals(0, transport.requests.size)
    }

    @Test
    fun `a query has lists, arrays and enums, and no null or NaN in them`() = runBlocking {
        val values = listOf(arrayOf("a", "b"), intArrayOf(1, 2), sequenceOf(1.5, true).toList(), UserStatus.ACTIVE, Path.of("/a/b"))
        for (value in values) okta.call("GET /api/v1/any", Arguments(query = mapOf("x" to value)))
        val sent = transport.requests.map { it.url.toHttpUrl().queryParameterValues("x") }
        assertEquals(listOf(listOf("a", "b"), listOf("1", "2"), listOf("1.5", "true"), listOf("ACTIVE"), listOf("/a/b")), sent)
        for ((value, text) in listOf(
            Float.NaN to "query argument x is NaN: give a finite number",
            listOf(1.0, Double.NEGATIVE_INFINITY) to "query argument x is -Infinity: give a finite number",
            listOf("a", null) to "query argument x has a null in its list: leave it out",
        )) {
            val error = fails<OktantException.InvalidArgument> { okta.call("GET /api/v1/any", Arguments(query = mapOf("x" to value))) }
            assertEquals("GET /api/v1/any: $text", error.message)
        }
    }

    @Test
    fun `JSON is made of lists and arrays, and of nothing that it would not be`() {
        val profile = UserProfile { this["x"] = listOf(arrayOf("a"), intArrayOf(1), null, 1.5f, mapOf("k" to UserStatus.ACTIVE)) }
        assertEquals("""{"x":[["a"],[1],null,1.5,{"k":"ACTIVE"}]}""", profile.json.toWire())
        for ((value, text) in listOf(
            Float.POSITIVE_INFINITY to "no JSON of Infinity",
            Double.NaN to "no JSON of NaN",
            mapOf(1 to 2) to "no JSON of a map with a name that is a java.lang.Integer: names are text",
            mapOf(null to 2) to "no JSON of a map with a name that is a null: names are text",
            Path.of("/a/b") to "no JSON of a sun.nio.fs.UnixPath",
        )) {
            val error = assertThrows(IllegalArgumentException::class.java) { UserProfile { this["x"] = value } }
            assertEquals(text, error.message)
        }
    }

    @Test
    fun `a client that is closed says so`() {
        okta.close()
        okta.close()
        for (call in listOf<suspend () -> Unit>(
            { okta.users.getUser("me") },
            { okta.users.listUsers().toList() },
            { okta.request("GET", "/x") },
            { okta.rates() },
            { okta.explain() },
        )) {
            assertEquals("this client is closed: make another", fails<IllegalStateException> { call() }.message)
        }
    }

    private companion object {
        const val HALF = "\uD800"
    }
}
