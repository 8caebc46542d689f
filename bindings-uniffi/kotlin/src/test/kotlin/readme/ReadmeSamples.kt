// The examples of README.md, which must compile.
@file:Suppress("unused")

package readme

import dev.oktant.Body
import dev.oktant.CallOptions
import dev.oktant.FakeTransport
import dev.oktant.HttpResponse
import dev.oktant.OkHttpTransport
import dev.oktant.OktantClient
import dev.oktant.OktantException
import dev.oktant.models.BookmarkApplication
import dev.oktant.models.CreateUserRequest
import dev.oktant.models.UpdateUserRequest
import dev.oktant.models.UserFactor
import dev.oktant.models.UserFactorPush
import dev.oktant.models.UserFactorSms
import kotlinx.coroutines.flow.count
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import okhttp3.OkHttpClient
import java.io.File
import kotlin.time.Duration.Companion.seconds

suspend fun main() {
    // OKTA_CLIENT_ORGURL and OKTA_CLIENT_TOKEN, or okta.yaml
    OktantClient.fromEnvironment().use { okta ->
        okta.users.listUsers(search = "status eq \"ACTIVE\"").collect { user -> println("${user.id} ${user.profile?.email}") }
        val ann = okta.users.getUser("ann@example.com")
        val changed = ann.copy {
            profile {
                nickName = "Annie"
                this["badge"] = "42" // a custom attribute
            }
        }
        okta.users.replaceUser("ann@example.com", changed)
    }
}

suspend fun newUser(okta: OktantClient) {
    val request = CreateUserRequest {
        profile {
            login = "ann@example.com"
            email = "ann@example.com"
            firstName = "Ann"
            lastName = "Lee"
        }
    }
    val id = checkNotNull(okta.users.createUser(request, activate = false).id)
    okta.users.updateUser(id, UpdateUserRequest { profile { nickName = null } }) // changes nothing else
}

suspend fun rename(okta: OktantClient, appId: String) {
    val app = okta.applications.getApplication(appId)
    if (app is BookmarkApplication) okta.applications.replaceApplication(appId, app.copy { label = "Wiki" })
    okta.applicationLogos.uploadApplicationLogo(appId, Body.File("logo.png", File("logo.png").readBytes()))
}

fun describe(factor: UserFactor): String = when (factor) {
    is UserFactorPush -> "a push to ${factor.profile?.name}"
    is UserFactorSms -> "a text message to ${factor.profile?.phoneNumber}"
    is UserFactor.Unknown -> "a factor that this version does not know"
    else -> "a factor of type ${factor.factorType?.value}"
}

suspend fun lists(okta: OktantClient) {
    val ten = okta.groups.listGroups().take(10).toList()
    val page = okta.users.listUsers(limit = 200).firstPage() // limit: items on a page
    val rest = okta.users.listUsers(cursor = page.cursor) // perhaps in another process
    println("${ten.size}, ${page.items.size}, ${rest.count()}")
    okta.systemLog.listLogEvents().follow(every = 10.seconds).collect { event -> println(event.displayMessage) } // forever
}

suspend fun calls(okta: OktantClient) {
    val options = CallOptions(timeout = 5.seconds, maxRetries = 0)
    try {
        val (user, response) = okta.withResponse { users.getUser("ann@example.com", options = options) }
        println("${user.id}, request ${response.requestId}")
    } catch (error: OktantException) {
        println(if (error.status == 404) "no such user" else error.message)
    }
    println(okta.call("GET /api/v1/users/me")) // what has no method, as JSON
}

fun serviceApp(): OktantClient = OktantClient {
    orgUrl = "https://example.okta.com"
    clientId = "0oa1servicea9x8"
    scopes = listOf("okta.users.read")
    privateKey = "/etc/okta/key.pem" // PEM, a JWK, or a path to either
    dpop = true // optional: binds the tokens to a key
    transport = OkHttpTransport(OkHttpClient()) // optional: with your interceptors, proxy and certificates
}

suspend fun ownTest() {
    val fake = FakeTransport { request ->
        if (request.path == "/api/v1/users/me") HttpResponse.json("""{"id": "00u1"}""") else HttpResponse.json("{}", status = 404)
    }
    OktantClient {
        orgUrl = "https://example.okta.com"
        token = "00token"
        transport = fake
    }.use { okta -> check(okta.users.getUser("me").id == "00u1") }
}
