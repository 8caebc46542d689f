package dev.oktant

import dev.oktant.engine.Input
import dev.oktant.engine.Moment
import dev.oktant.engine.Request
import dev.oktant.engine.Session
import dev.oktant.engine.Shape
import dev.oktant.engine.Step
import dev.oktant.engine.use
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.jsonObject
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Test
import java.lang.management.ManagementFactory

/** What the way across the edge costs: calls without a network. The figure is printed, and nothing depends on it. */
internal class StepTest {
    private val now = Moment(0u, 1_700_000_000_000u)

    @Test
    fun `many calls in a row`() {
        val config = Json.parseToJsonElement("""{"code":{"ORGURL":"https://example.okta.com","TOKEN":"00token"}}""").jsonObject
        val request = Forms.request(Json.parseToJsonElement("""{"op":"getUser","path":{"id":"00u1"}}""").jsonObject)
        Session(Forms.settings(config), Alarms()).use { session ->
            repeat(5_000) { call(session, request) }
            val rounds = 20_000
            // Of this thread alone: a busy machine makes no difference.
            val threads = ManagementFactory.getThreadMXBean()
            val start = threads.currentThreadCpuTime
            repeat(rounds) { call(session, request) }
            println("a call of two steps: ${(threads.currentThreadCpuTime - start) / rounds / 1000} us of CPU time")
        }
    }

    private fun call(session: Session, request: Request) {
        val begun = checkNotNull(session.call(request, 1u, now))
        assertInstanceOf(Step.Send::class.java, begun.step)
        val done = begun.call.use { it.step(Input.Kept(200u, emptyList(), 900u, Shape.OBJECT, null, 0u), now) }
        assertInstanceOf(Step.Done::class.java, done)
    }
}
