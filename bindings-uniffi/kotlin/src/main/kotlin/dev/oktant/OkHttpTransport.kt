package dev.oktant

import kotlinx.coroutines.suspendCancellableCoroutine
import okhttp3.Authenticator
import okhttp3.Call
import okhttp3.Callback
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
import java.io.InterruptedIOException
import java.net.InetSocketAddress
import java.net.Proxy
import java.net.SocketTimeoutException
import java.util.concurrent.SynchronousQueue
import java.util.concurrent.ThreadPoolExecutor
import java.util.concurrent.TimeUnit
import kotlin.coroutines.resume
import kotlin.coroutines.resumeWithException

/**
 * The transport over OkHttp. It derives a client from [client] with `newBuilder`: certificates, interceptors, proxy, threads and the
 * connection pool stay, while redirects, retries, cookies, credentials and the cache are left to the SDK.
 */
public class OkHttpTransport(client: OkHttpClient) : HttpTransport {
    private val http = sendingOnce(client)

    override suspend fun send(request: HttpRequest): HttpResponse {
        while (true) attempt(request)?.let { return it }
    }

    /** Closes idle connections. */
    internal fun close() = http.connectionPool.evictAll()

    /** The response; null if the pooled connection was closed before anything was sent. */
    private suspend fun attempt(request: HttpRequest): HttpResponse? {
        val attempt = AttemptTracker(request.nonIdempotent)
        val call = http.newCall(request, attempt)
        return suspendCancellableCoroutine { continuation ->
            continuation.invokeOnCancellation { call.cancel() }
            call.enqueue(
                object : Callback {
                    override fun onFailure(call: Call, e: IOException) {
                        if (e is StaleConnection) return continuation.resume(null)
                        // The connection may be dead: HTTP/2 would send the next call over it too, if it is idle otherwise.
                        if (e.isTimeout()) http.connectionPool.evictAll()
                        fail(e, if (e.isRefused()) OktantException.Phase.CONNECT else attempt.phase)
                    }

                    override fun onResponse(call: Call, response: Response) {
                        // One byte beyond the limit shows that the body is too long.
                        val limit = if (response.isSuccessful) request.maxBody + 1 else HttpResponse.BODY_LIMIT.toLong()
                        val body =
                            try {
                                response.use { it.readPrefix(limit) }
                            } catch (e: Exception) {
                                return fail(e, OktantException.Phase.BODY)
                            } catch (e: Error) {
                                // OkHttp would only log it, and the call would wait forever.
                                return continuation.resumeWithException(e)
                            }
                        continuation.resume(HttpResponse(response.code, attempt.headers, body))
                    }

                    private fun fail(e: Exception, phase: OktantException.Phase) =
                        continuation.resumeWithException(TransportFailure(phase, e.isTimeout(), cause = e))
                },
            )
        }
    }
}

/** The transport of a client that is given none. */
internal fun defaultTransport(connectTimeoutMs: Long, proxy: HttpProxy?): OkHttpTransport {
    val builder = OkHttpClient.Builder().dispatcher(daemonThreads()).connectTimeout(connectTimeoutMs, TimeUnit.MILLISECONDS)
    proxy?.let { builder.useProxy(it) }
    return OkHttpTransport(builder.build())
}

/** A proxy for all requests; [url] has no credentials. */
internal class HttpProxy(val url: String, val username: String?, val password: String?)

private fun OkHttpClient.Builder.useProxy(proxy: HttpProxy) {
    val url = proxy.url.toHttpUrl()
    proxy(Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(url.host, url.port)))
    val account = Credentials.basic(proxy.username ?: return, proxy.password.orEmpty())
    proxyAuthenticator { _, response ->
        val refused = response.request.header("Proxy-Authorization") != null
        if (refused) null else response.request.newBuilder().header("Proxy-Authorization", account).build()
    }
}

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

/** The progress of an attempt. [nonIdempotent]: sending it twice may do harm. */
private class AttemptTracker(val nonIdempotent: Boolean) {
    /** How far the attempt got. */
    @Volatile
    var phase = OktantException.Phase.CONNECT

    /** The response headers, including those that OkHttp would act on. */
    @Volatile
    var headers: Headers = Headers.EMPTY
}

/** A client that sends each request once and unchanged: the engine decides on retries, redirects and credentials. */
private fun sendingOnce(base: OkHttpClient): OkHttpClient = base
    .newBuilder()
    .apply { if (base.pingIntervalMillis == 0) pingInterval(PING_S, TimeUnit.SECONDS) }
    .retryOnConnectionFailure(false)
    .followRedirects(false)
    .followSslRedirects(false)
    .authenticator(Authenticator.NONE)
    .cookieJar(CookieJar.NO_COOKIES)
    .cache(null)
    .readTimeout(0, TimeUnit.MILLISECONDS)
    .writeTimeout(0, TimeUnit.MILLISECONDS)
    .addNetworkInterceptor { chain ->
        val attempt = chain.request().tag(AttemptTracker::class)
        if (attempt?.nonIdempotent == true) chain.connection()?.requireAlive()
        attempt?.phase = OktantException.Phase.ANSWER
        val response = chain.proceed(chain.request())
        attempt?.headers = response.headers
        // OkHttp retries a 503 with Retry-After 0, even a POST: it must not see the header.
        response.newBuilder().removeHeader("Retry-After").build()
    }.build()

/** A pooled connection that the org has closed. Nothing was sent over it, so another connection may be tried. */
private class StaleConnection : IOException("the kept connection has ended")

/** True if a timeout passed. Interrupted threads, and an executor that is shut down, have the same exception with another message. */
private fun Exception.isTimeout() = this is SocketTimeoutException || this is InterruptedIOException && message == "timeout"

/** True if an HTTP/2 server refused the request unprocessed. OkHttp reports a GOAWAY with a lower stream ID as a refused stream. */
private fun IOException.isRefused(): Boolean =
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

private fun OkHttpClient.newCall(request: HttpRequest, attempt: AttemptTracker): Call {
    val body = request.body?.toRequestBody() ?: ByteArray(0).toRequestBody().takeIf { request.method in BODY_REQUIRED }
    val call =
        newCall(
            Request
                .Builder()
                .url(request.url)
                .headers(request.headers)
                .method(request.method, body)
                .tag(AttemptTracker::class, attempt)
                .build(),
        )
    request.timeout?.let { call.timeout().timeout(it.inWholeMilliseconds, TimeUnit.MILLISECONDS) }
    return call
}

/** At most the first [limit] bytes of the decompressed body. */
private fun Response.readPrefix(limit: Long): ByteArray {
    val source = body.source()
    return if (source.request(limit)) source.buffer.readByteArray(limit) else source.readByteArray()
}

private const val MAX_CONCURRENT = 256

/** The ping interval of HTTP/2 connections, in seconds. A connection without a reply within another interval is closed. */
private const val PING_S = 10L
private val BODY_REQUIRED = setOf("POST", "PUT", "PATCH")
