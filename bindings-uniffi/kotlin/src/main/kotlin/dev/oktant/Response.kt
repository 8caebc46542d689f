package dev.oktant

import kotlin.coroutines.AbstractCoroutineContextElement
import kotlin.coroutines.CoroutineContext

/** A value with the full response that it came in: `val (user, raw) = okta.withResponse { users.getUser("me") }`. */
public class Response<out T> internal constructor(
    /** What the block gave. */
    public val value: T,
    /** The full response. */
    public val raw: RawResponse,
) {
    /** [Response.value], for destructuring. */
    public operator fun component1(): T = value

    /** The full response. */
    public operator fun component2(): RawResponse = raw

    override fun toString(): String = "Response($value, $raw)"
}

/** Keeps the last response to a call that is made in its coroutine, for it and for the one around it. */
internal class ResponseCollector(private val outer: ResponseCollector?) : AbstractCoroutineContextElement(Key) {
    @Volatile
    var last: RawResponse? = null
        private set

    fun collect(response: RawResponse) {
        last = response
        outer?.collect(response)
    }

    companion object Key : CoroutineContext.Key<ResponseCollector>
}
