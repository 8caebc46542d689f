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
    private var error: Exception? = null

    /** The next page; null after the last. After an error, the same again: no caller may take it for the end. */
    suspend fun next(): Page<JsonElement>? {
        error?.let { throw it }
        if (!isOpen) return null
        isOpen = false
        try {
            delay(restMs)
            val call = nextCall() ?: return null
            call.next?.let(::follow)
            return Page(call.raw.json ?: JsonNull, call.items, call.next?.cursor)
        } catch (exception: Exception) {
            error = exception
            throw exception
        }
    }

    private fun follow(next: NextPage) {
        error = next.error
        isOpen = next.more
        restMs = next.restMs
    }
}
