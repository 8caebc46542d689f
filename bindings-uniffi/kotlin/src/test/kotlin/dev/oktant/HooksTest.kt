package dev.oktant

import dev.oktant.models.TokenHookResponse
import kotlinx.serialization.json.Json
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import kotlin.time.Instant

/** Inline hooks and event hooks: what a web server passes on. */
internal class HooksTest {
    @Test
    fun `an inline hook gets a payload and takes a reply`() {
        val body = """{"eventId":"e1","data":{"context":{"user":{"id":"00u1"}}},"more":1.0}"""
        val payload = Hooks.token.parse(body.encodeToByteArray())
        assertEquals("e1", payload.eventId)
        assertEquals(body, payload.json.toString())
        assertEquals(payload, Hooks.token.parse(body))
        assertEquals("""{"commands":[]}""", Hooks.token.reply(TokenHookResponse { commands = emptyList() }))
        val half = TokenHookResponse { this["half"] = "\ud800" }
        assertEquals("""{"half":"\ud800"}""", Hooks.token.reply(half))
    }

    @Test
    fun `every inline hook has a payload and a reply of its own`() {
        val hooks = with(Hooks) { listOf(passwordImport, registration, saml, telephony, token, userImport) }
        assertEquals(6, hooks.map { it.parse("{}").javaClass }.toSet().size)
    }

    @Test
    fun `a body that is no object is an error, whose message does not show it`() {
        for (body in listOf("", "[]", "null", "\"secret\"", """{"secret":""")) {
            val error = fails<OktantException.Decode> { Hooks.saml.parse(body) }
            assertEquals("the hook's payload is not a JSON object: respond with status 400", error.message)
            assertEquals(body, error.body?.decodeToString())
            fails<OktantException.Decode> { Hooks.event.parse(body) }
        }
    }

    @Test
    fun `an event hook is verified, and gets events`() {
        assertEquals("X-Okta-Verification-Challenge", EventHookHandler.CHALLENGE)
        assertEquals("""{"verification":"in\"v"}""", Hooks.event.verification("in\"v"))
        val body =
            """{"eventId":"d1","eventTime":"2026-01-02T03:04:05.000Z","eventType":"com.okta.event_hook","data":
              {"events":[{"uuid":"u1","eventType":"user.lifecycle.create"},{"uuid":"u2"}]}}"""
        val delivery = Hooks.event.parse(body)
        assertEquals("d1", delivery.eventId)
        assertEquals(Instant.parse("2026-01-02T03:04:05Z"), delivery.eventTime)
        assertEquals(listOf("u1", "u2"), delivery.events.map { it.uuid })
        assertEquals(emptyList<String>(), delivery.problems())
        assertEquals(emptyMap<String, Any>(), delivery.extras)
        assertEquals(Json.parseToJsonElement(body), delivery.json)
        assertEquals(emptyList<Any>(), Hooks.event.parse("""{"data":{"events":null}}""").events)
        val odd = Hooks.event.parse("""{"data":{"events":7},"eventId":true}""")
        assertEquals(listOf("/eventId: expected a string, found a boolean", "/data/events: expected a list, found a number"), odd.problems())
    }
}
