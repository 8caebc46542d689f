package dev.oktant

import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.math.BigInteger
import java.security.KeyFactory
import java.security.KeyPairGenerator
import java.security.PrivateKey
import java.security.Signature
import java.security.interfaces.ECPublicKey
import java.security.spec.ECGenParameterSpec
import java.security.spec.PKCS8EncodedKeySpec
import java.util.Base64
import java.util.Collections
import java.util.concurrent.atomic.AtomicInteger
import kotlin.io.path.readText
import kotlin.time.Duration.Companion.milliseconds

/** Service apps, DPoP, limits and events: against the simulated org, whose apps have the keys of tests/keys. */
internal class ServiceAppTest {
    private val events: MutableList<Event> = Collections.synchronizedList(ArrayList())

    @Test
    fun `a private key gets one token for all calls, in every form of a key`() = runBlocking {
        for (key in listOf("p256.pkcs8.pem", "p256.sec1.pem", "p256.jwk.json", "rsa.pkcs1.pem")) {
            events.clear()
            app { read(key) }.use { okta ->
                val answers = (1..20).map { async { okta.call("getUser", byId("me")) } }.awaitAll()
                assertEquals(1, answers.toSet().size, key)
                assertEquals(1, events.count { it.kind is Event.Kind.TokenRequested }, key)
            }
        }
    }

    @Test
    fun `a private key may be given as its path`() = runBlocking {
        app {
            privateKey = key("p256.pkcs8.pem").toString()
            keyId = "p256"
        }.use { assertEquals("ACTIVE", it.call("getUser", byId("me")).text("status")) }
        val error = config("/nowhere/key.pem")
        assertTrue("OKTA_CLIENT_PRIVATEKEY" in error.message!!, error.message)
    }

    @Test
    fun `tokens are bound to a key that is made with the client`() = runBlocking {
        app("0oa2") {
            read("rsa.pkcs8.pem")
            dpop = true
        }.use { okta -> (1..10).map { async { okta.call("getUser", byId("me")) } }.awaitAll() }
        val error = fails<OktantException.Auth> { app("0oa2") { read("rsa.pkcs8.pem") }.use { it.call("getUser", byId("me")) } }
        assertEquals("invalid_dpop_proof", error.code)
    }

    @Test
    fun `keys of the caller's own sign for the app, and the proofs`() = runBlocking {
        val pair = KeyPairGenerator.getInstance("EC").apply { initialize(ECGenParameterSpec("secp256r1")) }.generateKeyPair()
        val proofs = Keystore(pair.private, jwk(pair.public as ECPublicKey))
        val own = Keystore(java("p256.pkcs8.pem"), public("p256.jwk.json"))
        app("0oa2") {
            signer = own
            proofSigner = proofs
        }.use { okta -> repeat(3) { okta.call("getUser", byId("me")) } }
        assertEquals(1, own.asked.get() / 2, "one token, perhaps with a nonce for its proof")
        assertTrue(proofs.asked.get() >= 4)
    }

    @Test
    fun `a signer that fails is the cause, and one that hangs has its time`() {
        val thrown = IllegalStateException("the smart card is not there")
        val failing = app { signer = Failing { throw thrown } }
        val error = fails<OktantException> { failing.use { it.call("getUser", byId("me"), CallOptions(maxRetries = 0)) } }
        assertSame(thrown, generateSequence<Throwable>(error) { it.cause }.last())
        assertTrue("the smart card is not there" in error.message!!, error.message)
        val hanging =
            app {
                signer = Failing { awaitCancellation() }
                deadline = 200.milliseconds
            }
        fails<OktantException.Timeout> { hanging.use { it.call("getUser", byId("me")) } }
    }

    @Test
    fun `no text shows a secret`() = runBlocking {
        val text = key("p256.jwk.json").readText()
        val secret = Regex("\"d\": ?\"([^\"]+)\"").find(text)!!.groupValues[1]
        val shown = ArrayList<String>()
        app {
            privateKey = text
            shown += toString()
        }.use { okta ->
            okta.call("getUser", byId("me"))
            shown += listOf(okta.toString(), okta.explain(), events.toString(), okta.rates().toString())
        }
        shown += config(text.replace("P-256", "P-257")).stackTraceToString()
        assertTrue(events.isNotEmpty())
        for (line in shown) assertFalse(secret in line || "eyJ" in line, line)
        assertTrue("OKTA_CLIENT_PRIVATEKEY = *** (code)" in shown[2], shown[2])
    }

