package dev.oktant

import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import kotlin.io.path.readText
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

internal class SettingsTest {
    @Test
    fun `each setting reaches the engine`() {
        val okta =
            OktantClient {
                orgUrl = "https://example.okta.com"
                clientId = "0oa1"
                scopes = listOf("okta.users.read", "okta.groups.read")
                privateKey = Servers.root.resolve("tests/keys/p256.pkcs8.pem").readText()
                keyId = "p256"
                dpop = true
                userAgent = "program/1"
                timeout = 1500.milliseconds
                connectTimeout = 2.seconds
                deadline = 3.seconds
                maxRetries = 4
                maxWait = 5.seconds
                maxBodyMegabytes = 6
                pacing = false
                pacingReserve = 7
                set("OAUTHTOKENRENEWALOFFSET", "8")
            }
        val lines = okta.use { it.explain().lines() }
        for (line in listOf(
            "ORGURL = https://example.okta.com",
            "AUTHORIZATIONMODE = PrivateKey",
            "CLIENTID = 0oa1",
            "SCOPES = okta.users.read okta.groups.read",
            "PRIVATEKEY = ***",
            "KEYID = p256",
            "DPOPENABLED = true",
            "USERAGENT = program/1",
            "REQUESTTIMEOUT = 1500ms",
            "CONNECTIONTIMEOUT = 2000ms",
            "DEADLINE = 3000ms",
            "RATELIMIT_MAXRETRIES = 4",
            "MAXWAIT = 5000ms",
            "MAXBODY = 6",
            "PACING = false",
            "PACINGRESERVE = 7",
            "OAUTHTOKENRENEWALOFFSET = 8",
        )) {
            assertTrue("OKTA_CLIENT_$line (code)" in lines, lines.joinToString("\n"))
        }
    }

    @Test
    fun `a fleet is refused until there are fleets here`() {
        val error =
            assertThrows(OktantException.Config::class.java) {
                OktantClient {
                    orgUrl = "https://example.okta.com"
                    token = "00token"
                    set("FLEET", "redis://127.0.0.1")
                }
            }
        val what = "OKTA_CLIENT_FLEET (code): this package has no fleets: unset it for this program"
        assertTrue(what in error.message.orEmpty(), error.message)
    }
}
