package dev.oktant

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.test.runTest
import kotlinx.coroutines.withTimeout
import kotlinx.serialization.json.JsonArray
import okhttp3.Headers.Companion.headersOf
import okhttp3.Interceptor
import okhttp3.OkHttpClient
import okhttp3.ResponseBody
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.lang.management.ManagementFactory
import java.util.concurrent.atomic.AtomicInteger
import kotlin.concurrent.thread
import kotlin.coroutines.Continuation
import kotlin.coroutines.ContinuationInterceptor
import kotlin.coroutines.resume
import kotlin.coroutines.suspendCoroutine
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.Instant
import com.sun.management.ThreadMXBean as AllocationCounter

/** Transports of the caller's own, and the one for tests. */
internal class TransportTest {
    @Test
    fun `a request reaches the transport as the engine made it`() = runBlocking {
        val transport = FakeTransport { HttpResponse.json("{}") }
        val okta = fake(transport)
        okta.users.getUser("ann@example.com", options = CallOptions(timeout = 5.seconds))
        okta.activate("00u1")
        val (read, activated) = transport.requests
        assertEquals("GET https://example.okta.com/api/v1/users/ann%40example.com", "${read.method} ${read.url}")
        assertEquals("/api/v1/users/ann%40example.com", read.path)
        assertEquals("SSWS 00Marked-token", read.headers["Authorization"])
        assertEquals(5.seconds, read.timeout)
        assertNull(read.body)
        assertFalse(read.nonIdempotent)
        assertTrue(activated.nonIdempotent)
        assertEquals("HttpRequest(POST https://example.okta.com/api/v1/users/00u1/lifecycle/activate)", activated.toString())
    }

    @Test
    fun `a query has lists and times`() = runBlocking {
        val transport = FakeTransport { HttpResponse.json("[]") }
        val further = CallOptions(query = mapOf("tag" to listOf("a", 2), "none" to null))
        fake(transport).systemLog.listLogEvents(since = Instant.parse("2030-01-02T03:04:05.123456789Z"), options = further).firstPage()
        val (request) = transport.requests
        assertEquals("https://example.okta.com/api/v1/logs?since=2030-01-02T03%3A04%3A05.123Z&tag=a&tag=2", request.url)
    }

    @Test
    fun `what is above the transport stays, such as retries`() = runBlocking {
        val tries = AtomicInteger()
        val transport =
            FakeTransport {
                if (tries.incrementAndGet() ==
                    1
                ) {
                    HttpResponse(503, headersOf("Retry-After", "0"), ByteArray(0))
                } else {
                    HttpResponse.json("{}")
                }
            }
        fake(transport).users.getUser("me")
        assertEquals(2, transport.requests.size)
    }

    @Test
    fun `a failure says how far the attempt got, and keeps its cause`() = runBlocking {
        val cause = IllegalStateException("no radio")
        for (phase in OktantException.Phase.entries) {
            val transport = FakeTransport { throw TransportFailure(phase, cause = cause) }
            val error = fails<OktantException.Transport> { fake(transport).activate("00u1", CallOptions(maxRetries = 0)) }
            assertEquals(phase, error.phase)
            assertSame(cause, generateSequence<Throwable>(error) { it.cause }.last())
            assertTrue("no radio" in error.message!!, error.message)
        }
        val bare = FakeTransport { throw TransportFailure(OktantException.Phase.CONNECT, message = "airplane mode") }
        val error = fails<OktantException.Transport> { fake(bare).activate("00u1", CallOptions(maxRetries = 0)) }
        assertTrue(generateSequence<Throwable>(error) { it.cause }.last() is TransportFailure)
        val odd = FakeTransport { error("broken transport") }
        assertEquals(OktantException.Phase.ANSWER, fails<OktantException.Transport> { fake(odd).activate("00u1") }.phase)
        assertEquals(1, odd.requests.size, "it may have been sent")
    }

    @Test
    fun `a status that is none is a failure of the transport`() {
        for (status in listOf(-1, 0, 1000, 65_736)) {
            val error = fails<OktantException.Transport> { fake(FakeTransport { HttpResponse.json("{}", status) }).activate("00u1") }
            assertTrue("the transport returned the HTTP status $status" in error.message!!, error.message)
        }
    }

    @Test
    fun `an executor that its owner has shut down is no timeout`() {
        val http = OkHttpClient()
        http.dispatcher.executorService.shutdown()
        val error = fails<OktantException.Transport> { fake(OkHttpTransport(http)).activate("00u1", CallOptions(maxRetries = 0)) }
        assertEquals(OktantException.Phase.CONNECT, error.phase)
    }

    @Test
    fun `a transport of one's own is tested with requests of one's own`() = runBlocking {
        val transport = FakeTransport { HttpResponse.json("{}") }
        transport.send(HttpRequest("GET", "https://example.com/x?y", timeout = 1.seconds))
        assertEquals("/x", transport.requests.single().path)
    }

    @Test
    fun `a transport for tests keeps to the timeout of the request`() {
        val slow = FakeTransport { awaitCancellation() }
        val error = fails<OktantException.Timeout> { fake(slow).activate("00u1", CallOptions(timeout = 50.milliseconds)) }
        assertEquals(OktantException.Phase.ANSWER, error.phase)
        assertTrue(error.mayHaveBeenSent)
    }

    @Test
    fun `a transport that exceeds the timeout of the request is cancelled`() {
        val hanging =
            object : HttpTransport {
                override suspend fun send(request: HttpRequest): HttpResponse = awaitCancellation()
            }
        val error = fails<OktantException.Timeout> { fake(hanging).activate("00u1", CallOptions(timeout = 50.milliseconds)) }
        assertTrue(error.mayHaveBeenSent)
    }

