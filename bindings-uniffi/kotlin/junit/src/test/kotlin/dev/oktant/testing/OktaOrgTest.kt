package dev.oktant.testing

import dev.oktant.Arguments
import dev.oktant.Body
import kotlinx.coroutines.flow.count
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.io.IOException
import java.time.Duration

@OktaOrg("--users", "3")
class OktaOrgTest {
    @Test
    fun `each test has an org of its own`(org: SimulatedOrg, same: SimulatedOrg) = runBlocking {
        assertTrue(org === same)
        org.client().use { okta -> assertEquals(3, okta.users.listUsers().count()) }
        assertEquals(listOf("/api/v1/users"), org.requests("GET").map { it.getValue("path").jsonPrimitive.content })
    }

    @Test
    @OktaOrg("--users", "5", "--token", "o'wn")
    fun `a test has flags of its own`(org: SimulatedOrg) = runBlocking {
        org.client().use { okta -> assertEquals(5, okta.users.listUsers().count()) }
    }

    @Test
    fun `what a test does to its org`(org: SimulatedOrg) = runBlocking {
        org.client().use { okta ->
            org.snapshot()
            val profile = """{"login": "ann@example.com", "email": "ann@example.com", "firstName": "Ann", "lastName": "Lee"}"""
            okta.call("createUser", Arguments(body = Body.Json(Json.parseToJsonElement("""{"profile": $profile}"""))))
            assertEquals(4, okta.users.listUsers().count())
            val body = org.requests("POST", status = 200).single().getValue("body").jsonObject
            assertEquals(Json.parseToJsonElement(profile), body["profile"])
            org.restore()
            assertEquals(3, okta.users.listUsers().count())
            org.answerNext("GET", "/api/v1/users/{}", 503)
            assertEquals("ACTIVE", okta.users.getUser("me").status?.value)
            assertEquals(2, org.requests(path = "/api/v1/users/me").size)
            fun year() = org.control("GET", "/clock").jsonObject.getValue("now").jsonPrimitive.content.take(4)
            val before = year()
            org.advance(Duration.ofDays(366))
            assertTrue(year() > before)
            org.reset()
            assertEquals(0, org.requests().size)
            val refused = assertThrows(IllegalArgumentException::class.java) { org.restore("four") }
            assertEquals("there is no snapshot four", refused.message)
        }
    }

    @Test
    fun `a program that is missing or refuses`() {
        val refused = assertThrows(IllegalStateException::class.java) { SimulatedOrg.start("--plan", "gold") }
        assertTrue(refused.message!!.contains("has ended with 2"), refused.message)
        System.setProperty("oktant.simulator", "/nowhere/at all")
        try {
            assertThrows(IOException::class.java) { SimulatedOrg.start() }
        } finally {
            System.clearProperty("oktant.simulator")
        }
    }
}
