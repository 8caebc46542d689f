package dev.oktant

import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.collect
import kotlinx.coroutines.flow.filter
import kotlinx.coroutines.flow.receiveAsFlow
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.int
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import org.junit.jupiter.api.Assertions.assertThrows
import java.nio.file.Path
import java.util.concurrent.atomic.AtomicInteger
import kotlin.reflect.KClass
import kotlin.time.Duration.Companion.seconds

/** What bindings-uniffi/tests/servers.sh has started. */
internal object Servers {
    const val TOKEN: String = "00simulatorTokenSimulatorTokenSimulatorTokn"

    val root: Path = Path.of(environment("OKTANT_ROOT"))

    fun simulator(): OktantClient = OktantClient {
        orgUrl = environment("OKTANT_SIMULATOR_URL")
        token = TOKEN
    }

    fun scripted(configure: Settings.() -> Unit = {}): OktantClient = OktantClient {
        orgUrl = environment("OKTANT_SCRIPTED_URL")
        token = "00Marked-token"
        configure()
    }

    fun environment(name: String): String = checkNotNull(System.getenv(name)) { "$name is not set: run bindings-uniffi/kotlin/test.sh" }
}

/** A client without a network. */
internal fun fake(transport: HttpTransport, configure: Settings.() -> Unit = {}): OktantClient = OktantClient {
    orgUrl = "https://example.okta.com"
    token = "00Marked-token"
    this.transport = transport
    configure()
}

private val number = AtomicInteger()

/** A user id that the scripted server answers as [word] says, used once. */
internal fun fresh(word: String): String = "$word~${number.incrementAndGet()}k"

/** How often the scripted server has seen this. */
internal suspend fun OktantClient.seen(what: String): Int {
    val counts = request("GET", "/seen").json as JsonObject
    return counts[what]?.jsonPrimitive?.int ?: 0
}

/** Looks again until [condition] holds, for ten seconds at most. */
internal suspend fun eventually(condition: suspend () -> Boolean) = withTimeout(10.seconds) { while (!condition()) delay(5) }

/** The events of calls, as a listener that a test waits for. */
internal class Events : (Event) -> Unit {
    private val channel = Channel<Event>(Channel.UNLIMITED)

    override fun invoke(event: Event) {
        channel.trySend(event)
    }

    /** Returns after so many events of these kinds. */
    suspend fun await(vararg kinds: KClass<out Event.Kind>, count: Int = 1) = withTimeout(30.seconds) {
        channel.receiveAsFlow().filter { event -> kinds.any { it.isInstance(event.kind) } }.take(count).collect()
    }
}

internal fun JsonElement?.text(vararg path: String): String? =
    path.fold(this) { value, name -> value?.jsonObject?.get(name) }?.jsonPrimitive?.content

internal fun byId(id: String): Arguments = Arguments(path = mapOf("id" to id))

/** Sends a request that must not be sent twice. */
internal suspend fun OktantClient.activate(id: String, options: CallOptions? = null) =
    call("activateUser", Arguments(path = mapOf("userId" to id)), options)

internal inline fun <reified E : Throwable> fails(crossinline call: suspend () -> Unit): E =
    assertThrows(E::class.java) { runBlocking { call() } }
