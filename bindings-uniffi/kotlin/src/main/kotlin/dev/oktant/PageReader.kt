package dev.oktant

import kotlinx.coroutines.delay
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull

/** What follows a page: whether there is [more], after a pause of [restMs], or why the list cannot be followed. */
internal class NextPage(val more: Boolean, val restMs: Long, val cursor: String?, val error: OktantException?)

/** Reads a list, page by page, by the calls that [nextCall] makes. Must be closed. */
internal class PageReader(pages: AutoCloseable, private val nextCall: suspend () -> CompletedCall?) : AutoCloseable by pages {
    private var isOpen = true
    private var restMs = 0L
    private var error: OktantException? = null

    /** The next page; null after the last, or after an error. */
    suspend fun next(): Page<JsonElement>? {
        if (!isOpen) return null
        isOpen = false
        error?.let { throw it }
        delay(restMs)
        val call = nextCall() ?: return null
        call.next?.let(::follow)
        return Page(call.raw.json ?: JsonNull, call.items, call.next?.cursor)
    }

    private fun follow(next: NextPage) {
        error = next.error
        isOpen = next.more || error != null
        restMs = next.restMs
    }
}
