package dev.oktant

import dev.oktant.engine.BodyKind
import dev.oktant.engine.EngineError
import dev.oktant.engine.EngineResponse
import dev.oktant.engine.ErrorKind
import dev.oktant.engine.EventKind
import dev.oktant.engine.EventListener
import dev.oktant.engine.HostKey
import dev.oktant.engine.NameValue
import dev.oktant.engine.Origin
import dev.oktant.engine.PageInfo
import dev.oktant.engine.Phase
import dev.oktant.engine.Query
import dev.oktant.engine.Reason
import dev.oktant.engine.Request
import dev.oktant.engine.Setting
import dev.oktant.engine.Step
import dev.oktant.engine.Target
import okhttp3.Headers
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Instant
import dev.oktant.engine.Body as EngineBody
import dev.oktant.engine.CallOptions as EngineCallOptions
import dev.oktant.engine.Event as EngineEvent
import dev.oktant.engine.RateLimit as EngineRateLimit
import dev.oktant.engine.RateLimitStatus as EngineRateLimitStatus
import dev.oktant.engine.Settings as EngineSettings

// What users have, as the types that UniFFI generates, and back. This file and CallDriver.kt alone know those types.

internal fun Settings.toEngine(useEnvironment: Boolean): EngineSettings = EngineSettings(
    texts().mapNotNull { (key, text) -> text?.let { Setting(key, it, Origin.CODE) } },
    useEnvironment,
    bearer != null,
    signer?.toEngine(),
    proofSigner?.toEngine(),
    supportsProxy = transport == null,
    browser = false,
)

private fun Signer.toEngine() = HostKey(publicJwk, kid)

internal fun Arguments.toEngine(target: Target, options: CallOptions?): Request {
    val query = query.mapNotNull { (name, value) -> value?.let { Query(name, texts(it)) } }
    return Request(target, path.pairs(), query, headers.pairs(), body?.toEngine(), options?.toEngine())
}

private fun Body.toEngine(): EngineBody = when (this) {
    is Body.Json -> EngineBody.Json(value.toWire())
    is Body.File -> EngineBody.File(name, media, bytes)
    is Body.Bytes -> EngineBody.Bytes(media, bytes)
}

private fun CallOptions.toEngine(): EngineCallOptions {
    val query = query.flatMap { (name, value) -> value?.let(::texts).orEmpty().map { NameValue(name, it) } }
    return EngineCallOptions(timeout?.toMillis(), deadline?.toMillis(), maxRetries?.coerceAtLeast(0)?.toUInt(), headers.pairs(), query)
}

private fun Duration.toMillis() = inWholeMilliseconds.toULong()

private fun Map<String, String?>.pairs() = mapNotNull { (name, value) -> value?.let { NameValue(name, it) } }

/** The texts of a query parameter. */
private fun texts(value: Any): List<String> =
    (value as? Iterable<*> ?: listOf(value)).map { if (it is Instant) formatTimestamp(it) else it.toString() }

internal fun Step.Send.toRequest(): HttpRequest {
    val builder = Headers.Builder()
    for (header in headers) builder.add(header.name, header.value)
    val timeout = timeoutMs?.toLong()?.milliseconds
    return HttpRequest(method, url, builder.build(), body, timeout, maxBody.toLong(), nonIdempotent)
}

/** The headers with these lowercase names. */
internal fun Headers.only(names: Set<String>): List<NameValue> =
    (0..<size).filter { name(it).lowercase() in names }.map { NameValue(name(it), value(it)) }

internal fun JsonKind.toEngine(): BodyKind = when (this) {
    JsonKind.EMPTY -> BodyKind.EMPTY
    JsonKind.OBJECT -> BodyKind.OBJECT
    JsonKind.ARRAY -> BodyKind.ARRAY
    JsonKind.OTHER -> BodyKind.OTHER
    JsonKind.BROKEN -> BodyKind.BROKEN
    JsonKind.NOT_JSON -> BodyKind.NOT_JSON
}

internal fun EngineResponse.toPublic(received: ReceivedResponse): RawResponse = RawResponse(
    status.toInt(),
    received.headers,
    received.bytes,
    received.json,
    requestId,
    rate.toPublic(),
    attempts.toInt(),
    missingDocument?.toException(received.bytes),
)

internal fun PageInfo.toNextPage(): NextPage = NextPage(more, restMs.toLong(), cursor, error?.toException())

private fun EngineRateLimit.toPublic() =
    RateLimit(limit?.toLong(), remaining?.toLong(), reset?.let { Instant.fromEpochSeconds(it.toLong()) })

internal fun EngineRateLimitStatus.toPublic(): RateLimitStatus = RateLimitStatus(name, rate.toPublic(), inFlight.toInt(), held.toInt())

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
    rate.toPublic(),
    retryAfterMs?.toLong()?.milliseconds,
    phase?.toPublic(),
    attempts.toInt(),
    elapsedMs.toLong().milliseconds,
    mayHaveBeenSent,
    retryable,
    isDuplicate,
)

/** Passes events to a listener. Exceptions of the listener do not reach the call. */
internal class ListenerAdapter(private val listener: (Event) -> Unit) : EventListener {
    override fun onEvent(event: EngineEvent) {
        runCatching { listener(Event(event.callId.toLong(), event.operation, event.attempts.toInt(), event.kind.toPublic())) }
    }
}

private fun EventKind.toPublic(): Event.Kind = when (this) {
    is EventKind.Request -> Event.Kind.Request
    is EventKind.Response -> Event.Kind.Response(status.toInt(), requestId, rate.toPublic())
    is EventKind.Failure -> Event.Kind.Failure(timedOut, phase.toPublic())
    is EventKind.Retry -> Event.Kind.Retry(afterMs.toLong().milliseconds, reason.toPublic())
    is EventKind.Pace -> Event.Kind.Pace(atMostMs.toLong().milliseconds, reason.toPublic())
    is EventKind.TokenRequested -> Event.Kind.TokenRequested
    is EventKind.TokenReceived -> Event.Kind.TokenReceived
    is EventKind.TokenFailed -> Event.Kind.TokenFailed
    is EventKind.Warning -> Event.Kind.Warning(text)
    is EventKind.Other -> Event.Kind.Other
}

private fun Reason.toPublic(): Event.Reason = when (this) {
    Reason.BACKOFF -> Event.Reason.BACKOFF
    Reason.RATE_LIMIT -> Event.Reason.RATE_LIMIT
    Reason.CONCURRENT_LIMIT -> Event.Reason.CONCURRENT_LIMIT
    Reason.PACE -> Event.Reason.PACE
    Reason.TOKEN -> Event.Reason.TOKEN
}

private fun Phase.toPublic(): OktantException.Phase = when (this) {
    Phase.CONNECT -> OktantException.Phase.CONNECT
    Phase.ANSWER -> OktantException.Phase.ANSWER
    Phase.BODY -> OktantException.Phase.BODY
}

internal fun OktantException.Phase.toEngine(): Phase = when (this) {
    OktantException.Phase.CONNECT -> Phase.CONNECT
    OktantException.Phase.ANSWER -> Phase.ANSWER
    OktantException.Phase.BODY -> Phase.BODY
}
