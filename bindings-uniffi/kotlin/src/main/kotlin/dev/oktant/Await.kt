package dev.oktant

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.runBlocking

/** Waits for [work] on this thread. An interrupt cancels it, and is kept. */
internal fun <T> await(work: suspend () -> T): T = try {
    runBlocking { work() }
} catch (interrupt: InterruptedException) {
    Thread.currentThread().interrupt()
    throw CancellationException("the thread was interrupted", interrupt)
}