    @Test
    fun `a body that cannot be read ends the call, whatever is thrown`() = runBlocking {
        for (thrown in listOf(IllegalStateException("broken interceptor"), OutOfMemoryError("a large body"))) {
            val broken = Interceptor { chain -> chain.proceed(chain.request()).let { it.newBuilder().body(unreadable(thrown)).build() } }
            val http = OkHttpClient.Builder().addInterceptor(broken).build()
            Servers.scripted { transport = OkHttpTransport(http) }.use { okta ->
                val options = CallOptions(maxRetries = 0)
                val error = withTimeout(30.seconds) { runCatching { okta.call("getUser", byId("echo"), options) }.exceptionOrNull() }
                assertSame(thrown, generateSequence(error) { it.cause }.last())
                if (thrown is Exception) assertEquals(OktantException.Phase.BODY, (error as OktantException.Transport).phase)
            }
        }
    }

    private fun unreadable(thrown: Throwable): ResponseBody = object : ResponseBody() {
        override fun contentType() = null

        override fun contentLength() = -1L

        override fun source() = throw thrown

        override fun close() = Unit
    }

    @Test
    fun `cancelling a call cancels its transport at once`() = runBlocking {
        val ended = CompletableDeferred<Throwable>()
        val begun = CompletableDeferred<Unit>()
        val transport =
            FakeTransport {
                begun.complete(Unit)
                try {
                    awaitCancellation()
                } catch (cancelled: CancellationException) {
                    ended.complete(cancelled)
                    throw cancelled
                }
            }
        val call = launch { fake(transport).users.getUser("me") }
        begun.await()
        withTimeout(10.seconds) { call.cancelAndJoin() }
        assertTrue(ended.isCompleted)
        assertEquals(1, transport.requests.size)
    }

    @Test
    fun `a transport that throws a cancellation of its own has failed`() = runBlocking {
        val transport = FakeTransport { throw CancellationException("the other scope ended") }
        val error = fails<OktantException.Transport> { fake(transport).activate("00u1") }
        assertTrue("the other scope ended" in error.message!!, error.message)
    }

    @Test
    fun `one transport wraps another`() = runBlocking {
        val sent = AtomicInteger()
        val inner = OkHttpTransport(OkHttpClient())
        val counting =
            object : HttpTransport {
                override suspend fun send(request: HttpRequest): HttpResponse {
                    sent.incrementAndGet()
                    return inner.send(request)
                }
            }
        Servers.scripted { transport = counting }.use { okta ->
            val id = fresh("flaky")
            okta.call("getUser", byId(id))
            assertEquals(2, sent.get())
            assertEquals(2, okta.seen("GET /api/v1/users/$id"))
        }
    }

    @Test
    fun `proxies are those of the transport`() {
        val error =
            fails<OktantException.Config> {
                OktantClient {
                    orgUrl = "https://example.okta.com"
                    token = "00token"
                    set("PROXY_HOST", "proxy.example")
                    set("PROXY_PORT", "3128")
                    transport = OkHttpTransport(OkHttpClient())
                }
            }
        assertTrue("OKTA_CLIENT_PROXY_HOST" in error.message!!, error.message)
    }

    @Test
    fun `tests that skip delays do not spin while a call waits`() = runTest {
        val tries = AtomicInteger()
        val waits = AtomicInteger()
        val transport = FakeTransport { if (tries.incrementAndGet() < 3) HttpResponse.json("{}", 503) else HttpResponse.json("{}") }
        val okta =
            fake(transport) {
                onEvent = { if (it.kind is Event.Kind.Retry) waits.incrementAndGet() }
            }
        val own = async { delay(1.hours) }
        okta.users.getUser("me")
        own.await()
        assertEquals(2, waits.get())
        assertEquals(3, transport.requests.size)
    }

    @Test
    fun `tests that skip delays do not end a callback, which runs where the call does`() = runTest {
        val dispatcher = currentCoroutineContext()[ContinuationInterceptor]
        val answer = CompletableDeferred<String>()
        val okta =
            OktantClient {
                orgUrl = "https://example.okta.com"
                transport = FakeTransport { HttpResponse.json("{}") }
                bearer = {
                    assertSame(dispatcher, currentCoroutineContext()[ContinuationInterceptor])
                    launch {
                        delay(1.hours)
                        answer.complete("token")
                    }
                    answer.await()
                }
            }
        assertEquals("{}", okta.raw("getUser", byId("me")).text)
    }

    @Test
    fun `a response is read on the thread of the transport, not on that of the program`() = runBlocking {
        val body = "[${List(20_000) { """{"id":"00u$it"}""" }.joinToString(",")}]".encodeToByteArray()
        val sent = ArrayDeque<Continuation<HttpResponse>>()
        val transport =
            object : HttpTransport {
                override suspend fun send(request: HttpRequest): HttpResponse = suspendCoroutine { sent += it }
            }
        val okta = fake(transport)

        suspend fun list(): JsonArray {
            val call = async(start = CoroutineStart.UNDISPATCHED) { okta.call("listUsers") }
            // The call is suspended now: it goes on where it is resumed.
            thread { sent.removeFirst().resume(HttpResponse(200, headersOf(), body)) }
            return call.await() as JsonArray
        }
        list()
        val before = allocated()
        assertEquals(20_000, list().size)
        assertTrue(allocated() - before < body.size, "the document was made on this thread")
    }

    private fun allocated(): Long = (ManagementFactory.getThreadMXBean() as AllocationCounter).currentThreadAllocatedBytes
}
