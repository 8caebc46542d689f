package dev.oktant

import dev.oktant.engine.Happened
import dev.oktant.engine.Listener
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import dev.oktant.engine.Bucket as EngineBucket
import dev.oktant.engine.Event as EngineEvent
import dev.oktant.engine.Phase as EnginePhase
import dev.oktant.engine.Reason as EngineReason

/** Something that happened in a call, for whoever listens: [Settings.onEvent]. Holds no secret, no argument and no body. */
public class Event internal constructor(event: EngineEvent) {
    /** A number for the call, its own within the client. */
    public val call: Long = event.ticket.toLong()

    /** What it calls, or method and path where that has no name. */
    public val operation: String = event.operation

    /** How many requests it has made so far. */
    public val attempts: Int = event.attempts.toInt()

    /** What happened. */
    public val kind: Kind = event.what.toPublic()

    override fun toString(): String = "Event($operation, call $call, $attempts requests: $kind)"

    /** What happens in a call. */
    public sealed interface Kind {
        /** A request goes out. */
        public data object Request : Kind

        /** An answer came; [rate] is what it says of the rate limit. */
        public data class Response(val status: Int, val requestId: String?, val rate: Rate) : Kind

        /** No whole answer came: it [timedOut] or broke, and got as far as [phase]. */
        public data class Failure(val timedOut: Boolean, val phase: OktantException.Phase) : Kind

        /** It is repeated [after] a pause. */
        public data class Retry(val after: Duration, val reason: Reason) : Kind

        /** It is held back, so long [atMost]: the org would refuse it now. */
        public data class Pace(val atMost: Duration, val reason: Reason) : Kind

        /** A token is asked for, for all calls that wait. */
        public data object TokenAsked : Kind

        /** The access token was obtained. */
        public data object TokenGiven : Kind

        /** It was not. */
        public data object TokenFailed : Kind

        /** Something about the settings that the caller should know: told once, with the first call. */
        public data class Warning(val text: String) : Kind

        /** Something that this version has no word for. */
        public data object Other : Kind
    }

    /** What a pause is for. */
    public enum class Reason {
        /** A server that did not answer well is to recover. */
        BACKOFF,

        /** The rate limit is to be renewed. */
        RATE_LIMIT,

        /** There are too many calls at once. */
        CONCURRENT_LIMIT,

        /** It is not its turn: the rate limit would refuse it now. */
        PACE,

        /** Another call is asking for the token. */
        TOKEN,
    }
}

/** A rate limit of the org as far as it is known. */
public data class Bucket(
    /** What draws on it: a method where it is one alone, and the beginning of a path. */
    public val name: String,
    /** What was told of it last. */
    public val rate: Rate,
    /** How many requests are on their way. */
    public val inFlight: Int,
    /** How many calls are held back. */
    public val held: Int,
) {
    internal companion object {
        fun of(bucket: EngineBucket): Bucket = Bucket(bucket.name, Rate.of(bucket.rate), bucket.inFlight.toInt(), bucket.held.toInt())
    }
}

/** Tells a listener; what that throws is not the call's. */
internal class Ear(private val listen: (Event) -> Unit) : Listener {
    override fun hear(event: EngineEvent) {
        runCatching { listen(Event(event)) }
    }
}

internal fun EnginePhase.toPublic(): OktantException.Phase = when (this) {
    EnginePhase.CONNECT -> OktantException.Phase.CONNECT
    EnginePhase.ANSWER -> OktantException.Phase.ANSWER
    EnginePhase.BODY -> OktantException.Phase.BODY
}

private fun Happened.toPublic(): Event.Kind = when (this) {
    is Happened.Request -> Event.Kind.Request
    is Happened.Response -> Event.Kind.Response(status.toInt(), requestId, Rate.of(rate))
    is Happened.Failure -> Event.Kind.Failure(timedOut, phase.toPublic())
    is Happened.Retry -> Event.Kind.Retry(afterMs.toLong().milliseconds, reason.toPublic())
    is Happened.Pace -> Event.Kind.Pace(atMostMs.toLong().milliseconds, reason.toPublic())
    is Happened.TokenAsked -> Event.Kind.TokenAsked
    is Happened.TokenGiven -> Event.Kind.TokenGiven
    is Happened.TokenFailed -> Event.Kind.TokenFailed
    is Happened.Warning -> Event.Kind.Warning(text)
    is Happened.Other -> Event.Kind.Other
}

private fun EngineReason.toPublic(): Event.Reason = when (this) {
    EngineReason.BACKOFF -> Event.Reason.BACKOFF
    EngineReason.RATE_LIMIT -> Event.Reason.RATE_LIMIT
    EngineReason.CONCURRENT_LIMIT -> Event.Reason.CONCURRENT_LIMIT
    EngineReason.PACE -> Event.Reason.PACE
    EngineReason.TOKEN -> Event.Reason.TOKEN
}
