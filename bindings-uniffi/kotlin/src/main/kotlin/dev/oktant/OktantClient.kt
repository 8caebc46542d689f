package dev.oktant

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.future.future
import kotlinx.coroutines.withContext
import kotlinx.serialization.json.JsonElement
import java.util.concurrent.CompletableFuture
import java.util.function.Consumer
import kotlin.coroutines.Continuation
import kotlin.coroutines.intrinsics.suspendCoroutineUninterceptedOrReturn

/**
 * A client of one org. Thread-safe; one client per org is enough.
 *
 *     val okta = OktantClient { orgUrl = "https://example.okta.com"; token = "00token" }
 *     okta.users.listUsers(search = "status eq \"ACTIVE\"").collect { println(it) }
 */
public class OktantClient private constructor(settings: Settings, useEnvironment: Boolean) :
    Services(),
    AutoCloseable {
    internal val driver: CallDriver = CallDriver(settings, useEnvironment)

    /**
     * A client with these settings; files and the environment are not read.
     *
     * @throws OktantException.Config naming every setting that is missing or invalid
     */
    public constructor(configure: Settings.() -> Unit) : this(Settings().apply(configure), false)

    public companion object {
        /**
         * A client from `~/.okta/okta.yaml`, `./.okta.yaml`, `./okta.yaml`, the `OKTA_CLIENT_*` environment variables and
         * [configure]. Later sources override earlier ones.
         *
         * @throws OktantException.Config naming every setting that is missing or invalid
         */
        @JvmStatic
        @JvmOverloads
        public fun fromEnvironment(configure: Settings.() -> Unit = {}): OktantClient = OktantClient(Settings().apply(configure), true)

        /**
         * A client with these settings, for Java; files and the environment are not read.
         *
         * @throws OktantException.Config naming every setting that is missing or invalid
         */
        @JvmStatic
        public fun create(configure: Consumer<Settings>): OktantClient = OktantClient { configure.accept(this) }
    }

    /** The settings in effect and the origin of each, one line per key. Secrets are masked. */
    public fun explain(): String = driver.explain()

    /** The org's rate limits, as far as responses have reported them. */
    public fun rates(): List<RateLimitStatus> = driver.rates()

    /**
     * Calls an operation by its ID (`getUser`) and returns the JSON document of the response, or null if the operation returns none.
     * Any other request is `METHOD /path`, or a path alone, which is a GET.
     *
     * @throws OktantException if the call fails
     */
    public suspend fun call(operation: String, arguments: Arguments = Arguments(), options: CallOptions? = null): JsonElement? =
        raw(operation, arguments, options).json

    /**
     * Calls an operation, named as for [call], and returns the full response.
     *
     * @throws OktantException if the call fails
     */
    public suspend fun raw(operation: String, arguments: Arguments = Arguments(), options: CallOptions? = null): RawResponse =
        driver.call(operation, arguments, options)

    /**
     * Sends a request to any [path] of the org, for what has no operation. Credential, retries and errors are those of operations.
     *
     * @throws OktantException if the call fails
     */
    public suspend fun request(
        method: String,
        path: String,
        arguments: Arguments = Arguments(),
        options: CallOptions? = null,
    ): RawResponse = driver.request(method, path, arguments, options)

    /**
     * The items of a list, named as for [call].
     *
     * @param cursor the [Page.cursor] of an earlier page, perhaps of another process, without query arguments: it brings its own query;
     * null for the first page
     */
    public fun items(
        operation: String,
        arguments: Arguments = Arguments(),
        cursor: String? = null,
        options: CallOptions? = null,
    ): PagedFlow<JsonElement> = PagedFlow(PagedList(driver, operation, arguments, options, cursor, null) { it })

    /**
     * The value of [block] with the full response to the last call in it: `okta.withResponse { users.getUser("me") }`. Calls that a
     * thread waits for, by [blocking], [PagedFlow.iterator] or [PagedFlow.stream], are not among them.
     *
     * @throws IllegalStateException if there was no call in it
     */
    @JvmSuppressWildcards
    public suspend fun <T> withResponse(block: suspend OktantClient.() -> T): Response<T> {
        val collector = ResponseCollector(currentCoroutineContext()[ResponseCollector])
        val value = withContext(collector) { block() }
        return Response(value, checkNotNull(collector.last) { "no call was made" })
    }

    /**
     * Makes a call and waits for it on this thread; for Java: `UserGetSingleton me = okta.blocking(k -> okta.getUsers().getUser("me", k))`.
     *
     * Not for a thread that other coroutines of the program need, such as the only one of their dispatcher: this call may wait for
     * a token that one of them is getting, and neither would go on.
     *
     * @throws OktantException if the call fails
     * @throws CancellationException if the thread is interrupted, which cancels the call
     */
    public fun <T> blocking(call: @JvmSuppressWildcards (Continuation<T>) -> Any?): T =
        await { suspendCoroutineUninterceptedOrReturn(call) }

    /** Starts a call; for Java, as [blocking]. Cancelling the future cancels the call. */
    public fun <T> future(call: @JvmSuppressWildcards (Continuation<T>) -> Any?): CompletableFuture<T> =
        CoroutineScope(Dispatchers.Default).future { suspendCoroutineUninterceptedOrReturn(call) }

    /**
     * Releases the engine, and the idle connections of the built-in transport. Calls that are running go on; new ones throw
     * [IllegalStateException].
     */
    override fun close() {
        driver.close()
    }
}
