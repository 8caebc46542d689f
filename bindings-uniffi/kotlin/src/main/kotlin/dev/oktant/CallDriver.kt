package dev.oktant

import dev.oktant.engine.BodyKind
import dev.oktant.engine.BodySummary
import dev.oktant.engine.ConfigException
import dev.oktant.engine.Input
import dev.oktant.engine.Phase
import dev.oktant.engine.Request
import dev.oktant.engine.Session
import dev.oktant.engine.SigningKey
import dev.oktant.engine.StartedCall
import dev.oktant.engine.Step
import dev.oktant.engine.Target
import dev.oktant.engine.Waker
import dev.oktant.engine.use
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.withTimeoutOrNull
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonPrimitive
import okhttp3.Headers
import java.util.concurrent.ConcurrentHashMap
import kotlin.coroutines.ContinuationInterceptor
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.random.Random
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

/** Starts a call from a seed and the time, as [monoMs] and [unixMs]; null at the end of a list. */
internal typealias StartCall = (seed: ULong, monoMs: ULong, unixMs: ULong) -> StartedCall?

/** A successful call; [items] are those of a page, and [next] says what follows it. */
internal class CompletedCall(val raw: RawResponse, val items: List<JsonElement>, val next: NextPage?)

/** A 2xx response; [items] are those of a list. */
internal class ReceivedResponse(val headers: Headers, val bytes: ByteArray, val json: JsonElement?, val items: List<JsonElement>)

/** Wakes calls that wait for other calls. Holds no session, because the session holds it. */
internal class WakeRegistry : Waker {
    val signals = ConcurrentHashMap<ULong, Channel<Unit>>()

    override fun wake(callId: ULong) {
        signals[callId]?.trySend(Unit)
    }
}

/** The session of a client, and its calls: does what each step says and decides nothing. */
internal class CallDriver(settings: Settings, useEnvironment: Boolean) : AutoCloseable {
    private val bearer = settings.bearer
    private val signers = mapOf(SigningKey.CLIENT to settings.signer, SigningKey.PROOF to settings.proofSigner)
    private val wakeRegistry = WakeRegistry()
    private val openSession =
        try {
            Session(settings.toEngine(useEnvironment), wakeRegistry)
        } catch (invalid: ConfigException.Invalid) {
            throw invalid.error.toException()
        }

    /** @throws IllegalStateException after [close] */
    private val session: Session
        get() = openSession.also { check(!it.uniffiIsDestroyed) { "this client is closed: make another" } }

    /** The headers that the engine reads. */
    private val engineHeaders: Set<String>
    private val ownTransport: OkHttpTransport?
    private val transport: HttpTransport

    init {
        settings.onEvent?.let { session.onEvent(ListenerAdapter(it)) }
        val config = session.hostConfig()
        engineHeaders = config.headers.toSet()
        val proxy = config.proxy?.let { HttpProxy(it.url, it.username, it.password) }
        ownTransport = if (settings.transport == null) defaultTransport(config.connectTimeoutMs?.toLong() ?: 0, proxy) else null
        transport = settings.transport ?: checkNotNull(ownTransport)
    }

    fun explain(): String = session.explain()

    fun rates(): List<RateLimitStatus> = session.rates().map { it.toPublic() }

    suspend fun call(operation: String, arguments: Arguments, options: CallOptions?): RawResponse =
        send(arguments.toEngine(Target.Operation(operation), options))

    suspend fun request(method: String, path: String, arguments: Arguments, options: CallOptions?): RawResponse =
        send(arguments.toEngine(Target.Path(method, path), options))

    /** A list from its first page or from [cursor]; with [every] it is followed. */
    fun pages(operation: String, arguments: Arguments, options: CallOptions?, cursor: String?, every: Duration?): PageReader {
        val request = arguments.toEngine(Target.Operation(operation), options, cursor)
        val pages = session.pages(request, cursor, every?.inMillisecondsRoundedUp?.toULong())
        return PageReader(pages) { run(pages::next) }
    }

    override fun close() {
        openSession.close()
        ownTransport?.close()
    }

    private suspend fun send(request: Request): RawResponse =
        checkNotNull(run { seed, monoMs, unixMs -> session.call(request, seed, monoMs, unixMs) }).raw

    private suspend fun run(start: StartCall): CompletedCall? {
        val started = start(Random.nextLong().toULong(), monoMs(), unixMs()) ?: return null
        // Freeing the call also finishes it, at once and with one crossing less.
        val completed = started.call.use { RunningCall(started).run() }
        currentCoroutineContext()[ResponseCollector]?.collect(completed.raw)
        return completed
    }

