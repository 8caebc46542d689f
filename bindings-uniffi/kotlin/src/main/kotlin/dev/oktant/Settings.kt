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

    /** Which of the credentials is used, where more than one is set. */
    public var authorizationMode: AuthorizationMode? = null

    /** The client id of the service app that asks for tokens. */
    public var clientId: String? = null

    /** What its tokens are to allow, `okta.users.read`. */
    public var scopes: List<String>? = null

    /**
     * The private key of the service app: PEM (PKCS#1, PKCS#8, SEC1), a JWK, or the path of one. Tokens are asked for with it when
     * they are needed, once for all calls, and renewed before they end.
     */
    public var privateKey: String? = null

    /** The name of that key, where the app has several. */
    public var keyId: String? = null

    /** What signs for the service app, instead of a private key in memory. */
    public var signer: Signer? = null

    /** Whether tokens are bound to a key, so that nobody else can use them (DPoP). The key is made with the client. */
    public var dpop: Boolean? = null

    /** What signs the proofs of DPoP, instead of a key in memory. */
    public var proofSigner: Signer? = null

    /** Whether calls are held back that the org would refuse now; they are, where nothing is said. */
    public var pacing: Boolean? = null

    /** Hears what happens in the calls, in the middle of it: it should be brief. What it throws is not heard. */
    public var onEvent: ((Event) -> Unit)? = null

    /** The configuration file, as okta.yaml is written: it is read instead of the files at the usual places, and must be there. */
    public var configFile: String? = null

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

    /** The largest body of a 2xx response in megabytes, unpacked; a larger one is an error. Default: 256. */
    public var maxBodyMegabytes: Int? = null

    /** A client of one's own: its certificates, interceptors and threads stay. */
    public var httpClient: OkHttpClient? = null

    private val others = LinkedHashMap<String, String>()

    /** Sets anything by its name in the environment, with or without `OKTA_CLIENT_` before it. */
    public fun set(key: String, text: String) {
        others[key] = text
    }

    internal fun toEngine(useEnvironment: Boolean): EngineSettings {
        val mode = authorizationMode ?: AuthorizationMode.PRIVATE_KEY.takeIf { privateKey != null || signer != null }
        val own =
            listOf(
                "ORGURL" to orgUrl,
                "TOKEN" to token,
                "AUTHORIZATIONMODE" to mode?.text,
                "CLIENTID" to clientId,
                "SCOPES" to scopes?.joinToString(" "),
                "PRIVATEKEY" to privateKey,
                "KEYID" to keyId,
                "DPOPENABLED" to (dpop ?: true.takeIf { proofSigner != null })?.toString(),
                "PACING" to pacing?.toString(),
                "CONFIGFILE" to configFile,
                "USERAGENT" to userAgent,
                "REQUESTTIMEOUT" to timeout?.toText(),
                "CONNECTIONTIMEOUT" to connectTimeout?.toText(),
                "DEADLINE" to deadline?.toText(),
                "RATELIMIT_MAXRETRIES" to maxRetries?.toString(),
                "MAXWAIT" to maxWait?.toText(),
                "MAXBODY" to maxBodyMegabytes?.toString(),
            )
        val named = (own + others.toList()).mapNotNull { (key, text) -> text?.let { Setting(key, it, Origin.CODE) } }
        return EngineSettings(
            named,
            useEnvironment,
            bearer != null,
            signer?.toEngine(),
            proofSigner?.toEngine(),
            supportsProxy = true,
            browser = false,
        )
    }

    private fun Duration.toText() = "${inWholeMilliseconds}ms"
}

/** How a client shows who it is. */
public enum class AuthorizationMode(internal val text: String) {
    /** By an API token. */
    SSWS("SSWS"),

    /** By an access token that was given, or that a callback gives. */
    BEARER("Bearer"),

    /** By access tokens that it asks for with the private key of a service app. */
    PRIVATE_KEY("PrivateKey"),
}