    @Test
    fun `limits are known after the first response`() = runBlocking {
        Servers.simulator().use { okta ->
            assertEquals(emptyList<RateLimitStatus>(), okta.rates())
            okta.call("getUser", byId("me"))
            val limit = okta.rates().single()
            assertEquals(10_000, limit.rate.limit)
            assertTrue("/api/v1/users" in limit.name, limit.name)
            assertEquals(0, limit.inFlight + limit.held)
        }
    }

    @Test
    fun `events report requests, responses, retries and failures`() = runBlocking {
        Servers.scripted { onEvent = events::add }.use { it.call("getUser", byId(fresh("flaky"))) }
        assertEquals(setOf("getUser"), events.map { it.operation }.toSet())
        val kinds = events.map { it.kind }
        assertEquals(503, (kinds[1] as Event.Kind.Response).status)
        assertEquals(Event.Reason.BACKOFF, (kinds[2] as Event.Kind.Retry).reason)
        assertEquals(listOf(Event.Kind.Request, Event.Kind.Request), listOf(kinds[0], kinds[3]))
        assertEquals(200, (kinds[4] as Event.Kind.Response).status)
        assertEquals(2, events.last().attempts)
        events.clear()
        Servers.scripted { onEvent = events::add }.use { okta ->
            fails<OktantException> { okta.request("GET", "/api/v1/users/${fresh("drop")}", options = CallOptions(maxRetries = 0)) }
        }
        assertEquals(Event.Kind.Failure(false, OktantException.Phase.ANSWER), events.last().kind)
        assertTrue(events.last().operation.startsWith("GET /api/v1/users/drop"), events.toString())
    }

    @Test
    fun `a listener that throws does not end the call`() = runBlocking {
        Servers.scripted { onEvent = { error("deaf") } }.use { assertEquals("GET", it.call("getUser", byId("echo")).text("method")) }
    }

    @Test
    fun `a call that would exceed the rate limit is held`() = runBlocking {
        Servers.scripted { onEvent = events::add }.use { okta ->
            okta.call("getUser", byId(fresh("scarce")))
            val held = async { okta.call("getUser", byId(fresh("scarce"))) }
            eventually { events.any { it.kind is Event.Kind.Pace } }
            assertEquals(1, okta.rates().sumOf { it.held })
            assertEquals(Event.Reason.PACE, events.firstNotNullOf { it.kind as? Event.Kind.Pace }.reason)
            held.cancel()
        }
    }

    private fun app(id: String = "0oa1", configure: Settings.() -> Unit): OktantClient = OktantClient {
        orgUrl = Servers.environment("OKTANT_SIMULATOR_URL")
        clientId = id
        scopes = listOf("okta.users.read", "okta.users.manage")
        onEvent = events::add
        configure()
    }

    private fun config(key: String): OktantException = fails<OktantException.Config> { app { privateKey = key } }

    private fun key(name: String) = Servers.root.resolve("tests/keys").resolve(name)

    private fun Settings.read(name: String) {
        privateKey = key(name).readText()
        keyId = if (name.startsWith("rsa")) "rsa1" else "p256"
    }

    private fun java(name: String): PrivateKey {
        val base64 = key(name).readText().lines().filter { "-----" !in it }.joinToString("")
        return KeyFactory.getInstance("EC").generatePrivate(PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)))
    }

    private fun public(name: String): String = key(name).readText().replace(Regex("\"d\": ?\"[^\"]+\", ?"), "")

    private fun jwk(key: ECPublicKey): String {
        val number = { number: BigInteger ->
            val bytes = number.toByteArray().dropWhile { it == 0.toByte() }.toByteArray()
            Base64.getUrlEncoder().withoutPadding().encodeToString(ByteArray(32 - bytes.size) + bytes)
        }
        return """{"kty":"EC","crv":"P-256","x":"${number(key.w.affineX)}","y":"${number(key.w.affineY)}"}"""
    }

    /** A key that Java keeps, as the Android Keystore does. */
    private class Keystore(private val key: PrivateKey, override val publicJwk: String) : Signer {
        val asked = AtomicInteger()

        override suspend fun sign(bytes: ByteArray): ByteArray {
            asked.incrementAndGet()
            return Signature.getInstance("SHA256withECDSA").run {
                initSign(key)
                update(bytes)
                sign()
            }
        }
    }

    private inner class Failing(private val answer: suspend (ByteArray) -> ByteArray) : Signer {
        override val publicJwk = public("p256.jwk.json")
        override val kid = "p256"

        override suspend fun sign(bytes: ByteArray) = answer(bytes)
    }
}
