package dev.oktant

import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.jsonPrimitive
import okhttp3.Headers.Companion.headersOf
import okhttp3.HttpUrl.Companion.toHttpUrl
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds

/** Lists, over pages that a function makes: the texts `1`, `2` and `3`, each on its own page. */
internal class ListTest {
    private val pages =
        FakeTransport { request ->
            val page = request.url.toHttpUrl().queryParameter("after")?.toInt() ?: 1
            val next = "<https://example.okta.com/api/v1/users?after=${page + 1}>; rel=\"next\""
            if (page == 3) HttpResponse.json("[3]") else HttpResponse.json("[$page]", headers = mapOf("Link" to next))
        }
    private val okta = fake(pages)
    private val list = okta.items("listUsers")

    @Test
    fun `nothing is requested before a list is collected, and each collection requests it again`() = runBlocking {
        assertEquals(0, pages.requests.size)
        assertEquals(listOf("1", "2", "3"), numbers(list.toList()))
        assertEquals(listOf("1", "2", "3"), numbers(list.map { it }.toList()))
        assertEquals(6, pages.requests.size)
    }

    @Test
    fun `pages that are documents are read whole too`() = runBlocking {
        val documents = FakeTransport { request ->
            val next = """"next": {"href": "https://example.okta.com/api/v1/iam/roles?after=2"}"""
            val (id, links) = if (request.url.endsWith("after=2")) "r2" to "" else "r1" to next
            HttpResponse.json("""{"roles": [{"id": "$id"}], "_links": {$links}}""")
        }
        val roles = fake(documents).customRoles.listRoles()
        assertEquals(listOf("r1", "r2"), roles.toList().map { it.id })
        val (first, last) = roles.documents().toList()
        assertEquals("r1", first.roles?.single()?.id)
        assertEquals("https://example.okta.com/api/v1/iam/roles?after=2", first.links?.next?.href)
        assertNull(last.links?.next)
    }

    @Test
    fun `no page is requested after the last item that is taken`() = runBlocking {
        assertEquals(listOf("1", "2"), numbers(list.take(2).toList()))
        assertEquals(2, pages.requests.size)
        assertEquals("1", list.first().jsonPrimitive.content)
        assertEquals(3, pages.requests.size)
        assertEquals(1, list.pages().take(1).toList().size)
        assertEquals(4, pages.requests.size)
    }

    @Test
    fun `a page has a cursor, from which another client continues`() = runBlocking {
        val first = list.firstPage()
        assertEquals(1, pages.requests.size)
        assertEquals(listOf("1"), numbers(first.items))
        val rest = fake(pages).items("listUsers", cursor = first.cursor).pages().toList()
        assertEquals(listOf("2", "3"), numbers(rest.flatMap { it.items }))
        assertNull(rest.last().cursor)
    }

    @Test
    fun `an error comes after the items before it`() = runBlocking {
        val broken = FakeTransport { if ("after" in it.url) HttpResponse.json("{}", 403) else pages.send(it) }
        val seen = ArrayList<String>()
        val error = fails<OktantException.Api> { fake(broken).items("listUsers").collect { seen += it.jsonPrimitive.content } }
        assertEquals(403, error.status)
        assertEquals(listOf("1"), seen)
    }

    @Test
    fun `a link that leads elsewhere is an error after its page`() = runBlocking {
        val elsewhere =
            FakeTransport { HttpResponse(200, headersOf("Link", "<https://evil.example/x?after=2>; rel=\"next\""), "[1]".toByteArray()) }
        val seen = ArrayList<Int>()
        fails<OktantException.Page> { fake(elsewhere).items("listUsers").pages().collect { seen += it.items.size } }
        assertEquals(listOf(1), seen)
        assertEquals(1, elsewhere.requests.size)
    }

    @Test
    fun `a list that grows is polled at its end`() = runBlocking {
        var time = 0
        val log =
            FakeTransport {
                time += 1
                val next = "<https://example.okta.com/api/v1/logs?after=$time>; rel=\"next\""
                HttpResponse.json(if (time % 2 == 0) "[]" else "[$time]", headers = mapOf("Link" to next))
            }
        assertEquals(listOf("1"), numbers(fake(log).items("listLogEvents").toList()))
        time = 0
        assertEquals(listOf("1", "3", "5"), numbers(fake(log).items("listLogEvents").follow(1.milliseconds).take(3).toList()))
        time = 0
        assertEquals(3, fake(log).items("listLogEvents").follow(Duration.ZERO).pages().take(3).toList().size)
    }

    @Test
    fun `a thread that waits reads items by an iterator or a stream`() {
        val items = list.iterator()
        assertEquals(0, pages.requests.size)
        assertEquals("1", items.next().jsonPrimitive.content)
        assertEquals(1, pages.requests.size)
        assertEquals(listOf("2", "3"), numbers(items.asSequence().toList()))
        assertThrows(NoSuchElementException::class.java) { items.next() }
        assertEquals(listOf("1", "2"), list.stream().use { stream -> numbers(stream.limit(2).toList()) })
        assertEquals(5, pages.requests.size)
    }

    @Test
    fun `a thread that waits iterates as often as it likes`() {
        val items = list.asIterable()
        assertEquals(listOf("1", "2", "3"), numbers(items.toList()))
        assertEquals("1", items.first().jsonPrimitive.content)
    }

    @Test
    fun `an iterator does not take an error for the end`() {
        val broken = FakeTransport { if ("after" in it.url) HttpResponse.json("{}", 403) else pages.send(it) }
        val items = fake(broken).items("listUsers").iterator()
        assertEquals("1", items.next().jsonPrimitive.content)
        repeat(2) { assertThrows(OktantException.Api::class.java) { items.hasNext() } }
        assertThrows(OktantException.Api::class.java) { items.next() }
        assertEquals(2, broken.requests.size)
        val elsewhere =
            FakeTransport { HttpResponse(200, headersOf("Link", "<https://evil.example/x>; rel=\"next\""), "[1]".toByteArray()) }
        val one = fake(elsewhere).items("listUsers").iterator()
        one.next()
        repeat(2) { assertThrows(OktantException.Page::class.java) { one.hasNext() } }
    }

    @Test
    fun `a page without its list is an error, with the document`() {
        val odd = FakeTransport { HttpResponse.json("""{"roles":{"id":"cr0"}}""") }
        val error = fails<OktantException.Decode> { fake(odd).customRoles.listRoles().toList() }
        assertEquals("GET /api/v1/iam/roles: 200 with no list at /roles", error.message)
        assertEquals("""{"roles":{"id":"cr0"}}""", error.body?.decodeToString())
    }

    private fun numbers(items: List<kotlinx.serialization.json.JsonElement>) = items.map { it.jsonPrimitive.content }
}
