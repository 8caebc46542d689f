package dev.oktant

import dev.oktant.engine.Origin
import dev.oktant.engine.Setting
import kotlin.time.Duration
import dev.oktant.engine.Settings as EngineSettings

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

internal fun Settings.toEngine(useEnvironment: Boolean): EngineSettings = EngineSettings(
    texts().mapNotNull { (key, text) -> text?.let { Setting(key, it, Origin.CODE) } },
    useEnvironment,
    bearer != null,
    signer?.toEngine(),
    proofSigner?.toEngine(),
    supportsProxy = transport == null,
    browser = false,
)

internal fun Duration.toText(): String = "${inWholeMilliseconds}ms"
