package dev.oktant

import dev.oktant.engine.EngineError
import dev.oktant.engine.PageInfo
import kotlinx.coroutines.delay
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import dev.oktant.engine.Pages as EnginePages

/** Reads a list, page by page. Must be closed. */
internal class PageReader(private val driver: CallDriver, private val pages: EnginePages) : AutoCloseable by pages {
    private var isOpen = true
    private var restMs = 0L
    private var error: EngineError? = null

    /** The next page; null after the last, or after an error. */
    suspend fun next(): Page<JsonElement>? {
        if (!isOpen) return null
        isOpen = false
        error?.let { throw it.toException() }
        delay(restMs)
        val call = driver.run(pages::next) ?: return null
        call.response.page?.let(::follow)
        val received = call.received
        return Page(received.json ?: JsonNull, received.items, call.response.page?.cursor)
    }

    private fun follow(info: PageInfo) {
        error = info.error
        isOpen = info.more || error != null
        restMs = info.restMs.toLong()
    }
}
