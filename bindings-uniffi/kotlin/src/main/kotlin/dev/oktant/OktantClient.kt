package dev.oktant

import dev.oktant.engine.Refused
import dev.oktant.engine.Request
import dev.oktant.engine.Session
import dev.oktant.engine.Target
import dev.oktant.engine.use
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.serialization.json.JsonElement
import kotlin.time.Duration

/**
 * A client of one org; safe to share.
 *
 *     val okta = OktantClient { orgUrl = "https://example.okta.com"; token = "00token" }
 *     okta.users.listUsers(search = "status eq \"ACTIVE\"").collect { println(it) }
 *
 * @throws OktantException.Config naming everything that is missing or cannot be used
 */
public class OktantClient private constructor(settings: Settings, outside: Boolean) : AutoCloseable {
    private val session: Session
    private val drive: Drive

    init {
        val alarms = Alarms()
        session =
            try {
                Session(settings.toEngine(outside), alarms)
            } catch (refused: Refused.Because) {
                throw OktantException.of(refused.fault)
            }
        val needs = session.needs()
        settings.onEvent?.let { session.onEvent(Ear(it)) }
        drive = Drive(carrier(settings.httpClient, needs), alarms, needs.headers.toSet(), settings)
    }

    public constructor(configure: Settings.() -> Unit) : this(Settings().apply(configure), false)

    public companion object {
        /**
         * A client from what `okta.yaml` (in `~/.okta` and here) and the environment say, the later beating the earlier, and
         * [configure] beating all.
         *
         * @throws OktantException.Config naming everything that is missing or cannot be used
         */
        public fun fromEnvironment(configure: Settings.() -> Unit = {}): OktantClient = OktantClient(Settings().apply(configure), true)
    }

    /** What is set to what, and where that was said: one line a key. Secrets are not shown. */
    public fun explain(): String = session.explain()

    /** What is known of the org's rate limits. */
    public fun rates(): List<Bucket> = session.rates().map(Bucket::of)

    /** The users of the org. */
    public val users: Users = Users(this)

    /** Calls any operation by its name; the document that it answers, or null where it answers without one. */
    public suspend fun call(operation: String, arguments: Arguments = Arguments(), options: CallOptions? = null): JsonElement? =
        raw(operation, arguments, options).json

    /** Calls any operation by its name, for the whole answer. */
    public suspend fun raw(operation: String, arguments: Arguments = Arguments(), options: CallOptions? = null): Answer =
        send(Target.Operation(operation), arguments, options)

    /** Calls what has no operation: any [path] of the org, with the same credential and errors. */
    public suspend fun request(method: String, path: String, arguments: Arguments = Arguments(), options: CallOptions? = null): Answer =
        send(Target.Path(method, path), arguments, options)

    /** All items of a list, fetched page by page as they are collected. */
    public fun items(operation: String, arguments: Arguments = Arguments(), options: CallOptions? = null): Flow<JsonElement> =
        flow { pages(operation, arguments, options).collect { page -> page.items.forEach { emit(it) } } }

    /**
     * The pages of a list, from the first or from the [cursor] of one that was read before, perhaps in another process.
     * With [follow], a list that grows, such as the system log, is polled again after this time at its end, forever. A page that is
     * not full is the end for now. With pacing, a quarter of the rate limit is left to other calls.
     */
    public fun pages(
        operation: String,
        arguments: Arguments = Arguments(),
        options: CallOptions? = null,
        cursor: String? = null,
        follow: Duration? = null,
    ): Flow<Page> = flow {
        val every = follow?.inWholeMilliseconds?.coerceAtLeast(0)?.toULong()
        session.pages(record(Target.Operation(operation), arguments, options), cursor, every).use { pages ->
            while (true) {
                val carried = drive.carry(pages::begin) ?: break
                val turn = carried.answer.turn
                emit(Page(carried.kept.items, turn?.cursor))
                turn?.fault?.let { throw OktantException.of(it) }
                if (turn?.more != true) break
                delay(turn.restMs.toLong())
            }
        }
    }

    /** Gives back what the client holds. Calls under way end with an exception. */
    override fun close() {
        session.close()
    }

    private suspend fun send(target: Target, arguments: Arguments, options: CallOptions?): Answer {
        val record = record(target, arguments, options)
        return Answer(checkNotNull(drive.carry { seed, now -> session.call(record, seed, now) }))
    }

    private fun record(target: Target, arguments: Arguments, options: CallOptions?): Request = Request(
        target,
        arguments.pathPairs(),
        arguments.queryPairs(),
        arguments.headerPairs(),
        arguments.body?.toEngine(),
        options?.toEngine(),
    )
}
