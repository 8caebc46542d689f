package dev.oktant

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.withTimeoutOrNull
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.net.URI
import java.util.concurrent.atomic.AtomicInteger
import kotlin.time.Duration.Companion.seconds

/** Retries, waits, tokens and settings: what the engine asks of its host. */
internal class WaitTest {
    @Test
    fun `what may be repeated is repeated after a pause`() = runBlocking {
        Servers.scripted().use { okta ->
            val id = fresh("flaky")
            val answer = okta.raw("getUser", byId(id))
            assertEquals(2, answer.attempts)
            assertEquals("1", answer.json.text("headers", "x-okta-retry-count"))
            val error = fails<OktantException.Api> { okta.call("getUser", byId(fresh("flaky")), CallOptions(maxRetries = 0)) }
            assertEquals(503, error.status)
            assertTrue(error.isRetryable)
        }
    }

    @Test
    fun `a call that is cancelled while it waits stops at once`() = runBlocking {
        val events = Events()
        Servers.scripted { onEvent = events }.use { okta ->
            val id = fresh("limited")
            val job = launch { okta.call("getUser", byId(id)) }
            events.await(Event.Kind.Retry::class)
            assertTrue(job.isActive)
            withTimeout(10.seconds) { job.cancelAndJoin() }
            assertEquals(1, okta.seen("GET /api/v1/users/$id"))
            val many = (1..200).map { async { okta.call("getUser", byId(fresh("limited"))) } }
            events.await(Event.Kind.Retry::class, Event.Kind.Pace::class, count = many.size)
            withTimeout(10.seconds) { many.forEach { it.cancelAndJoin() } }
        }
    }

    @Test
    fun `a token is asked for once, however many calls wait for it`() = runBlocking {
        val asked = AtomicInteger()
        val begun = CompletableDeferred<Unit>()
        withBearer { fresh ->
            asked.incrementAndGet()
            begun.await()
            if (fresh) "fresh" else "first"
        }.use { okta ->
            val calls = (1..100).map { async(start = CoroutineStart.UNDISPATCHED) { okta.call("getUser", byId("echo")) } }
            begun.complete(Unit)
            val answers = withTimeout(15.seconds) { calls.awaitAll() }
            answers.forEach { assertEquals("Bearer first", it.text("headers", "authorization")) }
            assertEquals(1, asked.get())
            assertEquals("Bearer fresh", okta.call("getUser", byId(fresh("stale"))).text("headers", "authorization"))
            assertEquals(3, asked.get(), "once more, and once more for a fresh one")
        }
    }

    @Test
    fun `the request for a token passes on when the call that makes it is cancelled`() = runBlocking {
        val asked = AtomicInteger()
        val first = CompletableDeferred<Unit>()
        withBearer {
            if (asked.incrementAndGet() > 1) return@withBearer "second"
            first.complete(Unit)
            awaitCancellation()
        }.use { okta ->
            val leader = async { okta.call("getUser", byId("echo")) }
            first.await()
            val others = (1..20).map { async(start = CoroutineStart.UNDISPATCHED) { okta.call("getUser", byId("echo")) } }
            withTimeout(15.seconds) {
                leader.cancelAndJoin()
                others.awaitAll()
            }
            fails<CancellationException> { leader.await() }
            assertEquals(2, asked.get())
        }
    }

    @Test
    fun `what the callback throws is the cause`() = runBlocking {
        val thrown = IllegalStateException("no network today")
        withBearer { throw thrown }.use { okta ->
            val error = fails<OktantException> { okta.call("getUser", byId("echo"), CallOptions(maxRetries = 0)) }
            // Coroutines copy what crosses them, to add a stack trace: the original is then the copy's cause.
            assertSame(thrown, generateSequence<Throwable>(error) { it.cause }.last())
            assertTrue("no network today" in error.message!!, error.message)
        }
    }

    @Test
    fun `a timeout around a call ends it while its callback hangs`() = runBlocking {
        withBearer { awaitCancellation() }.use { okta ->
            assertNull(withTimeoutOrNull(50) { okta.call("getUser", byId("echo")) })
        }
    }

    @Test
    fun `a callback that throws a cancellation of its own has failed`() = runBlocking {
        withBearer { throw CancellationException("the other scope ended") }.use { okta ->
            val error = fails<OktantException.Auth> { okta.call("getUser", byId("echo")) }
            assertTrue("the other scope ended" in error.message!!, error.message)
        }
    }

    @Test
    fun `settings come from the environment, and code beats it`() {
        val okta =
            OktantClient.fromEnvironment {
                orgUrl = "https://example.okta.com"
                token = "00secret"
                maxRetries = 7
                set("okta_client_maxWait", "9")
            }
        val lines = okta.use { it.explain().lines() }
        for (line in listOf(
            "OKTA_CLIENT_REQUESTTIMEOUT = 17 (environment)",
            "OKTA_CLIENT_RATELIMIT_MAXRETRIES = 7 (code)",
            "OKTA_CLIENT_MAXWAIT = 9 (code)",
            "OKTA_CLIENT_TOKEN = *** (code)",
        )) {
            assertTrue(line in lines, lines.joinToString("\n"))
        }
    }

    @Test
    fun `a proxy is gone through, with its account`() = runBlocking {
        val proxy = URI(Servers.environment("OKTANT_SCRIPTED_URL"))
        val okta =
            Servers.scripted {
                orgUrl = "http://10.255.255.1:9"
                set("OKTA_TESTING_DISABLEHTTPSCHECK", "true")
                set("PROXY_HOST", proxy.host)
                set("PROXY_PORT", proxy.port.toString())
                set("PROXY_USERNAME", "ann")
                set("PROXY_PASSWORD", "marked")
            }
        val sent = okta.use { it.call("getUser", byId(fresh("proxied"))) }
        assertTrue(sent.text("target")!!.startsWith("http://10.255.255.1:9/api/v1/users/proxied"), sent.toString())
        assertEquals("Basic YW5uOm1hcmtlZA==", sent.text("headers", "proxy-authorization"))
    }

    @Test
    fun `certificates are those of OkHttp`() {
        for (name in listOf("CACERTIFICATES", "CLIENTCERTIFICATE")) {
            val error =
                fails<OktantException.Config> {
                    Servers.scripted {
                        orgUrl = "https://example.okta.com"
                        set(name, "/etc/own.pem")
                    }
                }
            val told = "OKTA_CLIENT_$name (code): certificates are those of"
            assertTrue(error.message!!.startsWith(told), error.message)
        }
    }

    private fun withBearer(callback: suspend (Boolean) -> String): OktantClient = OktantClient {
        orgUrl = Servers.environment("OKTANT_SCRIPTED_URL")
        bearer = callback
    }
}
