package dev.oktant.testing

import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

@OktaOrg("--users", "100")
class RetryTest {
    @Test
    fun `a 503 is retried`(org: SimulatedOrg) = runBlocking {
        org.answerNext("GET", "/api/v1/users/{}", 503)
        org.client().use { okta -> okta.users.getUser("me") }
        assertEquals(2, org.requests("GET", "/api/v1/users/me").size)
    }
}
