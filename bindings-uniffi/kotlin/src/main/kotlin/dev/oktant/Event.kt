package dev.oktant

import kotlin.time.Duration

/** An event of a call, for the event listener [Settings.onEvent]. Holds no secret, no argument and no body. */
public class Event internal constructor(
    /** The call ID, unique within the client. */
    public val callId: Long,
    /** The operation ID, or method and path for a request without an operation. */
    public val operation: String,
    /** The number of requests sent so far. */
    public val attempts: Int,
    /** What happened. */
    public val kind: Kind,
) {
    override fun toString(): String = "Event($operation, call $callId, $attempts requests: $kind)"

    /** The kinds of events. */
    public sealed interface Kind {
        /** A request is about to be sent. */
        public data object Request : Kind

        /** A response arrived, with its HTTP status, request ID and the rate limit that it reported. */
        public data class Response(val status: Int, val requestId: String?, val rate: RateLimit) : Kind

        /** An attempt ended without a complete response: it [timedOut] or the connection failed, in [phase]. */
        public data class Failure(val timedOut: Boolean, val phase: OktantException.Phase) : Kind

        /** A retry follows [after] a pause. */
        public data class Retry(val after: Duration, val reason: Reason) : Kind

        /** The call is held back because the org would reject it now; it pauses for at most [atMost]. Sent again if that lasts longer. */
        public data class Pace(val atMost: Duration, val reason: Reason) : Kind

        /** An access token is requested, for all waiting calls. */
        public data object TokenRequested : Kind

        /** The access token arrived. */
        public data object TokenReceived : Kind

        /** The access token could not be obtained. */
        public data object TokenFailed : Kind

        /** A warning about the settings, reported once, with the client's first call. */
        public data class Warning(val text: String) : Kind

        /** A kind of event that this version does not know. */
        public data object Other : Kind
    }

    /** The reason for a pause. */
    public enum class Reason {
        /** Backoff after an error of the server or the connection. */
        BACKOFF,

        /** The rate limit is exhausted until its next window. */
        RATE_LIMIT,

        /** The org's limit on concurrent calls is reached. */
        CONCURRENT_LIMIT,

        /** Pacing: the remaining rate limit does not cover this call yet. */
        PACE,

        /** Another call is requesting the access token. */
        TOKEN,
    }
}
