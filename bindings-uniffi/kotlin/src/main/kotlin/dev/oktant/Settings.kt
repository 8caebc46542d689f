package dev.oktant

import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds

/** Marks what [OktantClient] is configured with. */
@DslMarker
public annotation class OktantDsl

/** How a client authenticates. */
public enum class AuthorizationMode(internal val text: String) {
    /** With an API token. */
    SSWS("SSWS"),

    /** With an access token that was given, or that a callback gives. */
    BEARER("Bearer"),

    /** With access tokens that it requests with the private key of a service app. */
    PRIVATE_KEY("PrivateKey"),
}

internal fun Duration.toText(): String = "${inMillisecondsRoundedUp}ms"

/** Not rounded down: 0 is no limit. */
internal val Duration.inMillisecondsRoundedUp: Long
    get() = inWholeMilliseconds.let { if (it.milliseconds < this) it + 1 else it }
