import com.okta.sdk.authc.credentials.TokenClientCredentials
import com.okta.sdk.client.Clients
import com.okta.sdk.resource.api.UserApi
import com.okta.sdk.resource.common.PagedList
import com.sun.management.OperatingSystemMXBean
import dev.oktant.OkHttpTransport
import dev.oktant.OktantClient
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import okhttp3.OkHttp
import okhttp3.OkHttpClient
import okhttp3.Request
import java.io.File
import java.lang.management.ManagementFactory

/**
 * All users of an org, page by page, reading the ID and the login of each: `Users URL TOKEN USERS ROUNDS` lets the clients take turns,
 * `Users URL TOKEN USERS oktant|floor` reads once and prints the MB of memory that the process had at most.
 */
fun main(args: Array<String>) {
    val (url, token, users, what) = args
    // One client, so that both use the same connection.
    val http = OkHttpClient()
    val oktant =
        OktantClient {
            orgUrl = url
            this.token = token
            transport = OkHttpTransport(http)
        }
    if (what == "oktant" || what == "floor") {
        measured(users.toInt()) { if (what == "oktant") withOktant(oktant) else withOkHttp(http, url, token) }
        println(peak())
        System.exit(0)
    }
    System.setProperty("okta.testing.disableHttpsCheck", "true")
    val official = UserApi(Clients.builder().setOrgUrl(url).setClientCredentials(TokenClientCredentials(token)).build())
    val readers =
        linkedMapOf(
            "oktant" to { withOktant(oktant) },
            "OkHttp + kotlinx JsonElement" to { withOkHttp(http, url, token) },
            "okta-sdk-java" to { withOfficial(official) },
        )
    val took = readers.mapValues { ArrayList<Took>() }
    // The first rounds warm up. All take turns, so that other load affects all.
    repeat(WARM_UP + what.toInt()) { round ->
        for ((name, reader) in if (round % 2 == 0) readers.entries else readers.entries.reversed()) {
            val one = measured(users.toInt(), reader)
            if (round >= WARM_UP) took.getValue(name) += one
        }
    }
    report(took)
    val wall = took.mapValues { (_, rounds) -> rounds.map { it.wall * 1000 } }
    val own = wall.getValue("oktant")
    for ((name, times) in wall) if (name != "oktant") emit("10,000 users", "ms", own, Peer(name, versions.getValue(name), times))
    val jar = File(OktantClient::class.java.protectionDomain.codeSource.location.toURI())
    emit("the jar, with the engine for this platform", "MB", listOf(jar.length() / 1e6))
    System.exit(0)
}

private const val WARM_UP = 8
private const val LIMIT = 200

/** Seconds of a round: by the clock, and of CPU time of this process. */
private class Took(val wall: Double, val cpu: Double)

private val system = ManagementFactory.getOperatingSystemMXBean() as OperatingSystemMXBean

private fun measured(users: Int, reader: () -> Int): Took {
    val (wall, cpu) = System.nanoTime() to system.processCpuTime
    val read = reader()
    check(read == users) { "read $read users of $users" }
    return Took((System.nanoTime() - wall) / 1e9, (system.processCpuTime - cpu) / 1e9)
}

/** The versions of what is compared, by its name. */
private val versions = mapOf("OkHttp + kotlinx JsonElement" to OkHttp.VERSION, "okta-sdk-java" to versionOf("okta-sdk-api"))

/** The version of an artefact on the class path. */
private fun versionOf(artefact: String): String =
    System.getProperty("java.class.path").split(File.pathSeparator).firstNotNullOf { Regex("$artefact-([0-9.]+)\\.jar$").find(it) }.groupValues[1]

/** The most memory that this process had, in MB. */
private fun peak(): Double =
    File("/proc/self/status").readLines().first { it.startsWith("VmHWM:") }.filter(Char::isDigit).toLong() * 1024 / 1e6

private fun report(took: Map<String, List<Took>>) {
    val own = took.values.first()
    println("| | s | s of CPU time | times as long as oktant | of CPU time |\n| - | - | - | - | - |")
    for ((name, rounds) in took) {
        val (wall, cpu) = rounds.map { it.wall } to rounds.map { it.cpu }
        val ratios = rounds.zip(own).map { (other, oktant) -> other.wall / oktant.wall to other.cpu / oktant.cpu }
        val (wallRatio, cpuRatio) = ratios.unzip()
        println("| $name | %.3f | %.3f | %.2f | %.2f |".format(median(wall), median(cpu), median(wallRatio), median(cpuRatio)))
    }
}

/** One if a user has what is read, so that reading it is not left out. */
private fun seen(id: String?, login: String?): Int = if (id != null && login != null) 1 else 0

private fun withOktant(okta: OktantClient): Int = runBlocking {
    var read = 0
    okta.users.listUsers(limit = LIMIT).collect { user -> read += seen(user.id, user.profile?.login) }
    read
}

private fun withOkHttp(http: OkHttpClient, url: String, token: String): Int {
    var read = 0
    var next: String? = "$url/api/v1/users?limit=$LIMIT"
    while (next != null) {
        val request = Request.Builder().url(next).header("Authorization", "SSWS $token").header("Accept", "application/json").build()
        val (body, links) = http.newCall(request).execute().use { checkNotNull(it.body).string() to it.headers("Link") }
        for (user in Json.parseToJsonElement(body).jsonArray) {
            val members = user.jsonObject
            read += seen(members["id"]?.jsonPrimitive?.content, members["profile"]?.jsonObject?.get("login")?.jsonPrimitive?.content)
        }
        next = links.firstOrNull { "rel=\"next\"" in it }?.substringAfter('<')?.substringBefore('>')
    }
    return read
}

private fun withOfficial(users: UserApi): Int {
    var read = 0
    var after: String? = null
    do {
        val page = users.listUsers(null, null, after, LIMIT, null, null, null, null) as PagedList
        for (user in page) read += seen(user.id, user.profile?.login)
        after = page.after
    } while (after != null)
    return read
}
