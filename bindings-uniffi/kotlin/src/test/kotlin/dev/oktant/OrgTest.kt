package dev.oktant

import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.put
import kotlinx.serialization.json.putJsonObject
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance

/** The main job, against a simulated org of 1,000 users. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
internal class OrgTest {
    private val okta = Servers.simulator()

    @AfterAll
    fun close() = okta.close()

    @Test
    fun `lists every user, page by page`() = runBlocking {
        val ids = okta.users.listUsers(limit = 200).toList().map { it.json.text("id") }
        assertTrue(ids.size >= 1000)
        assertEquals(ids.size, ids.toSet().size)
    }

    @Test
    fun `another process continues from a cursor`() = runBlocking {
        val limit = Arguments(query = mapOf("limit" to 150))
        val first = okta.items("listUsers", limit).firstPage()
        assertEquals(150, first.items.size)
        val rest = Servers.simulator().use { it.items("listUsers", cursor = first.cursor).pages().toList() }
        assertNull(rest.last().cursor)
        assertTrue(rest.sumOf { it.items.size } >= 850)
        assertFalse(first.items[0] in rest[0].items)
    }

    @Test
    fun `creates a user with a custom attribute, reads and deletes it`() = runBlocking {
        val user =
            buildJsonObject {
                putJsonObject("profile") {
                    put("firstName", "Ann")
                    put("lastName", "\ud83d\ude00 Ødegård")
                    put("email", "ann.kotlin@example.com")
                    put("login", "ann.kotlin@example.com")
                    put("badge", "42")
                }
            }
        val made = okta.call("createUser", Arguments(query = mapOf("activate" to false), body = Body.Json(user)))
        val id = checkNotNull(made.text("id"))
        assertEquals("STAGED", made.text("status"))
        val seen = okta.call("getUser", byId(id))
        assertEquals("42", seen.text("profile", "badge"))
        assertEquals("\ud83d\ude00 Ødegård", seen.text("profile", "lastName"))
        val gone = okta.raw("deleteUser", byId(id))
        assertEquals(204, gone.status)
        assertNull(gone.json)
    }

    @Test
    fun `an error has a type and Okta's details`() {
        val error =
            assertThrows(OktantException.Api::class.java) {
                runBlocking { okta.call("getUser", byId("00u0missing00000000")) }
            }
        assertEquals(404, error.status)
        assertEquals("E0000007", error.code)
        assertEquals("getUser", error.operation)
        assertEquals(1, error.attempts)
        assertNotNull(error.id)
        assertNotNull(error.requestId)
        assertTrue(error.message!!.startsWith("GET /api/v1/users/{id}: 404 E0000007"), error.message)
        assertTrue(checkNotNull(error.body).decodeToString().contains("E0000007"))
    }

    @Test
    fun `a raw response has status, headers, request ID and rate limit`() = runBlocking {
        val answer = okta.raw("getUser", byId("me"))
        assertEquals(200, answer.status)
        assertEquals(answer.headers["X-Okta-Request-Id"], answer.requestId)
        assertEquals(10_000, answer.rate.limit)
        assertEquals(answer.json, okta.request("GET", "/api/v1/users/me").json)
    }
}
