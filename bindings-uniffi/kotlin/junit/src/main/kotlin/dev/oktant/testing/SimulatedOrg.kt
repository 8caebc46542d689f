package dev.oktant.testing

import dev.oktant.OktantClient
import dev.oktant.Settings
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import java.net.URI
import java.net.URLEncoder
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.time.Duration

/**
 * A simulated org on a free port, until it is closed or this process ends: the program `oktant-simulator`.
 *
 *     SimulatedOrg.start("--users", "100").use { org -> org.client().use { okta -> println(okta.users.getUser("me").status) } }
 */
public class SimulatedOrg private constructor(
    private val process: Process,
    /** The org URL. */
    public val url: String,
    /** The API token of its admin. */
    public val token: String,
) : AutoCloseable {
    private val http: HttpClient = HttpClient.newHttpClient()

    public companion object {
        /**
         * Starts an org. `oktant-simulator --help` lists the flags. The program is what the system property `oktant.simulator` names, or
         * the environment in `OKTANT_SIMULATOR`, or `oktant-simulator` of the `PATH`.
         *
         * @throws java.io.IOException if there is no such program
         * @throws IllegalStateException if it does not start an org; standard error says why
         */
        @JvmStatic
        public fun start(vararg flags: String): SimulatedOrg {
            val program = System.getProperty("oktant.simulator") ?: System.getenv("OKTANT_SIMULATOR") ?: "oktant-simulator"
            val builder = ProcessBuilder(program, "--attached", *flags).redirectError(ProcessBuilder.Redirect.INHERIT)
            val process = builder.start()
            val lines = process.inputStream.bufferedReader().lineSequence().take(3).toList()
            if (lines.size < 3) error("$program has ended with ${process.waitFor()}; standard error says why")
            val (url, token) = lines.drop(1).map { it.substringAfter('=').removeSurrounding("'").replace("""'\''""", "'") }
            return SimulatedOrg(process, url, token)
        }
    }

    /** A client of the org. */
    @JvmOverloads
    public fun client(configure: Settings.() -> Unit = {}): OktantClient {
        val (orgUrl, orgToken) = url to token
        return OktantClient {
            this.orgUrl = orgUrl
            token = orgToken
            configure()
        }
    }

    /** Begins again: the initial org, real time, no requests and nothing scripted. Snapshots stay. */
    public fun reset() {
        control("POST", "/reset")
    }

    /** Remembers the org's state under a name. */
    @JvmOverloads
    public fun snapshot(name: String = "default") {
        control("POST", "/snapshot", JsonObject(mapOf("name" to JsonPrimitive(name))))
    }

    /** Brings a remembered state back. */
    @JvmOverloads
    public fun restore(name: String = "default") {
        control("POST", "/restore", JsonObject(mapOf("name" to JsonPrimitive(name))))
    }

    /** Moves the org's clock forward. */
    public fun advance(by: Duration) {
        control("POST", "/clock", JsonObject(mapOf("advance" to JsonPrimitive("${by.toMillis()}ms"))))
    }

    /** The requests that the org got, oldest first; in [path] `{}` is one segment, and `*` at the end is anything. */
    @JvmOverloads
    public fun requests(method: String? = null, path: String? = null, status: Int? = null): List<JsonObject> {
        val select = listOf("method" to method, "path" to path, "status" to status?.toString())
        val query = select.mapNotNull { (name, value) -> value?.let { "$name=${URLEncoder.encode(it, Charsets.UTF_8)}" } }
        return control("GET", "/requests?${query.joinToString("&")}").jsonArray.map { it.jsonObject }
    }

    /** The next requests of this method and path get this status from the simulator, [times] times; the org does not get them. */
    @JvmOverloads
    public fun answerNext(method: String, path: String, status: Int, times: Int = 1) {
        val answer = mapOf("method" to JsonPrimitive(method), "path" to JsonPrimitive(path), "status" to JsonPrimitive(status))
        answerNext(JsonObject(answer + ("times" to JsonPrimitive(times))))
    }

    /** Scripts an answer, or a list of them, as `POST /__simulator/answers` takes it. */
    public fun answerNext(answer: JsonElement) {
        control("POST", "/answers", answer)
    }

    /**
     * Calls the program's control API, `/__simulator`.
     *
     * @throws IllegalArgumentException if it refuses
     */
    @JvmOverloads
    public fun control(method: String, path: String, body: JsonElement? = null): JsonElement {
        val publisher = body?.let { HttpRequest.BodyPublishers.ofString(it.toString()) } ?: HttpRequest.BodyPublishers.noBody()
        val request = HttpRequest.newBuilder(URI("$url/__simulator$path")).method(method, publisher).build()
        val response = http.send(request, HttpResponse.BodyHandlers.ofString())
        val answer = Json.parseToJsonElement(response.body())
        require(response.statusCode() == 200) { answer.jsonObject.getValue("error").jsonPrimitive.content }
        return answer
    }

    /** Ends the program. */
    override fun close() {
        process.destroyForcibly().waitFor()
    }
}
