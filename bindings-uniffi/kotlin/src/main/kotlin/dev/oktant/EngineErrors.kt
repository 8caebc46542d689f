package dev.oktant

import dev.oktant.engine.EngineError
import dev.oktant.engine.ErrorKind
import kotlin.time.Duration.Companion.milliseconds

/** The exception of an error of the engine. [received]: the body that the host kept. */
internal fun EngineError.toException(received: ByteArray? = null, cause: Throwable? = null): OktantException {
    val details = toDetails()
    val body = body ?: received
    return when (kind) {
        ErrorKind.API -> OktantException.Api(details, body)
        ErrorKind.AUTH -> OktantException.Auth(details, body, cause)
        ErrorKind.RATE_LIMITED -> OktantException.RateLimited(details, body)
        ErrorKind.TIMEOUT -> OktantException.Timeout(details, cause)
        ErrorKind.TRANSPORT -> OktantException.Transport(details, cause)
        ErrorKind.DECODE -> OktantException.Decode(details, body)
        ErrorKind.PAGE -> OktantException.Page(details)
        ErrorKind.CONFIG -> OktantException.Config(details)
        ErrorKind.INVALID_ARGUMENT -> OktantException.InvalidArgument(details)
        ErrorKind.CANCELLED -> OktantException.Cancelled(details)
        ErrorKind.OTHER -> OktantException.Other(details, body, cause)
    }
}

private fun EngineError.toDetails() = ErrorDetails(
    text,
    operation,
    status?.toInt(),
    code,
    summary,
    link,
    id,
    causes,
    requestId,
    RateLimit.of(rate),
    retryAfterMs?.toLong()?.milliseconds,
    phase?.toPublic(),
    attempts.toInt(),
    elapsedMs.toLong().milliseconds,
    mayHaveBeenSent,
    retryable,
    isDuplicate,
)
