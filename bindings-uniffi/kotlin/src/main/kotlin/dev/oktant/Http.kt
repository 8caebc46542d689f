package dev.oktant

import dev.oktant.engine.Moment
import dev.oktant.engine.Named
import dev.oktant.engine.Needs
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

/** One attempt under way: what the network has shown of it. [once]: sending it twice may do harm. */
internal class Flight(val once: Boolean) {
    /** How far it has come. */
    @Volatile
    var phase = Phase.CONNECT

    /** The headers as they came, those included that OkHttp would act on. */
    @Volatile
    var headers: Headers = Headers.EMPTY
}

/**
 * A client that sends each request once and as it is: the engine decides on repeats, redirects and credentials. What else
 * [given] has (certificates, interceptors, a proxy where none is set here) stays.
 */
internal fun carrier(given: OkHttpClient?, needs: Needs): OkHttpClient {
    val builder = given?.newBuilder() ?: OkHttpClient.Builder().dispatcher(ownThreads())
    needs.proxy?.let { builder.through(it) }
    if (given == null || given.pingIntervalMillis == 0) builder.pingInterval(PING_S, TimeUnit.SECONDS)
    return builder
        .retryOnConnectionFailure(false)
        .followRedirects(false)
        .followSslRedirects(false)
        .authenticator(Authenticator.NONE)
        .cookieJar(CookieJar.NO_COOKIES)
        .cache(null)
        .connectTimeout(needs.connectTimeoutMs?.toLong() ?: 0, TimeUnit.MILLISECONDS)
        .readTimeout(0, TimeUnit.MILLISECONDS)
        .writeTimeout(0, TimeUnit.MILLISECONDS)
        .addNetworkInterceptor { chain ->
            val flight = chain.request().tag(Flight::class)
            if (flight?.once == true) chain.connection()?.check()
            flight?.phase = Phase.ANSWER
            val response = chain.proceed(chain.request())
            flight?.headers = response.headers
            // OkHttp repeats a 503 with Retry-After 0, a POST too: it must not see the header.
            response.newBuilder().removeHeader("Retry-After").build()
        }.build()
}

private fun OkHttpClient.Builder.through(proxy: Proxy) {
    val url = proxy.url.toHttpUrl()
    proxy(java.net.Proxy(java.net.Proxy.Type.HTTP, InetSocketAddress.createUnresolved(url.host, url.port)))
    val account = Credentials.basic(proxy.username ?: return, proxy.password.orEmpty())
    proxyAuthenticator { _, response ->
        val refused = response.request.header("Proxy-Authorization") != null
        if (refused) null else response.request.newBuilder().header("Proxy-Authorization", account).build()
    }
}

/** A kept connection that the org has ended: nothing was sent over it, so another may be tried. */
internal class Ended : IOException("the kept connection has ended")

/** An HTTP/2 peer says that it did nothing about a request: OkHttp shows a GOAWAY below its stream as a refused stream. */
internal fun IOException.isRefused(): Boolean =
    this is ConnectionShutdownException || this is StreamResetException && errorCode == ErrorCode.REFUSED_STREAM

/**
 * OkHttp looks at kept connections only after ten seconds. Of one that has ended nobody can say whether a request that was
 * written to it arrived, so what goes out once alone looks before. HTTP/2 notices by itself.
 */
private fun Connection.check() {
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
        // It is broken.
    }
    socket.close()
    throw Ended()
}

/** What a step says, as a call of OkHttp. */
internal fun OkHttpClient.newCall(due: Step.Send, flight: Flight): Call {
    val body = due.body?.toRequestBody() ?: ByteArray(0).toRequestBody().takeIf { due.method in BODY_DUE }
    val request =
        Request
            .Builder()
            .url(due.url)
            .method(due.method, body)
            .tag(Flight::class, flight)
    for (header in due.headers) request.header(header.name, header.value)
    val call = newCall(request.build())
    due.timeoutMs?.let { call.timeout().timeout(it.toLong(), TimeUnit.MILLISECONDS) }
    return call
}

/** The headers that the engine reads: the others need not cross. */
internal fun Headers.facts(names: Set<String>): List<Named> =
    filter { (name, _) -> name.lowercase() in names }.map { (name, value) -> Named(name, value) }

/** At most so many bytes of a body, unpacked. */
internal fun Response.beginning(most: Long): ByteArray {
    val source = body.source()
    return if (source.request(most)) source.buffer.readByteArray(most) else source.readByteArray()
}

internal fun now(): Moment = Moment((System.nanoTime() / NANOS - BEGIN).toULong(), System.currentTimeMillis().toULong())

/** Threads that do not keep a program alive, and more than five calls at once. */
private fun ownThreads(): Dispatcher {
    val threads =
        ThreadPoolExecutor(0, Int.MAX_VALUE, 60, TimeUnit.SECONDS, SynchronousQueue()) { work ->
            Thread(work, "oktant").apply { isDaemon = true }
        }
    return Dispatcher(threads).apply {
        maxRequests = AT_ONCE
        maxRequestsPerHost = AT_ONCE
    }
}

/** How much is read of a body that the engine alone reads. */
internal const val LIMIT = 1 shl 20

private const val AT_ONCE = 256

/** An HTTP/2 connection is pinged so often, and closed where no answer comes in the same time again. */
private const val PING_S = 10L
private const val NANOS = 1_000_000
private val BEGIN = System.nanoTime() / NANOS
private val BODY_DUE = setOf("POST", "PUT", "PATCH")
