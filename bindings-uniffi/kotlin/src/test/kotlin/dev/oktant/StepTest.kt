package dev.oktant

import dev.oktant.engine.BodyKind
import dev.oktant.engine.BodySummary
import dev.oktant.engine.Input
import dev.oktant.engine.Request
import dev.oktant.engine.Session
import dev.oktant.engine.Step
import dev.oktant.engine.use
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.jsonObject
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Test
import java.lang.management.ManagementFactory

/** What crossing the FFI boundary costs: calls without a network. The figure is printed, and nothing depends on it. */
internal class StepTest {
    private val unixMs: ULong = 1_700_000_000_000u

    @Test
    fun `many calls in a row`() {
        val config = Json.parseToJsonElement("""{"code":{"ORGURL":"https://example.okta.com","TOKEN":"00token"}}""").jsonObject
        val request = Forms.request(Json.parseToJsonElement("""{"op":"getUser","path":{"id":"00u1"}}""").jsonObject)
        Session(Forms.settings(config), WakeRegistry()).use { session ->
            repeat(5_000) { call(session, request) }
            val rounds = 20_000
            // CPU time of this thread, which a busy machine does not change.
            val threads = ManagementFactory.getThreadMXBean()
            val start = threads.currentThreadCpuTime
            repeat(rounds) { call(session, request) }
            println("a call of two steps: ${(threads.currentThreadCpuTime - start) / rounds / 1000} us of CPU time")
        }
    }

    private fun call(session: Session, request: Request) {
        val started = checkNotNull(session.call(request, 1u, 0u, unixMs))
        assertInstanceOf(Step.Send::class.java, started.step)
        val input = Input.Kept(200u, emptyList(), BodySummary(900u, BodyKind.OBJECT, null, null))
        val done = started.call.use { it.step(input, 0u, unixMs) }
        assertInstanceOf(Step.Done::class.java, done)
    }
}
