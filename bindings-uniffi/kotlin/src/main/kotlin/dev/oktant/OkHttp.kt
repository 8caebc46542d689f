package dev.oktant

import dev.oktant.engine.HostConfig
import dev.oktant.engine.NameValue
import dev.oktant.engine.Now
import dev.oktant.engine.Phase
import dev.oktant.engine.Proxy
import dev.oktant.engine.Step
import okhttp3.Authenticator
import okhttp3.Call
import okhttp3.Connection
import okhttp3.CookieJar
import okhttp3.Credentials
import okhttp3.Dispatcher
import okhttp3.Headers
import okhttp3.HttpUrl.Companion.toHttpUrl
import okhttp3.OkHttpClient
import okhttp3.Protocol
import okhttp3.Request
import okhttp3.RequestBody.Companion.toRequestBody
import okhttp3.Response
import okhttp3.internal.http2.ConnectionShutdownException
import okhttp3.internal.http2.ErrorCode
import okhttp3.internal.http2.StreamResetException
import java.io.IOException
import java.net.InetSocketAddress
import java.net.SocketTimeoutException
import java.util.concurrent.SynchronousQueue
import java.util.concurrent.ThreadPoolExecutor
import java.util.concurrent.TimeUnit

/** The progress of an attempt. [nonIdempotent]: sending it twice may do harm. */
internal class AttemptTracker(val nonIdempotent: Boolean) {
    /** How far the attempt got. */
    @Volatile
    var phase = Phase.CONNECT

    /** The response headers, including those that OkHttp would act on. */
    @Volatile
    var headers: Headers = Headers.EMPTY
}

/**
 * A client that sends each request once and unchanged: the engine decides on retries, redirects and credentials. The other settings
 * of [base] (certificates, interceptors, a proxy unless [config] has one) apply.
 */
internal fun configure(base: OkHttpClient?, config: HostConfig): OkHttpClient {
    val builder = base?.newBuilder() ?: OkHttpClient.Builder().dispatcher(daemonThreads())
    config.proxy?.let { builder.useProxy(it) }
    if (base == null || base.pingIntervalMillis == 0) builder.pingInterval(PING_S, TimeUnit.SECONDS)
    return builder
        .retryOnConnectionFailure(false)
        .followRedirects(false)
        .followSslRedirects(false)
        .authenticator(Authenticator.NONE)
        .cookieJar(CookieJar.NO_COOKIES)
        .cache(null)
        .connectTimeout(config.connectTimeoutMs?.toLong() ?: 0, TimeUnit.MILLISECONDS)
        .readTimeout(0, TimeUnit.MILLISECONDS)
        .writeTimeout(0, TimeUnit.MILLISECONDS)
        .addNetworkInterceptor { chain ->
            val attempt = chain.request().tag(AttemptTracker::class)
            if (attempt?.nonIdempotent == true) chain.connection()?.requireAlive()
            attempt?.phase = Phase.ANSWER
            val response = chain.proceed(chain.request())
            attempt?.headers = response.headers
            // OkHttp retries a 503 with Retry-After 0, even a POST: it must not see the header.
            response.newBuilder().removeHeader("Retry-After").build()
        }.build()
}

private fun OkHttpClient.Builder.useProxy(proxy: Proxy) {
    val url = proxy.url.toHttpUrl()
    proxy(java.net.Proxy(java.net.Proxy.Type.HTTP, InetSocketAddress.createUnresolved(url.host, url.port)))
    val account = Credentials.basic(proxy.username ?: return, proxy.password.orEmpty())
    proxyAuthenticator { _, response ->
        val refused = response.request.header("Proxy-Authorization") != null
        if (refused) null else response.request.newBuilder().header("Proxy-Authorization", account).build()
    }
}

/** A pooled connection that the org has closed. Nothing was sent over it, so another connection may be tried. */
internal class StaleConnection : IOException("the kept connection has ended")

/** True if an HTTP/2 server refused the request unprocessed. OkHttp reports a GOAWAY with a lower stream ID as a refused stream. */
internal fun IOException.isRefused(): Boolean =
    this is ConnectionShutdownException || this is StreamResetException && errorCode == ErrorCode.REFUSED_STREAM

/**
 * Throws if this pooled connection is closed. OkHttp checks that only after ten idle seconds. Whether a request that was written to a
 * closed connection arrived is unknown, so non-idempotent requests check first. HTTP/2 notices by itself.
 *
 * @throws StaleConnection if the connection is closed
 */
private fun Connection.requireAlive() {
    if (protocol() != Protocol.HTTP_1_1) return
    val socket = socket()
    val limit = socket.soTimeout
    try {
        socket.soTimeout = 1
        socket.getInputStream().read()
    } catch (_: SocketTimeoutException) {
        socket.soTimeout = limit
        return
    } catch (_: IOException) {
        // The connection is broken.
    }
    socket.close()
    throw StaleConnection()
}

/** The OkHttp call of a step. */
internal fun OkHttpClient.newCall(step: Step.Send, attempt: AttemptTracker): Call {
    val body = step.body?.toRequestBody() ?: ByteArray(0).toRequestBody().takeIf { step.method in BODY_REQUIRED }
    val request =
        Request
            .Builder()
            .url(step.url)
            .method(step.method, body)
            .tag(AttemptTracker::class, attempt)
    for (header in step.headers) request.header(header.name, header.value)
    val call = newCall(request.build())
    step.timeoutMs?.let { call.timeout().timeout(it.toLong(), TimeUnit.MILLISECONDS) }
    return call
}

/** The headers with these lowercase names. */
internal fun Headers.only(names: Set<String>): List<NameValue> =
    filter { (name, _) -> name.lowercase() in names }.map { (name, value) -> NameValue(name, value) }

/** At most the first [limit] bytes of the decompressed body. */
internal fun Response.readPrefix(limit: Long): ByteArray {
    val source = body.source()
    return if (source.request(limit)) source.buffer.readByteArray(limit) else source.readByteArray()
}

internal fun now(): Now = Now((System.nanoTime() / NANOS - START).toULong(), System.currentTimeMillis().toULong())

/** Daemon threads, for more concurrent calls than the five of OkHttp's default. */
private fun daemonThreads(): Dispatcher {
    val threads =
        ThreadPoolExecutor(0, Int.MAX_VALUE, 60, TimeUnit.SECONDS, SynchronousQueue()) { work ->
            Thread(work, "oktant").apply { isDaemon = true }
        }
    return Dispatcher(threads).apply {
        maxRequests = MAX_CONCURRENT
        maxRequestsPerHost = MAX_CONCURRENT
    }
}

/** The longest body that the engine reads itself, in bytes. */
internal const val MAX_TEXT = 1 shl 20

private const val MAX_CONCURRENT = 256

/** The ping interval of HTTP/2 connections, in seconds. A connection without a reply within another interval is closed. */
private const val PING_S = 10L
private const val NANOS = 1_000_000
private val START = System.nanoTime() / NANOS
private val BODY_REQUIRED = setOf("POST", "PUT", "PATCH")
