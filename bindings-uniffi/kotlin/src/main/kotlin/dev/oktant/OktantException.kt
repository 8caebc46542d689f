package dev.oktant

import kotlin.time.Duration
import kotlin.time.toJavaDuration

/** The error of a call or a client. Its message says what happened and what to do, and holds no secret. */
public sealed class OktantException private constructor(
    private val error: ErrorDetails,
    /** The body of the error response, or of one that could not be decoded; null if there is none. */
    public val body: ByteArray?,
    cause: Throwable?,
) : RuntimeException(error.text, cause) {
    /** The ID of the operation that failed; null if the error is not about a call. */
    public val operation: String? get() = error.operation

    /** The HTTP status; null if there was no response. */
    public val status: Int? get() = error.status

    /** Okta's `errorCode`, or OAuth's `error`. */
    public val code: String? get() = error.code

    /** Okta's `errorSummary`, or OAuth's `error_description`. */
    public val summary: String? get() = error.summary

    /** Okta's `errorLink`. */
    public val link: String? get() = error.link

    /** Okta's `errorId`. */
    public val id: String? get() = error.id

    /** The summaries of Okta's `errorCauses`, in order. */
    public val causes: List<String> get() = error.causes

    /** The request ID, from `X-Okta-Request-Id`. Okta support asks for it. */
    public val requestId: String? get() = error.requestId

    /** The rate limit that the response reported. */
    public val rate: RateLimit get() = error.rate

    /** The time after which the call may succeed, if the org said so: until the rate limit resets, or `Retry-After`. */
    public val retryAfter: Duration? get() = error.retryAfter

    /** The time after which the call may succeed, if the org said so; for Java. */
    public fun retryAfter(): java.time.Duration? = error.retryAfter?.toJavaDuration()

    /** How far the failed attempt got; null for errors that are not about an attempt. */
    public val phase: Phase? get() = error.phase

    /** The number of requests sent, retries included. */
    public val attempts: Int get() = error.attempts

    /** The duration of the call. */
    public val elapsed: Duration get() = error.elapsed

    /** True if the org may have processed the request, although the call failed. */
    public val mayHaveBeenSent: Boolean get() = error.mayHaveBeenSent

    /** True if the same call may succeed later, and repeating it does no harm. */
    public val isRetryable: Boolean get() = error.isRetryable

    /** True if the org says that the resource exists already, whatever the status: Okta often says so with 400. */
    public val isDuplicate: Boolean get() = error.isDuplicate

    /** How far an attempt got. */
    public enum class Phase {
        /** Nothing was sent. */
        CONNECT,

        /** The request may have arrived, but no response came. */
        ANSWER,

        /** The response began, but did not end. */
        BODY,
    }

    /** The org responded with an error. */
    public class Api internal constructor(error: ErrorDetails, body: ByteArray?) : OktantException(error, body, null)

    /** No access token could be obtained. */
    public class Auth internal constructor(error: ErrorDetails, body: ByteArray?, cause: Throwable?) : OktantException(error, body, cause)

    /** The org's rate limit is exhausted. */
    public class RateLimited internal constructor(error: ErrorDetails, body: ByteArray?) : OktantException(error, body, null)

    /** An attempt or the whole call exceeded its timeout. */
    public class Timeout internal constructor(error: ErrorDetails, cause: Throwable?) : OktantException(error, null, cause)

    /** The connection failed. */
    public class Transport internal constructor(error: ErrorDetails, cause: Throwable?) : OktantException(error, null, cause)

    /** The response is not what the operation returns; [body] is what arrived. */
    public class Decode internal constructor(error: ErrorDetails, body: ByteArray?) : OktantException(error, body, null)

    /** A list cannot be followed further; the items before are valid. */
    public class Page internal constructor(error: ErrorDetails) : OktantException(error, null, null)

    /** The settings are invalid; the message names all that are. */
    public class Config internal constructor(error: ErrorDetails) : OktantException(error, null, null)

    /** An argument is invalid; nothing was sent. */
    public class InvalidArgument internal constructor(error: ErrorDetails) : OktantException(error, null, null)

    /** The engine cancelled the call. A cancelled coroutine throws its own `CancellationException` instead. */
    public class Cancelled internal constructor(error: ErrorDetails) : OktantException(error, null, null)

    /** A kind of error that this version does not know; the message describes it. */
    public class Other internal constructor(error: ErrorDetails, body: ByteArray?, cause: Throwable?) : OktantException(error, body, cause)
}

/** What an error of the engine, or of the host, is about. */
internal class ErrorDetails(
    val text: String,
    val operation: String? = null,
    val status: Int? = null,
    val code: String? = null,
    val summary: String? = null,
    val link: String? = null,
    val id: String? = null,
    val causes: List<String> = emptyList(),
    val requestId: String? = null,
    val rate: RateLimit = RateLimit(null, null, null),
    val retryAfter: Duration? = null,
    val phase: OktantException.Phase? = null,
    val attempts: Int = 0,
    val elapsed: Duration = Duration.ZERO,
    val mayHaveBeenSent: Boolean = false,
    val isRetryable: Boolean = false,
    val isDuplicate: Boolean = false,
)
