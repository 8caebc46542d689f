package dev.oktant

import dev.oktant.models.CreateUserRequest
import dev.oktant.models.UserStatus
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
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
        val ids = okta.users.listUsers(limit = 200).toList().map { it.id }
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
    fun `creates a user with a custom attribute, changes and deletes it`() = runBlocking {
        val request =
            CreateUserRequest {
                profile {
                    firstName = "Ann"
                    lastName = "\ud83d\ude00 Ødegård"
                    email = "ann.kotlin@example.com"
                    login = "ann.kotlin@example.com"
                    this["badge"] = "42"
                }
            }
        val id = checkNotNull(okta.users.createUser(request, activate = false).id)
        val read = okta.users.getUser(id)
        assertEquals(UserStatus.STAGED, read.status)
        assertEquals("42", read.profile?.get("badge").text())
        val changed = read.copy { profile { nickName = "Annie" } }
        val (replaced, raw) = okta.withResponse { users.replaceUser(id, changed) }
        assertEquals(200, raw.status)
        assertEquals(changed.profile, replaced.profile)
        assertEquals("\ud83d\ude00 Ødegård", replaced.profile?.lastName)
        assertEquals(emptyList<String>(), replaced.problems())
        assertEquals(204, okta.withResponse { users.deleteUser(id) }.raw.status)
    }

    @Test
    fun `a thousand calls run at once`() = runBlocking {
        val ids = okta.users.listUsers(limit = 200).take(1000).toList().map { checkNotNull(it.id) }
        val read = ids.map { async { okta.users.getUser(it).id } }.awaitAll()
        assertEquals(ids, read)
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
