package dev.oktant

import dev.oktant.engine.Begun
import dev.oktant.engine.Input
import dev.oktant.engine.Key
import dev.oktant.engine.Moment
import dev.oktant.engine.Phase
import dev.oktant.engine.Shape
import dev.oktant.engine.Step
import dev.oktant.engine.Waker
import dev.oktant.engine.use
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.suspendCancellableCoroutine
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.withTimeoutOrNull
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonPrimitive
import okhttp3.Call
import okhttp3.Callback
import okhttp3.Headers
import okhttp3.OkHttpClient
import okhttp3.Response
import java.io.IOException
import java.io.InterruptedIOException
import java.util.concurrent.ConcurrentHashMap
import kotlin.coroutines.resume
import kotlin.random.Random
import kotlin.time.Duration.Companion.milliseconds

/** How to begin a call: a seed and the time in, the call and its first step out. Null at the end of a list. */
internal typealias Begin = (seed: ULong, now: Moment) -> Begun?

/** What came of a call: the engine's word, and what the host kept. */
internal class Carried(val answer: dev.oktant.engine.Answer, val kept: Kept)

/** The answer as it came; [items] are those of a list. */
internal class Kept(val headers: Headers, val bytes: ByteArray, val json: JsonElement?, val items: List<JsonElement>)

/** Wakes calls that wait for each other. It knows no session, which holds it. */
internal class Alarms : Waker {
    val set = ConcurrentHashMap<ULong, Channel<Unit>>()

    override fun wake(ticket: ULong) {
        set[ticket]?.trySend(Unit)
    }
}

/** Carries calls over OkHttp: does what each step says, and decides nothing. */
internal class Drive(private val http: OkHttpClient, private val alarms: Alarms, private val facts: Set<String>, settings: Settings) {
    private val bearer = settings.bearer
    private val signers = mapOf(Key.CLIENT to settings.signer, Key.PROOF to settings.proofSigner)

    suspend fun carry(begin: Begin): Carried? {
        val begun = begin(Random.nextLong().toULong(), now()) ?: return null
        // Freed is finished, at once and with one crossing less.
        return begun.call.use { Carrier(begun).carry() }
    }

    private inner class Carrier(private val begun: Begun) {
        private val alarm = Channel<Unit>(Channel.CONFLATED)
        private var kept: Kept? = null
        private var trouble: Exception? = null

        suspend fun carry(): Carried {
            alarms.set[begun.ticket] = alarm
            var step = begun.step
            try {
                // A wake may have come before the alarm was set: the engine looks again.
                if (step is Step.Wait) step = begun.call.step(Input.Woke, now())
                while (true) {
                    val input =
                        when (val due = step) {
                            is Step.Send -> send(due)
                            is Step.Wait -> sleep(due)
                            is Step.Bearer -> asked(due.timeoutMs) {
                                Input.Bearer(checkNotNull(bearer) { "there is no bearer callback" }(due.fresh))
                            }
                            is Step.Sign -> asked(due.timeoutMs) {
                                Input.Signed(checkNotNull(signers[due.key]) { "there is no signer" }.sign(due.bytes))
                            }
                            is Step.Done -> return Carried(due.answer, kept ?: Kept(Headers.EMPTY, ByteArray(0), null, emptyList()))
                            is Step.Failed -> throw OktantException.of(due.fault, kept?.bytes, trouble)
                        }
                    step = begun.call.step(input, now())
                }
            } finally {
                alarms.set.remove(begun.ticket)
            }
        }

        private suspend fun sleep(due: Step.Wait): Input {
            withTimeoutOrNull(due.atMostMs.toLong().milliseconds) { alarm.receive() }
            return Input.Woke
        }

        /** What the caller's own code gives. */
        private suspend fun asked(limitMs: ULong?, work: suspend () -> Input): Input = try {
            withTimeout(limitMs?.toLong() ?: Long.MAX_VALUE) { work() }
        } catch (late: TimeoutCancellationException) {
            failed(late, true, Phase.CONNECT)
        } catch (thrown: CancellationException) {
            throw thrown
        } catch (thrown: Exception) {
            failed(thrown, false, Phase.CONNECT)
        }

        private suspend fun send(due: Step.Send): Input {
            while (true) attempt(due)?.let { return it }
        }

        /** Null where the connection had ended before anything was sent. */
        private suspend fun attempt(due: Step.Send): Input? {
            val flight = Flight(due.once)
            val call = http.newCall(due, flight)
            kept = null
            trouble = null
            return suspendCancellableCoroutine { waiting ->
                waiting.invokeOnCancellation { call.cancel() }
                call.enqueue(
                    object : Callback {
                        override fun onFailure(call: Call, e: IOException) = waiting.resume(if (e is Ended) null else unanswered(e, flight))

                        override fun onResponse(call: Call, response: Response) =
                            waiting.resumeWith(runCatching { response.use { read(due, it, flight) } })
                    },
                )
            }
        }

        private fun unanswered(e: IOException, flight: Flight): Input {
            val late = e is InterruptedIOException
            // The connection may be dead: where nothing else is under way over it, HTTP/2 would send the next call over the same.
            if (late) http.connectionPool.evictAll()
            return failed(e, late, if (e.isRefused()) Phase.CONNECT else flight.phase)
        }

        private fun read(due: Step.Send, response: Response, flight: Flight): Input {
            val bytes =
                try {
                    // One byte more than it may have shows that it is too long.
                    response.beginning(if (response.isSuccessful) due.maxBody.toLong() + 1 else LIMIT.toLong())
                } catch (e: IOException) {
                    return failed(e, e is InterruptedIOException, Phase.BODY)
                }
            val (input, kept) = due.read(response.code, flight.headers, bytes, facts)
            this.kept = kept
            return input
        }

        private fun failed(thrown: Exception, late: Boolean, phase: Phase): Input {
            trouble = thrown
            return Input.Failed(late, phase, thrown.message.orEmpty())
        }
    }
}

/** What the engine is told of an answer, and what the host keeps of it. */
internal fun Step.Send.read(status: Int, headers: Headers, bytes: ByteArray, facts: Set<String>): Pair<Input, Kept?> {
    if (text || status !in 200..299) {
        val beginning = bytes.copyOf(minOf(bytes.size, LIMIT))
        return Input.Text(status.toUShort(), headers.facts(facts), beginning) to null
    }
    if (bytes.size > maxBody.toLong()) {
        return Input.Kept(status.toUShort(), headers.facts(facts), bytes.size.toULong(), Shape.TOO_LARGE, null, 0u) to null
    }
    val document = Document.of(bytes)
    val list = items.let { if (it == null) document.value else document.value?.at(it) }
    val elements = list as? JsonArray ?: emptyList()
    val link = next?.let { document.value?.at(it) }?.takeUnless { it is JsonNull }
    val found = link?.let { if (it is JsonPrimitive) it.content else it.toString() }
    val count = elements.size.toULong()
    val input = Input.Kept(status.toUShort(), headers.facts(facts), bytes.size.toULong(), document.shape, found, count)
    return input to Kept(headers, bytes, document.value, elements)
}
