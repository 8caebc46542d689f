package dev.oktant

import dev.oktant.engine.ConfigException
import dev.oktant.engine.Session
import dev.oktant.engine.Target
import dev.oktant.engine.use
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.serialization.json.JsonElement
import kotlin.time.Duration

/**
 * A client of one org. Thread-safe; one client per org is enough.
 *
 *     val okta = OktantClient { orgUrl = "https://example.okta.com"; token = "00token" }
 *     okta.users.listUsers(search = "status eq \"ACTIVE\"").collect { println(it) }
 */
public class OktantClient private constructor(settings: Settings, useEnvironment: Boolean) : AutoCloseable {
    private val session: Session
    private val driver: CallDriver

    init {
        val wakeRegistry = WakeRegistry()
        session =
            try {
                Session(settings.toEngine(useEnvironment), wakeRegistry)
            } catch (invalid: ConfigException.Invalid) {
                throw OktantException.of(invalid.error)
            }
        val config = session.hostConfig()
        settings.onEvent?.let { session.onEvent(ListenerAdapter(it)) }
        val proxy = config.proxy?.let { HttpProxy(it.url, it.username, it.password) }
        val transport = settings.transport ?: defaultTransport(config.connectTimeoutMs?.toLong() ?: 0, proxy)
        driver = CallDriver(transport, wakeRegistry, config.headers.toSet(), settings)
    }

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
        public fun fromEnvironment(configure: Settings.() -> Unit = {}): OktantClient = OktantClient(Settings().apply(configure), true)
    }

    /** The settings in effect and the origin of each, one line per key. Secrets are masked. */
    public fun explain(): String = session.explain()

    /** The org's rate limits, as far as responses have reported them. */
    public fun rates(): List<RateLimitStatus> = session.rates().map(RateLimitStatus::of)

    /** The operations on users. */
    public val users: Users = Users(this)

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
        send(Target.Operation(operation), arguments, options)

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
    ): RawResponse = send(Target.Path(method, path), arguments, options)

    /**
     * The items of a list, named as for [call], fetched page by page as they are collected.
     *
     * @throws OktantException while the flow is collected, after the items before the error
     */
    public fun items(operation: String, arguments: Arguments = Arguments(), options: CallOptions? = null): Flow<JsonElement> =
        flow { pages(operation, arguments, options).collect { page -> page.items.forEach { emit(it) } } }

    /**
     * The pages of a list, fetched as they are collected.
     *
     * @param cursor the [Page.cursor] of an earlier page, perhaps of another process, without query arguments: it brings its own query;
     * null for the first page
     * @param follow for a growing list, such as the system log: polls it again after this time at its end, forever. A page that is
     * not full is the end for now. With pacing, a quarter of the rate limit is left to other calls. Null to stop at the end
     * @throws OktantException while the flow is collected, after the pages before the error
     */
    public fun pages(
        operation: String,
        arguments: Arguments = Arguments(),
        options: CallOptions? = null,
        cursor: String? = null,
        follow: Duration? = null,
    ): Flow<Page> = flow {
        val every = follow?.inWholeMilliseconds?.coerceAtLeast(0)?.toULong()
        session.pages(arguments.toEngine(Target.Operation(operation), options), cursor, every).use { pages ->
            while (true) {
                val call = driver.run(pages::next) ?: break
                val info = call.response.page
                emit(Page(call.received.items, info?.cursor))
                info?.error?.let { throw OktantException.of(it) }
                if (info?.more != true) break
                delay(info.restMs.toLong())
            }
        }
    }

    /** Releases the engine. Running calls fail with an exception. */
    override fun close() {
        session.close()
    }

    private suspend fun send(target: Target, arguments: Arguments, options: CallOptions?): RawResponse {
        val request = arguments.toEngine(target, options)
        return RawResponse(checkNotNull(driver.run { seed, monoMs, unixMs -> session.call(request, seed, monoMs, unixMs) }))
    }
}
