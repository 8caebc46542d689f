package dev.oktant

import dev.oktant.engine.Fault
import dev.oktant.engine.Kind
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds

/** Why a call did not succeed. Its text says what happened and what to do, and holds no secret. */
public sealed class OktantException private constructor(
    private val fault: Fault,
    /** The body of the answer that is the error, where there is one. */
    public val body: ByteArray?,
    cause: Throwable?,
) : RuntimeException(fault.text, cause) {
    /** The operation that failed. */
    public val operation: String? get() = fault.operation

    /** The HTTP status. */
    public val status: Int? get() = fault.status?.toInt()

    /** Okta's `errorCode`, or OAuth's `error`. */
    public val code: String? get() = fault.code

    /** Okta's `errorSummary`, or OAuth's `error_description`. */
    public val summary: String? get() = fault.summary

    /** Okta's `errorLink`. */
    public val link: String? get() = fault.link

    /** Okta's `errorId`. */
    public val id: String? get() = fault.id

    /** The summaries of Okta's `errorCauses`. */
    public val causes: List<String> get() = fault.causes

    /** The org's name for the exchange; its support asks for it. */
    public val requestId: String? get() = fault.requestId

    /** What the answer said of the rate limit. */
    public val rate: Rate get() = Rate.of(fault.rate)

    /** How far the attempt came; null where that says nothing. */
    public val phase: Phase? get() = fault.phase?.toPublic()

    /** How many requests were made. */
    public val attempts: Int get() = fault.attempts.toInt()

    /** How long it took. */
    public val elapsed: Duration get() = fault.elapsedMs.toLong().milliseconds

    /** True where the org may have done what was asked. */
    public val mayHaveBeenSent: Boolean get() = fault.mayHaveBeenSent

    /** True where a later try may succeed. */
    public val isRetryable: Boolean get() = fault.retryable

    /** How far an attempt came. */
    public enum class Phase {
        /** Nothing was sent. */
        CONNECT,

        /** It may have arrived, no answer came. */
        ANSWER,

        /** The answer began and did not end. */
        BODY,
    }

    /** The org answered with an error. */
    public class Api internal constructor(fault: Fault, body: ByteArray?) : OktantException(fault, body, null)

    /** No token was to be had. */
    public class Auth internal constructor(fault: Fault, body: ByteArray?, cause: Throwable?) : OktantException(fault, body, cause)

    /** The org's rate limit is used up. */
    public class RateLimited internal constructor(fault: Fault, body: ByteArray?) : OktantException(fault, body, null)

    /** An attempt or the whole call took too long. */
    public class Timeout internal constructor(fault: Fault, cause: Throwable?) : OktantException(fault, null, cause)

    /** No connection, or it broke. */
    public class Transport internal constructor(fault: Fault, cause: Throwable?) : OktantException(fault, null, cause)

    /** The answer is not what is due; [body] is what came. */
    public class Decode internal constructor(fault: Fault, body: ByteArray?) : OktantException(fault, body, null)

    /** A list cannot be followed further; the items before were good. */
    public class Page internal constructor(fault: Fault) : OktantException(fault, null, null)

    /** The client cannot be made. */
    public class Config internal constructor(fault: Fault) : OktantException(fault, null, null)

    /** The call cannot be made. */
    public class InvalidArgument internal constructor(fault: Fault) : OktantException(fault, null, null)

    /** The engine was told to stop; a cancelled coroutine throws its own exception instead. */
    public class Cancelled internal constructor(fault: Fault) : OktantException(fault, null, null)

    /** Something that this version has no word for; the text says what. */
    public class Other internal constructor(fault: Fault, body: ByteArray?, cause: Throwable?) : OktantException(fault, body, cause)

    internal companion object {
        fun of(fault: Fault, kept: ByteArray? = null, cause: Throwable? = null): OktantException {
            val body = fault.body ?: kept
            return when (fault.kind) {
                Kind.API -> Api(fault, body)
                Kind.AUTH -> Auth(fault, body, cause)
                Kind.RATE_LIMITED -> RateLimited(fault, body)
                Kind.TIMEOUT -> Timeout(fault, cause)
                Kind.TRANSPORT -> Transport(fault, cause)
                Kind.DECODE -> Decode(fault, body)
                Kind.PAGE -> Page(fault)
                Kind.CONFIG -> Config(fault)
                Kind.INVALID_ARGUMENT -> InvalidArgument(fault)
                Kind.CANCELLED -> Cancelled(fault)
                Kind.OTHER -> Other(fault, body, cause)
            }
        }
    }
}
