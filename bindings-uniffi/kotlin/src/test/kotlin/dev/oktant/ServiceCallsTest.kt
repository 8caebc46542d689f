package dev.oktant

import dev.oktant.models.AddGroupRequest
import dev.oktant.models.CreateUserRequest
import dev.oktant.models.UserNextLogin
import kotlinx.coroutines.runBlocking
import okhttp3.Headers.Companion.headersOf
import okhttp3.HttpUrl.Companion.toHttpUrl
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** What a method of a service sends, and what it returns. */
internal class ServiceCallsTest {
    private var response = HttpResponse.json("{}")
    private val transport = FakeTransport { response }
    private val okta = fake(transport)
    private val request get() = transport.requests.last()

    @Test
    fun `arguments go where the operation has them, and null ones nowhere`() = runBlocking {
        okta.users.createUser(CreateUserRequest { realmId = "gü" }, activate = false, nextLogin = UserNextLogin.CHANGE_PASSWORD)
        assertEquals("POST", request.method)
        assertEquals("/api/v1/users?activate=false&nextLogin=changePassword", request.url.substringAfter(".com"))
        assertEquals("""{"realmId":"gü"}""", request.body?.decodeToString())
        okta.users.deleteUser("a/b", prefer = "respond-async")
        assertEquals("/api/v1/users/a%2Fb", request.path)
        assertEquals("respond-async", request.headers["Prefer"])
        assertNull(request.url.toHttpUrl().query)
        assertNull(request.body)
    }

    @Test
    fun `options of a call reach its request`() = runBlocking {
        val options = CallOptions(headers = mapOf("X-Own" to "1"), query = mapOf("odd" to "é"))
        okta.groups.addGroup(AddGroupRequest {}, options)
        assertEquals("1", request.headers["X-Own"])
        assertEquals("é", request.url.toHttpUrl().queryParameter("odd"))
    }

    @Test
    fun `an operation that may return nothing gives null`() = runBlocking {
        response = HttpResponse(204, headersOf(), ByteArray(0))
        assertNull(okta.logStreaming.activateLogStream("0oa1"))
        response = HttpResponse.json("""{"id":"0oa1"}""")
        assertEquals("0oa1", okta.logStreaming.activateLogStream("0oa1")?.id)
    }

    @Test
    fun `a response without the JSON that is due is an error`() {
        response = HttpResponse(204, headersOf("X-Okta-Request-Id", "req1"), ByteArray(0))
        val error = fails<OktantException.Decode> { okta.users.getUser("me") }
        assertEquals("GET /api/v1/users/{id}: 204: done, but the response has no document: use raw() [req1]", error.message)
        assertEquals("getUser", error.operation)
        assertEquals("req1", error.requestId)
        assertTrue(error.mayHaveBeenSent)
    }

    @Test
    fun `metadata is text`() = runBlocking {
        response = HttpResponse(200, headersOf("Content-Type", "application/xml"), "<a>é</a>".encodeToByteArray())
        assertEquals("<a>é</a>", okta.applicationSso.previewSAMLmetadataForApplication("0oa1", "kid"))
    }

    @Test
    fun `files and other content are sent as they are`() = runBlocking {
        okta.applicationLogos.uploadApplicationLogo("0oa1", Body.File("logo.png", byteArrayOf(1, 2)))
        assertTrue(request.headers["Content-Type"]!!.startsWith("multipart/form-data"), request.headers.toString())
        assertTrue("filename=\"logo.png\"" in request.body!!.decodeToString())
        okta.applicationKeyCredentials.publishBinaryPemCert("0oa1", "csr1", Body.Bytes(byteArrayOf(1, 2)))
        assertEquals(listOf<Byte>(1, 2), request.body?.toList())
    }
}