    private inner class RunningCall(private val started: StartedCall) {
        private val wakeSignal = Channel<Unit>(Channel.CONFLATED)
        private var received: ReceivedResponse? = null
        private var cause: Exception? = null

        suspend fun run(): CompletedCall {
            wakeRegistry.signals[started.callId] = wakeSignal
            var step = started.step
            try {
                // The call may have been woken before it was registered: the engine looks again.
                if (step is Step.Wait) step = started.call.step(Input.Woke, monoMs(), unixMs())
                while (true) {
                    val input =
                        when (val current = step) {
                            is Step.Send -> send(current)
                            is Step.Wait -> wait(current)
                            is Step.Bearer -> callback(current.timeoutMs) {
                                Input.Bearer(checkNotNull(bearer) { "there is no bearer callback" }(current.fresh))
                            }
                            is Step.Sign -> callback(current.timeoutMs) {
                                Input.Signed(checkNotNull(signers[current.key]) { "there is no signer" }.sign(current.bytes))
                            }
                            is Step.Done -> return current.completed(received ?: NO_BODY)
                            is Step.Failed -> throw current.error.toException(received?.bytes, cause)
                        }
                    step = started.call.step(input, monoMs(), unixMs())
                }
            } finally {
                wakeRegistry.signals.remove(started.callId)
            }
        }

        /** Waits by the clock of the engine: a dispatcher for tests, which skips delays, does not skip these. */
        private suspend fun wait(step: Step.Wait): Input {
            withContext(Dispatchers.Unconfined) {
                withTimeoutOrNull(step.atMostMs.toLong().milliseconds) { wakeSignal.receive() }
            }
            return Input.Woke
        }

        /** The result of a callback of the program, which runs where the call does; its timeout goes by the clock of the engine. */
        private suspend fun callback(timeoutMs: ULong?, work: suspend () -> Input): Input = try {
            val dispatcher = currentCoroutineContext()[ContinuationInterceptor] ?: EmptyCoroutineContext
            withContext(Dispatchers.Unconfined) {
                withTimeout(timeoutMs?.toLong() ?: Long.MAX_VALUE) { withContext(dispatcher) { work() } }
            }
        } catch (exception: Exception) {
            // It may be the cancellation of the call, by a timeout around it too, or one of the callback's own.
            currentCoroutineContext().ensureActive()
            failed(exception, exception is TimeoutCancellationException, Phase.CONNECT)
        }

        /**
         * Sends a request, and reads the response where the transport has it: not on the thread of the program, which may be the
         * one that draws.
         */
        private suspend fun send(step: Step.Send): Input {
            received = null
            cause = null
            val request = step.toRequest()
            return withContext(Dispatchers.Unconfined) {
                val response =
                    try {
                        withTimeout((request.timeout ?: Duration.INFINITE) + SLACK) { transport.send(request) }
                            .also { require(it.status in STATUSES) { "the transport returned the HTTP status ${it.status}" } }
                    } catch (exception: Exception) {
                        return@withContext noResponse(exception)
                    }
                val (input, read) = step.read(response.status, response.headers, response.body, engineHeaders)
                received = read
                input
            }
        }

        private suspend fun noResponse(exception: Exception): Input {
            currentCoroutineContext().ensureActive()
            if (exception !is TransportFailure) return failed(exception, exception is TimeoutCancellationException, Phase.ANSWER)
            return failed(exception.cause as? Exception ?: exception, exception.timedOut, exception.phase.toEngine())
        }

        private fun failed(exception: Exception, timedOut: Boolean, phase: Phase): Input {
            cause = exception
            return Input.Failed(timedOut, phase, exception.message.orEmpty())
        }
    }
}

private val NO_BODY = ReceivedResponse(Headers.EMPTY, ByteArray(0), null, emptyList())

private fun Step.Done.completed(received: ReceivedResponse) =
    CompletedCall(response.toPublic(received), received.items, response.page?.toNextPage())

/** What the engine learns from a response, and what the host keeps of it. */
internal fun Step.Send.read(status: Int, headers: Headers, bytes: ByteArray, engineHeaders: Set<String>): Pair<Input, ReceivedResponse?> {
    val code = status.toUShort()
    val known = headers.only(engineHeaders)
    if (text || status !in 200..299) return Input.Text(code, known, bytes.copyOf(minOf(bytes.size, HttpResponse.BODY_LIMIT))) to null
    val size = bytes.size.toULong()
    if (size > maxBody) return Input.Kept(code, known, BodySummary(size, BodyKind.TOO_LARGE, null, null)) to null
    val document = Document.of(bytes)
    val list = items.let { if (it == null) document.value else document.value?.at(it) }
    val elements = list as? JsonArray
    val link = next?.let { document.value?.at(it) }?.takeUnless { it is JsonNull }
    val nextLink = link?.let { if (it is JsonPrimitive) it.content else it.toString() }
    val summary = BodySummary(size, document.kind.toEngine(), nextLink, elements?.size?.toULong())
    return Input.Kept(code, known, summary) to ReceivedResponse(headers, bytes, document.value, elements.orEmpty())
}

private fun monoMs(): ULong = (System.nanoTime() / NANOS - START).toULong()

private fun unixMs(): ULong = System.currentTimeMillis().toULong()

/** The time that a transport has to end an attempt by itself, and to say how far it got. */
private val SLACK = 1.seconds
private const val NANOS = 1_000_000
private val STATUSES = 100..999
private val START = System.nanoTime() / NANOS
