package dev.oktant

import dev.oktant.engine.aliveObjects
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.lang.ref.WeakReference
import kotlin.time.Duration.Companion.seconds

/** What a client leaves behind: nothing, by the counts of the engine. */
internal class LifetimeTest {
    @Test
    fun `calls and lists are freed when they end, in any way`() = runBlocking {
        Servers.scripted().use { okta ->
            val before = aliveObjects()
            (1..50).map { async { okta.call("getUser", byId("echo")) } }.awaitAll()
            fails<OktantException> { okta.activate(fresh("drop")) }
            fails<OktantException.InvalidArgument> { okta.call("getUser") }
            val id = fresh("hang")
            val hanging = launch { okta.call("getUser", byId(id)) }
            eventually { okta.seen("GET /api/v1/users/$id") > 0 }
            withTimeout(10.seconds) { hanging.cancelAndJoin() }
            val log = okta.items("listLogEvents")
            log.first()
            log.pages().take(1).toList()
            log.firstPage()
            log.stream().use { it.limit(1).toList() }
            assertEquals(before, aliveObjects())
        }
    }

    @Test
    fun `a closed client is freed after its last call`() = runBlocking {
        val before = aliveObjects().sessions
        val events = Events()
        val okta = Servers.scripted { onEvent = events }
        assertEquals(before + 1u, aliveObjects().sessions)
        val id = fresh("hang")
        val hanging = launch { okta.call("getUser", byId(id)) }
        events.await(Event.Kind.Request::class)
        okta.close()
        assertEquals(before + 1u, aliveObjects().sessions)
        assertTrue(hanging.isActive)
        withTimeout(10.seconds) { hanging.cancelAndJoin() }
        assertEquals(before, aliveObjects().sessions)
        fails<IllegalStateException> { okta.call("getUser", byId("echo")) }
        okta.close()
    }

    @Test
    fun `what is not closed is freed with its garbage`() = runBlocking {
        val before = aliveObjects()
        val forgotten = forget()
        withTimeout(30.seconds) {
            eventually {
                System.gc()
                forgotten.get() == null && aliveObjects().sessions <= before.sessions && aliveObjects().lists <= before.lists
            }
        }
    }

    private fun forget(): WeakReference<OktantClient> {
        val transport = FakeTransport { HttpResponse.json("[1]", headers = mapOf("Link" to "<https://example.okta.com/api/v1/users?after=2>; rel=\"next\"")) }
        val okta = fake(transport) { onEvent = { check(it.attempts >= 0) } }
        okta.items("listUsers").iterator().next()
        assertTrue(aliveObjects().lists > 0u)
        return WeakReference(okta)
    }
}
