package dev.oktant

import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Test

/** Full responses beside values. */
internal class ResponseTest {
    private val transport =
        FakeTransport { HttpResponse.json("""{"path":"${it.path}"}""", headers = mapOf("X-Okta-Request-Id" to it.path)) }
    private val okta = fake(transport)

    @Test
    fun `a value comes with its response`() = runBlocking {
        val (user, raw) = okta.withResponse { users.getUser("me") }
        assertEquals(200, raw.status)
        assertEquals("/api/v1/users/me", raw.requestId)
        assertSame(user.json, raw.json)
        assertEquals("RawResponse(200, 27 bytes)", raw.toString())
    }

    @Test
    fun `the last response counts, and blocks may be nested`() = runBlocking {
        val outer =
            okta.withResponse {
                users.getUser("1")
                val inner = withResponse { users.getUser("2") }
                assertEquals("/api/v1/users/2", inner.raw.requestId)
                inner.value
            }
        assertSame(outer.value.json, outer.raw.json)
    }

    @Test
    fun `a list has the response of its last page`() = runBlocking {
        val pages = FakeTransport { HttpResponse.json("[]") }
        val (items, raw) = fake(pages).withResponse { users.listUsers().toList() }
        assertEquals(emptyList<Any>(), items)
        assertEquals("[]", raw.text)
    }

    @Test
    fun `without a call there is no response`() {
        val error = fails<IllegalStateException> { okta.withResponse { rates() } }
        assertEquals("no call was made", error.message)
    }
}
