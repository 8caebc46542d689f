package dev.oktant

import dev.oktant.engine.Setting
import okhttp3.OkHttpClient
import kotlin.time.Duration

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

    /** A client of one's own: its proxies, certificates, interceptors and threads stay. */
    public var httpClient: OkHttpClient? = null

    internal fun toEngine(): List<Setting> =
        listOf(
            "ORGURL" to orgUrl,
            "TOKEN" to token,
            "USERAGENT" to userAgent,
            "REQUESTTIMEOUT" to timeout?.inWholeMilliseconds?.toString(),
            "CONNECTIONTIMEOUT" to connectTimeout?.inWholeMilliseconds?.toString(),
        ).mapNotNull { (key, text) -> text?.let { Setting(key, it) } }

    /** Names only: values may be secrets. */
    override fun toString(): String = "Settings(${toEngine().joinToString { it.key }})"
}
