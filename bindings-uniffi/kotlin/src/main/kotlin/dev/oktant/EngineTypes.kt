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
import dev.oktant.engine.isSecret as engineIsSecret

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

/** @throws OktantException.InvalidArgument for what cannot be handed to the engine, which checks the rest. */
internal fun Arguments.toEngine(target: Target, options: CallOptions?, cursor: String? = null): Request = try {
    cursor?.let { checked(it, "the cursor") }
    val query = query.mapNotNull { (name, value) -> value?.let { Query(checked(name), texts(name, it)) } }
    checked(target.name, "the operation")
    Request(target, path.pairs("path"), query, headers.pairs("header"), body?.toEngine(), options?.toEngine())
} catch (invalid: IllegalArgumentException) {
    throw invalidArgument(target.name, invalid.message.orEmpty())
}

internal fun invalidArgument(operation: String, what: String): OktantException =
    OktantException.InvalidArgument(ErrorDetails("$operation: $what", operation))

private val Target.name: String
    get() = when (this) {
        is Target.Operation -> id
        is Target.Path -> "$method $path"
    }

private fun Body.toEngine(): EngineBody = when (this) {
    is Body.Json -> EngineBody.Json(value.toWire())
    is Body.File -> EngineBody.File(checked(name, "the file name"), media?.let { checked(it, "the media type") }, bytes)
    is Body.Bytes -> EngineBody.Bytes(media?.let { checked(it, "the media type") }, bytes)
}

private fun CallOptions.toEngine(): EngineCallOptions {
    require(maxRetries == null || maxRetries >= 0) { "maxRetries is $maxRetries: give 0 or more" }
    val (timeout, deadline) = timeout?.toMillis("timeout") to deadline?.toMillis("deadline")
    val query = query.flatMap { (name, value) -> value?.let { texts(name, it) }.orEmpty().map { NameValue(checked(name), it) } }
    return EngineCallOptions(timeout, deadline, maxRetries?.toUInt(), headers.pairs("header"), query)
}

private fun Duration.toMillis(name: String): ULong {
    require(!isNegative()) { "$name is $this: give 0 or more" }
    return inMillisecondsRoundedUp.toULong()
}

private fun Map<String, String?>.pairs(kind: String) =
    mapNotNull { (name, value) -> value?.let { NameValue(checked(name), checked(it, "$kind argument $name")) } }

/** The texts of a query parameter. */
private fun texts(name: String, value: Any): List<String> = (elements(value) ?: listOf(value)).map {
    val what = "query argument $name"
    requireNotNull(it) { "$what has a null in its list: leave it out" }
    require(isFinite(it)) { "$what is $it: give a finite number" }
    val text = when (it) {
        is Instant -> formatTimestamp(it)
        is OpenEnum -> it.value
        else -> it.toString()
    }
    checked(text, what)
}

/** A text that can be encoded. [what] it is: a name of an argument if that is not said. */
internal fun checked(text: String, what: String = "the name of an argument"): String {
    require(isWellFormed(text)) { "$what has half of a surrogate pair, which is no text: leave it out" }
    return text
}

internal fun Step.Send.toRequest(): HttpRequest {
    val builder = Headers.Builder()
    for (header in headers) builder.add(header.name, header.value)
    val timeout = timeoutMs?.toLong()?.milliseconds
    return HttpRequest(method, url, builder.build(), body, timeout, maxBody.toLong(), nonIdempotent)
}

/** Whether a member of this name holds a secret. */
internal fun isSecret(name: String): Boolean = engineIsSecret(name)

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
