package dev.oktant

import dev.oktant.engine.Origin
import dev.oktant.engine.Setting
import okhttp3.OkHttpClient
import kotlin.time.Duration
import dev.oktant.engine.Settings as EngineSettings

/** Marks what [OktantClient] is configured with. */
@DslMarker
public annotation class OktantDsl

/** What a client is made with. What is wrong shows when the client is made, all of it at once. */
@OktantDsl
public class Settings internal constructor() {
    /** The org's address, `https://example.okta.com`. */
    public var orgUrl: String? = null

    /** An API token of the org. */
    public var token: String? = null

    /** Gives an OAuth access token where one is needed; asked again with `fresh` where the org refused the last one. */
    public var bearer: (suspend (fresh: Boolean) -> String)? = null

    /** What stands before the SDK's own name in User-Agent. */
    public var userAgent: String? = null

    /** How long one attempt may take, from its start to the last byte of its answer; zero is for ever. */
    public var timeout: Duration? = null

    /** How long one connection may take; zero is for ever. */
    public var connectTimeout: Duration? = null

    /** How long a whole call may take, pauses and tokens included; zero is for ever. */
    public var deadline: Duration? = null

    /** How often a call may be repeated on its own. */
    public var maxRetries: Int? = null

    /** The longest single pause. */
    public var maxWait: Duration? = null

    /** A client of one's own: its certificates, interceptors and threads stay. */
    public var httpClient: OkHttpClient? = null

    private val others = LinkedHashMap<String, String>()

    /** Sets anything by its name in the environment, with or without `OKTA_CLIENT_` before it. */
    public fun set(key: String, text: String) {
        others[key] = text
    }

    internal fun toEngine(outside: Boolean): EngineSettings {
        val own =
            listOf(
                "ORGURL" to orgUrl,
                "TOKEN" to token,
                "USERAGENT" to userAgent,
                "REQUESTTIMEOUT" to timeout?.toText(),
                "CONNECTIONTIMEOUT" to connectTimeout?.toText(),
                "DEADLINE" to deadline?.toText(),
                "RATELIMIT_MAXRETRIES" to maxRetries?.toString(),
                "MAXWAIT" to maxWait?.toText(),
            )
        val named = (own + others.toList()).mapNotNull { (key, text) -> text?.let { Setting(key, it, Origin.CODE) } }
        return EngineSettings(named, outside, bearer != null, proxies = true, browser = false)
    }

    private fun Duration.toText() = "${inWholeMilliseconds}ms"
}
